import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChannelClock,
  dateRecord,
  type StoredRecords,
  type TimedRecord,
} from "./channel-clock.ts";

const SECOND = 1_000_000_000n;
const NOON = 1_790_000_000n * SECOND;
const DAY = 86_400n * SECOND;
const TOLERANCE = 300n * SECOND;

/** A channel that is told what comes, and what becomes of it. */
function channel() {
  const seen = new Set<bigint>();
  const same = new Set<string>();
  const stored: StoredRecords = {
    isSeen: (time) => seen.has(time),
    isSame: (source, of) => same.has(`${source} ${of}`),
  };
  let clock: ChannelClock = {};
  let digest = 0;
  return (record: Partial<TimedRecord> & Pick<TimedRecord, "time" | "receivedAt">) => {
    digest += 1;
    const whole = { running: record.receivedAt - NOON + DAY, digest, ...record };
    const decided = dateRecord(clock, whole, stored, TOLERANCE);
    clock = decided.clock;
    const { dating } = decided;
    if (dating.taken && whole.dated === undefined && dating.clock === undefined)
      seen.add(whole.time);
    if (dating.taken)
      same.add(`${dating.clock?.says ?? whole.clock?.says ?? whole.time} ${whole.digest}`);
    return dating;
  };
}
const at = (seconds: number) => NOON + BigInt(Math.round(seconds * 1000)) * 1_000_000n;

/** A record as the door hands it in when the host's clock is off by so much: dated by arrival where the sensor's then seems ahead. */
function atDoor(source: bigint, receivedAt: bigint, off: bigint) {
  const host = receivedAt + off;
  return source > host + TOLERANCE
    ? ({ time: host, dated: "arrival", clock: { fault: "clock-ahead", says: source } } as const)
    : { time: source };
}

it("whatever happens to the host's clock between, each record of a sensor that sends again what was not acknowledged is taken once", () => {
  const step = fc.record({
    /** Days that the host's clock is off from now on. */
    off: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -40, max: 40 })),
    fresh: fc.integer({ min: 0, max: 20 }),
    /** The latest records whose acknowledgements were lost. */
    again: fc.integer({ min: 0, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const take = channel();
      const taken = new Map<number, number>();
      let clock = 0;
      let made = 0;
      for (const { off, fresh, again } of steps) {
        const sent = Array.from({ length: again + fresh }, (_, n) => made - again + n);
        made += fresh;
        for (const n of sent.filter((number) => number >= 0)) {
          clock += 0.2;
          const receivedAt = at(clock);
          const running = DAY + receivedAt - NOON;
          const dated = atDoor(at(n), receivedAt, BigInt(off) * DAY);
          const host = receivedAt + BigInt(off) * DAY;
          const dating = take({ ...dated, receivedAt: host, running, digest: n });
          if (dating.taken) taken.set(n, (taken.get(n) ?? 0) + 1);
        }
      }
      return taken.size === made && [...taken.values()].every((times) => times === 1);
    }),
    { numRuns: 500 },
  );
});

it("a clock that was never set and stands still does not make equal readings of it copies for longer than some seconds", () => {
  const take = channel();
  const clock = { fault: "clock-not-set", says: 0n } as const;
  const reading = (s: number) =>
    take({ time: at(s), receivedAt: at(s), dated: "arrival", clock, digest: 1 + (s % 2) });
  const takes = Array.from({ length: 60 }, (_, s) => reading(s).taken);
  expect(takes.slice(0, 2)).toEqual([true, true]);
  expect(takes.slice(12)).toEqual(Array(48).fill(true));
});

it("several readings of one tick of a coarse clock are none of them taken twice", () => {
  const take = channel();
  const burst = () =>
    [1, 2, 3].map((digest) => take({ time: at(1), receivedAt: at(1), digest }).taken);
  expect([burst(), burst()]).toEqual([
    [true, true, true],
    [false, false, false],
  ]);
});

describe("a channel whose sensor has a clock", () => {
  it("is judged by it, and what lies before its newest record is late", () => {
    const take = channel();
    expect(take({ time: at(1), receivedAt: at(1.1) })).toEqual({
      taken: true,
      time: at(1),
      anew: false,
    });
    expect(take({ time: at(2), receivedAt: at(2.1) })).toMatchObject({ time: at(2), anew: false });
    expect(take({ time: at(1.5), receivedAt: at(2.2) })).toMatchObject({
      time: at(1.5),
      anew: false,
    });
  });

  it("is not judged twice on what is sent again", () => {
    const take = channel();
    take({ time: at(1), receivedAt: at(1), digest: 7 });
    expect(take({ time: at(1), receivedAt: at(5), digest: 7 })).toEqual({ taken: false });
  });

  it("is not judged twice on what is sent again when the host's clock was set back meanwhile, and is judged on what is new, also where its clock stands still", () => {
    const take = channel();
    for (let s = 0; s < 3; s++) take({ time: at(s), receivedAt: at(s), digest: s });
    const behind = (s: number, digest: number) => {
      const receivedAt = at(s) - 10n * DAY;
      const clock = { fault: "clock-ahead", says: at(s) } as const;
      return take({ time: receivedAt, dated: "arrival", clock, receivedAt, digest });
    };
    expect([1, 2].map((s) => behind(s, s))).toEqual([{ taken: false }, { taken: false }]);
    expect(behind(2, 9)).toMatchObject({ taken: true });
    expect(behind(3, 3)).toMatchObject({ taken: true });
  });

  it("may send several readings within one tick of a coarse clock", () => {
    const take = channel();
    take({ time: at(1), receivedAt: at(1) });
    expect(take({ time: at(1), receivedAt: at(1.3) })).toMatchObject({ time: at(1) + 1n });
    expect(take({ time: at(1), receivedAt: at(1.6) })).toMatchObject({ time: at(1) + 2n });
    expect(take({ time: at(2), receivedAt: at(2) })).toMatchObject({ time: at(2), anew: false });
  });

  it("goes by arrival after a few records once its clock was set back, and by its clock again once that is right", () => {
    const take = channel();
    for (let s = 0; s < 10; s++) take({ time: at(s), receivedAt: at(s) });
    const back = (s: number) => take({ time: at(s) - 5n * DAY, receivedAt: at(s) });
    const first = [10, 11, 12].map(back);
    expect(first.map((dating) => dating.taken && dating.clock)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(back(13)).toEqual({
      taken: true,
      time: at(13),
      anew: true,
      clock: { fault: "clock-behind", says: at(13) - 5n * DAY },
    });
    expect(back(14)).toMatchObject({
      time: at(14),
      anew: false,
      clock: { fault: "clock-behind" },
    });
    expect(take({ time: at(14.5), receivedAt: at(15) })).toEqual({
      taken: true,
      time: at(14.5),
      anew: true,
    });
    expect(take({ time: at(15.5), receivedAt: at(16) })).toMatchObject({ anew: false });
  });

  it("is judged by arrival at once when its clock was set back by years: a burst is none of it late", () => {
    const take = channel();
    for (let s = 0; s < 10; s++) take({ time: at(s), receivedAt: at(s) });
    const burst = Array.from({ length: 5 }, (_, n) =>
      take({ time: at(n) - 400n * DAY, receivedAt: at(60 + n / 100) }),
    );
    expect(burst.map((dating) => dating.taken && dating.clock?.fault)).toEqual(
      Array(5).fill("clock-behind"),
    );
    expect(burst.map((dating) => dating.taken && dating.anew)).toEqual([
      true,
      ...Array(4).fill(false),
    ]);
    expect(take({ time: at(120), receivedAt: at(120) })).toMatchObject({ time: at(120) });
  });

  it("is late with what it kept for a year less a day", () => {
    const take = channel();
    take({ time: at(0), receivedAt: at(0) });
    const old = at(0) - 365n * DAY;
    expect(take({ time: old, receivedAt: at(1) })).toEqual({ taken: true, time: old, anew: false });
  });

  it("is judged again although its clock repeats exactly, as uptimes do", () => {
    const take = channel();
    const uptime = (s: number) => NOON - 400n * DAY + BigInt(s) * SECOND;
    for (let s = 0; s < 60; s++) take({ time: uptime(s), receivedAt: at(s) });
    const datings = Array.from({ length: 60 }, (_, s) =>
      take({ time: uptime(s), receivedAt: at(100 + s) }),
    );
    const judged = datings.filter((dating) => dating.taken && dating.clock !== undefined);
    expect(judged.length).toBeGreaterThanOrEqual(56);
  });

  it("is late, not set back, when it sends a backlog behind what is live", () => {
    const take = channel();
    take({ time: at(3600), receivedAt: at(3600) });
    for (let s = 0; s < 600; s++) {
      const dating = take({ time: at(s), receivedAt: at(3600 + s / 100) });
      expect(dating).toEqual({ taken: true, time: at(s), anew: false });
    }
  });

  it("is judged at once by its clock when that, or the host's, was ahead before", () => {
    const take = channel();
    take({ time: at(0) + DAY, receivedAt: at(0) + DAY });
    expect(take({ time: at(1), receivedAt: at(1) })).toEqual({
      taken: true,
      time: at(1),
      anew: true,
    });
    expect(take({ time: at(2), receivedAt: at(2) })).toMatchObject({ anew: false });
  });
});

it("a clock that was never set still tells how far apart the readings of a burst are, never further from their arrival than is believable", () => {
  const take = channel();
  const says = (s: number) => ({ fault: "clock-not-set", says: BigInt(60 + s) * SECOND }) as const;
  const burst = (s: number) =>
    take({ time: at(0.001 * s), receivedAt: at(0.001 * s), dated: "arrival", clock: says(s) });
  const datings = Array.from({ length: 400 }, (_, s) => burst(s));
  const times = datings.map((dating) => (dating.taken ? dating.time : 0n));
  expect(times.slice(0, 3)).toEqual([at(0), at(1), at(2)]);
  expect(times.every((time, s) => time <= at(0.001 * s) + TOLERANCE)).toBe(true);
  expect(burst(10)).toMatchObject({ time: at(0.01), anew: true });
});

it("a channel without a clock is never late, whatever the host's clock does, and its times begin anew when that was set", () => {
  const step = fc.record({ wait: fc.integer({ min: 1, max: 3600 }), off: fc.bigInt(-DAY, DAY) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const take = channel();
      let running = 0n;
      let before: bigint | undefined;
      return steps.every(({ wait, off }) => {
        running += BigInt(wait) * SECOND;
        const time = NOON + running + off;
        const dating = take({ time, receivedAt: time, dated: "arrival", running });
        const moved = before === undefined ? 0n : off - before;
        before = off;
        const isSet = moved > TOLERANCE || moved < -TOLERANCE;
        const isBack = moved <= -BigInt(wait) * SECOND;
        return dating.taken && dating.time === time && dating.anew === (isSet || isBack);
      });
    }),
  );
});

it("a channel's times begin anew when another clock gives them: nobody knows what lies between a first record dated by a host ten days behind and the next", () => {
  const take = channel();
  const host = at(0) - 10n * DAY;
  const clock = { fault: "clock-ahead", says: at(0) } as const;
  const running = DAY;
  take({ time: host, dated: "arrival", clock, receivedAt: host, running });
  const next = (s: number) =>
    take({ time: at(s), receivedAt: host + BigInt(s) * SECOND, now: at(s), running });
  expect([next(1), next(2)]).toMatchObject([{ anew: true }, { anew: false }]);
});

it("within a few records of any sensor clock, however it is set, each is judged: by the source or by arrival", () => {
  const step = fc.record({
    /** What the sensor's clock is set by before the record, seconds. */
    set: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -1e7, max: 200 })),
    /** Until the next record, seconds. */
    wait: fc.double({ min: 0.5, max: 60, noNaN: true }),
    drift: fc.double({ min: 0.7, max: 1.3, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
      const take = channel();
      let host = 0;
      let sensor = 0;
      let newest: bigint | undefined;
      let unjudged = 0;
      for (const { set, wait, drift } of steps) {
        host += wait;
        sensor += wait * drift + set;
        if (set !== 0) unjudged = 0;
        const dating = take({ time: at(sensor), receivedAt: at(host) });
        const judged =
          dating.taken && (dating.anew || newest === undefined || dating.time > newest);
        if (judged) newest = dating.time;
        unjudged = judged ? 0 : unjudged + 1;
        // At half a second each, three seconds take seven.
        if (unjudged > 8) return false;
      }
      return true;
    }),
    { numRuns: 300 },
  );
});
