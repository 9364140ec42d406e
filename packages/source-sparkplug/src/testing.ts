import type { Channel } from "@raceway/model/plant";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Admit, Message, Source } from "@raceway/ports/source";
import { type MappedChannel, metricAddress } from "./metric-mapping.ts";
import { decodePayload, type Payload } from "./payload.ts";
import type { HostSession } from "./sparkplug-host.ts";

/** A clock that a test moves. */
export function handClock(
  startMs: number,
): Clock & { advance(ms: number): void; readonly ms: number } {
  let ms = startMs;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    get ms() {
      return ms;
    },
    now: () => BigInt(ms) * 1_000_000n,
    after(delay, callback) {
      const timer = { at: ms + delay, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance(by) {
      const until = ms + by;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((each) => each !== next);
        ms = next.at;
        next.callback();
      }
      ms = until;
    },
  };
}

/** A subscription without a broker: a test puts messages in and sees what goes out. */
export function fakeDoor(session: HostSession) {
  const sent: { topic: string; payload: Uint8Array; retain: boolean; qos: number }[] = [];
  let admit: Admit = async () => undefined;
  const source: Source = {
    name: "fake",
    async open(into) {
      admit = into;
    },
    async publish(topic, payload, { retain, qos = 1 }) {
      sent.push({ topic, payload, retain, qos });
    },
    status: () => ({ state: "open", connections: 1 }),
    close: async () => undefined,
  };
  return { source, session, sent, deliver: (message: Message) => admit(message) };
}

export type FakeDoor = ReturnType<typeof fakeDoor>;

/** A channel of the point `works/l/m/p` that a metric feeds. */
export function mapped(address: string, channel: Partial<Channel> = {}): MappedChannel {
  const metric = metricAddress(address);
  if (metric === undefined) throw new RangeError(`"${address}" is no metric's address`);
  const defaults = {
    id: "c",
    name: "c",
    kind: "temperature",
    unit: "degC",
    silentAfter: 300,
    limits: [],
  } as const;
  return { point: "works/l/m/p", channel: { ...defaults, ...channel }, ...metric };
}

/** A log that keeps its warnings. */
export function warnings(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    info: () => undefined,
    warn: (_, line) => void lines.push(line),
    error: (_, line) => void lines.push(line),
  };
}

/** Rebirth requests among what was sent. */
export function rebirthRequests(
  door: FakeDoor,
): readonly { topic: string; retain: boolean; qos: number; payload: Payload }[] {
  return door.sent
    .filter(({ topic }) => topic.includes("/NCMD/"))
    .map((each) => ({ ...each, payload: decodePayload(each.payload) }));
}
