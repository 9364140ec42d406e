import type { ServerResponse } from "node:http";
import { lineOfAlarm, lineOfPoint } from "../accounts/lines.ts";
import type { ServerEvent, ServerEvents } from "../http/api-types.ts";
import type { Emit } from "./emit.ts";
import type { Sees } from "./seen-live-state.ts";

/** How long events of the same thing are gathered before the newest is sent, milliseconds: faster than anybody reads, far slower than a replay at 1000x. */
const GATHER_MS = 250;
/** An event at least so often keeps proxies from closing a quiet stream, and shows the page that it is alive. */
const HEARTBEAT_MS = 10_000;
/** A page that has not taken so many bytes is cut off; it connects again and reads what is so then. */
const BACKLOG_BYTES = 1_000_000;

/** Pages that one account, or one address where there are no logins, may have open: an office and its screens, and no more. */
const MOST_PAGES = 100;

interface Reader {
  readonly response: ServerResponse;
  /** Account, or address. */
  readonly owner: string;
  /** Point whose details it follows. */
  readonly follows: string | undefined;
  /** Which lines its person may see; undefined: all. */
  readonly sees: Sees | undefined;
}

interface Waiting {
  /** Written only when it is sent: most are overtaken by newer ones. */
  readonly text: () => string;
  /** Only those who follow this point hear of it. */
  readonly point: string | undefined;
  /** Only those who may see this line hear of it. */
  readonly line: string | undefined;
}

export type EventStream = ReturnType<typeof createEventStream>;

/**
 * Sends what changes to every open page as server-sent events. Of events that say the same thing of the same object only the newest is sent,
 * so the rate is bounded by the plant and not by its sensors.
 */
export function createEventStream(hello: () => ServerEvents["hello"]) {
  const readers = new Set<Reader>();
  const waiting = new Map<string, Waiting>();
  /** How many pages follow a point. */
  const followers = new Map<string | undefined, number>();
  let flushing: NodeJS.Timeout | undefined;
  const heartbeat = setInterval(() => send(frame("services", hello().services)), HEARTBEAT_MS);
  heartbeat.unref();

  const emit: Emit = (event, data) => {
    if (readers.size === 0) return;
    const key = `${event} ${keyOf(event, data)}`;
    const point = event === "fresh" || event === "spectrum" ? pathOf(data) : undefined;
    if (point !== undefined && !followers.has(point)) return;
    // Deleted first, so that the newest is also last in order.
    waiting.delete(key);
    waiting.set(key, { text: () => frame(event, data), point, line: lineOf(data) });
    flushing ??= setTimeout(flush, GATHER_MS);
  };

  return {
    emit,
    /** Whether an owner may open one more. */
    hasRoom: (owner: string): boolean =>
      [...readers].filter((reader) => reader.owner === owner).length < MOST_PAGES,
    /** Turns a response into a stream until either side ends it. */
    open(response: ServerResponse, whose: Omit<Reader, "response">): void {
      const reader: Reader = { ...whose, response };
      const { follows } = whose;
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        // nginx would otherwise hold events back.
        "x-accel-buffering": "no",
      });
      response.write(`retry: 2000\n\n${frame("hello", hello())}`);
      readers.add(reader);
      followers.set(follows, (followers.get(follows) ?? 0) + 1);
      response.on("close", () => leave(reader));
    },
    readers: () => readers.size,
    close(): void {
      clearInterval(heartbeat);
      clearTimeout(flushing);
      for (const { response } of readers) response.end();
      readers.clear();
      followers.clear();
    },
  };

  function leave(reader: Reader): void {
    if (!readers.delete(reader)) return;
    const others = (followers.get(reader.follows) ?? 0) - 1;
    if (others > 0) followers.set(reader.follows, others);
    else followers.delete(reader.follows);
  }

  /** Each event is written as JSON once, and what all followers of a point get is put together once. */
  function flush(): void {
    flushing = undefined;
    const frames = Array.from(waiting.values(), ({ text, ...rest }) => ({ text: text(), ...rest }));
    waiting.clear();
    const texts = new Map(
      Array.from(followers.keys(), (follows) => {
        const wanted = frames.filter(({ point }) => point === undefined || point === follows);
        return [follows, Buffer.from(wanted.map(({ text }) => text).join(""))];
      }),
    );
    for (const reader of readers) {
      const { follows, sees } = reader;
      const text = sees === undefined ? texts.get(follows) : seenOf(frames, follows, sees);
      if (text !== undefined && text.length > 0) sendTo(reader, text);
    }
  }

  function send(text: string): void {
    for (const reader of readers) sendTo(reader, text);
  }

  function sendTo(reader: Reader, text: string | Buffer): void {
    if (reader.response.writableLength > BACKLOG_BYTES) {
      leave(reader);
      reader.response.destroy();
      return;
    }
    reader.response.write(text);
  }
}

/** One event as the HTML standard writes it. JSON has no raw line breaks, so one data line holds it. */
function frame<E extends ServerEvent>(event: E, data: ServerEvents[E]): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function keyOf(event: ServerEvent, data: ServerEvents[ServerEvent]): string {
  if ("id" in data) return data.id;
  if (event === "spectrum" && "channel" in data) return `${data.path} ${data.channel} ${data.name}`;
  return pathOf(data) ?? "";
}

/** What a reader hears who may not see every line. */
function seenOf(
  frames: readonly (Omit<Waiting, "text"> & { readonly text: string })[],
  follows: string | undefined,
  sees: Sees,
): string {
  return frames
    .filter(({ point }) => point === undefined || point === follows)
    .filter(({ line }) => line === undefined || sees(line))
    .map(({ text }) => text)
    .join("");
}

/** Whose line an event tells of; undefined: of the plant. */
function lineOf(data: ServerEvents[ServerEvent]): string | undefined {
  if ("id" in data) return lineOfAlarm(data.id);
  const path = pathOf(data);
  return path === undefined ? undefined : lineOfPoint(path);
}

function pathOf(data: ServerEvents[ServerEvent]): string | undefined {
  return "path" in data ? data.path : undefined;
}
