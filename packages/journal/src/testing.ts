import type { Clock } from "@raceway/ports/clock";
import type { AcceptedArrival } from "./inbox.ts";
import { type Journal, type JournalOptions, openJournal } from "./journal.ts";

/** A clock that stands still until told otherwise. */
export function standingClock(): Clock & { advance(milliseconds: number): void } {
  let now = 0;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => BigInt(now) * 1_000_000n,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance(milliseconds) {
      now += milliseconds;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
    },
  };
}

/** A journal in memory with one drain, unless said otherwise. */
export function memoryJournal(options: Partial<JournalOptions> = {}): Journal {
  return openJournal({
    path: ":memory:",
    durability: "process",
    drains: { store: {} },
    ...options,
  });
}

/** A waveform of `size` bytes of one channel at a source time. */
export function waveform(time: bigint, size = 16, channel = "vibration"): AcceptedArrival {
  return {
    kind: "accepted",
    topic: `bearing/${channel}`,
    payload: new Uint8Array(size).fill(Number(time % 251n)),
    receivedAt: time + 1_000_000n,
    point: "site/line/machine/point",
    channel,
    time,
    sampleRate: 25_600,
  };
}

/** A reading of one channel at a source time. */
export function reading(time: bigint, channel = "temperature"): AcceptedArrival {
  return {
    kind: "accepted",
    topic: `bearing/${channel}`,
    payload: new Uint8Array([1, 2, 3]),
    receivedAt: time,
    point: "site/line/machine/point",
    channel,
    time,
  };
}
