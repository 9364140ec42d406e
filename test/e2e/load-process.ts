import http from "node:http";
import { type Fleet, startFleet } from "../faults/sensor-fleet.ts";

/**
 * Sensors or viewers in a process of their own, so that what they do is not counted as the service's. Told what to do by messages, each answered with
 * `done` once it is so.
 */
export type LoadOrder =
  | {
      readonly do: "send";
      readonly url: string;
      readonly sensors: number;
      readonly rate: number;
      readonly start: number;
    }
  | {
      readonly do: "view";
      readonly url: string;
      readonly count: number;
      readonly points?: string[];
    }
  | { readonly do: "stop" };

/** A page of a point reads so long after it heard of a record what is newest, and histories, milliseconds (web/point-page.ts). */
const LATEST_MS = 2000;
const HISTORY_MS = 10_000;
/** What the event stream asks browsers to wait, milliseconds. */
const RECONNECT_MS = 2000;

let fleet: Fleet | undefined;
let viewers: readonly { close(): void }[] = [];

process.on("message", async (order: LoadOrder) => {
  if (order.do === "send") fleet = startFleet(order);
  if (order.do === "view")
    viewers = await Promise.all(
      Array.from({ length: order.count }, (_, k) =>
        startViewer(order.url, k, order.points?.[k % order.points.length]),
      ),
    );
  if (order.do === "stop") {
    fleet?.close();
    for (const viewer of viewers) viewer.close();
    viewers = [];
  }
  process.send?.("done");
});

process.once("disconnect", () => process.exit());

/** A page that is open: the plant's, or that of a point, which reads all it shows again when there is something new. */
function startViewer(url: string, number: number, point: string | undefined) {
  // Each is somebody else, or together they would exceed what one may ask.
  const headers = { "x-forwarded-for": `10.0.${Math.floor(number / 250)}.${1 + (number % 250)}` };
  const agent = new http.Agent({ keepAlive: true, maxSockets: 6 });
  let latest: NodeJS.Timeout | undefined;
  let history: NodeJS.Timeout | undefined;
  let closed = false;

  let stream: http.ClientRequest | undefined;

  function readAgain(): void {
    if (point === undefined) return;
    latest ??= setTimeout(() => {
      latest = undefined;
      read(latestOf(point));
    }, LATEST_MS);
    history ??= setTimeout(() => {
      history = undefined;
      read(historiesOf(point));
    }, HISTORY_MS);
  }

  function read(paths: readonly string[]): void {
    if (closed) return;
    for (const path of paths)
      http
        .get(`${url}/api/${path}`, { headers, agent }, (response) => response.resume())
        .on("error", () => {});
  }

  /** As a browser's EventSource does, it connects again when it is cut off. */
  function open(onOpen: () => void): void {
    const follow = point === undefined ? "" : `?${new URLSearchParams({ point })}`;
    stream = http.get(`${url}/api/events${follow}`, { headers }, (response) => {
      response.on("data", (chunk: Buffer) => {
        if (chunk.includes("event: fresh")) readAgain();
      });
      response.on("error", () => {});
      onOpen();
    });
    stream.on("error", () => {});
    stream.once("close", () => {
      if (!closed) setTimeout(() => closed || open(onOpen), RECONNECT_MS);
    });
  }

  return new Promise<{ close(): void }>((resolve) => {
    open(() => {
      if (point !== undefined) read([...latestOf(point), ...historiesOf(point)]);
      resolve({
        close() {
          closed = true;
          stream?.destroy();
          agent.destroy();
          clearTimeout(latest);
          clearTimeout(history);
        },
      });
    });
  });
}

/** What web/point-view.ts asks for to draw a point whose sensors have sent a new block. */
function latestOf(point: string): readonly string[] {
  return [
    `points/${point}`,
    `spectrum?${queryOf(point, { channel: "vib", name: "envelope" })}`,
    `spectrum?${queryOf(point, { channel: "vib", name: "velocity" })}`,
  ];
}

/** What it asks for to draw the past, and the waveform. */
function historiesOf(point: string): readonly string[] {
  return [
    `trend?${queryOf(point, { channel: "vib", indicator: "rms", span: "600" })}`,
    `trend?${queryOf(point, { indicator: "health", span: "3600" })}`,
    `forecast?${queryOf(point, { span: "2592000" })}`,
    `waveform?${queryOf(point, { channel: "vib" })}`,
  ];
}

function queryOf(point: string, values: Readonly<Record<string, string>>): string {
  return new URLSearchParams({ point, ...values }).toString();
}
