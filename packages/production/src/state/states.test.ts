import type { MachineProduction } from "@raceway/model/production";
import fc from "fast-check";
import { expect, test } from "vitest";
import { accountedFor, minutesByUse, minutesOf } from "./accounted.ts";
import { lineStretches } from "./line-states.ts";
import { stateOf } from "./state-of-record.ts";
import { type StateNote, type Stretch, stretchesOf } from "./stretch.ts";

const MINUTE = 60_000_000_000n;
const at = (minute: number) => BigInt(minute) * MINUTE;
const HOUR = { from: at(0), to: at(60), holds: at(1000) };

function inWords(stretches: readonly Stretch[]): string {
  return stretches
    .map(({ start, end, state, cause }) =>
      [Number(start / MINUTE), Number(end / MINUTE), state, cause].filter((x) => x !== undefined),
    )
    .map((words) => words.join(" "))
    .join("; ");
}

test("a state holds until the next one is told", () => {
  const notes: StateNote[] = [
    { time: at(-5), state: "running" },
    { time: at(20), state: "stopped", cause: "jam" },
    { time: at(26), state: "running" },
  ];
  expect(inWords(stretchesOf(notes, HOUR))).toBe("0 20 running; 20 26 stopped jam; 26 60 running");
});

test("of a machine that never told anything, nothing is known", () => {
  expect(inWords(stretchesOf([], HOUR))).toBe("0 60 unknown");
});

test("a state is not believed for longer than it holds: a sensor that died in a stop proves no stop", () => {
  const notes: StateNote[] = [
    { time: at(10), state: "stopped" },
    { time: at(50), state: "running" },
  ];
  expect(inWords(stretchesOf(notes, { ...HOUR, holds: at(15) }))).toBe(
    "0 10 unknown; 10 25 stopped; 25 50 unknown; 50 60 running",
  );
});

test("what is told again goes on, and a cause that is told later is the whole stop's", () => {
  const notes: StateNote[] = [
    { time: at(0), state: "stopped" },
    { time: at(10), state: "stopped" },
    { time: at(30), state: "running" },
    { time: at(12), cause: "tool change" },
    { time: at(40), cause: "of no stop" },
  ];
  expect(inWords(stretchesOf(notes, HOUR))).toBe("0 30 stopped tool change; 30 60 running");
});

test("a clock that was set back tells two things of one time: the order in which they arrive changes nothing", () => {
  const note = fc.record({
    time: fc.integer({ min: -30, max: 90 }).map(at),
    state: fc.constantFrom("running", "idle", "stopped"),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(note, { selector: ({ time }) => time, maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      (notes, holds) => {
        const window = { ...HOUR, holds: at(holds) };
        const told = stretchesOf(notes as StateNote[], window);
        expect(stretchesOf(notes.toReversed() as StateNote[], window)).toEqual(told);
        // Every minute is accounted for once.
        expect(told.reduce((sum, span) => sum + minutesOf(span), 0)).toBe(60);
        told.forEach((span, k) => {
          expect(span.start).toBe(told[k - 1]?.end ?? at(0));
        });
      },
    ),
  );
});

test("in a planned stop nothing is missed, and what runs in it is extra", () => {
  const notes: StateNote[] = [
    { time: at(0), state: "running" },
    { time: at(15), state: "stopped", cause: "jam" },
    { time: at(35), state: "running" },
  ];
  const stops = [{ start: at(20), end: at(40) }];
  expect(minutesByUse(accountedFor(stretchesOf(notes, HOUR), stops))).toEqual({
    ...{ running: 35, idle: 0, unplanned: 5, planned: 15, extra: 5, unknown: 0 },
  });
});

test("a stop that is told as planned is one, though no calendar has it", () => {
  const notes: StateNote[] = [
    { time: at(0), state: "stopped" },
    { time: at(30), state: "running" },
    { time: at(1), planned: true, cause: "maintenance" },
  ];
  expect(accountedFor(stretchesOf(notes, HOUR), [])).toEqual([
    { start: at(0), end: at(30), use: "planned", cause: "maintenance" },
    { start: at(30), end: at(60), use: "running" },
  ]);
});

test("minutes are the same whatever planned stops cut them into", () => {
  const edges = fc.uniqueArray(fc.integer({ min: -20, max: 80 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(edges, (minutes) => {
      const sorted = minutes.toSorted((a, b) => a - b);
      const stops = sorted.flatMap((minute, k) =>
        k % 2 === 1 ? [{ start: at(sorted[k - 1] ?? 0), end: at(minute) }] : [],
      );
      const stretches = stretchesOf([{ time: at(5), state: "stopped" }], HOUR);
      const uses = minutesByUse(accountedFor(stretches, stops));
      expect(Object.values(uses).reduce((sum, each) => sum + each)).toBe(60);
    }),
  );
});

test("a line stands while one of its machines does, and what one hides is unknown", () => {
  const first = stretchesOf([{ time: at(0), state: "running" }], HOUR);
  const second = stretchesOf(
    [
      { time: at(10), state: "running" },
      { time: at(30), state: "stopped", cause: "jam" },
      { time: at(40), state: "running" },
    ],
    HOUR,
  );
  expect(inWords(lineStretches([first, second]))).toBe(
    "0 10 unknown; 10 30 running; 30 40 stopped jam; 40 60 running",
  );
});

const BY_SPEED: MachineProduction = {
  ...{ states: "speed", runningAbove: 100, idleBelowLoad: 20, silentAfter: 600 },
};

test.each([
  ["stands", { speedRpm: 2, load: 0 }, "stopped"],
  ["turns backwards", { speedRpm: -1500, load: 60 }, "running"],
  ["turns without load", { speedRpm: 1500, load: 3 }, "idle"],
  ["turns, and its load is not measured", { speedRpm: 1500 }, "running"],
  ["has no speed", { load: 60 }, undefined],
])("a machine that %s", (_, operation, state) => {
  expect(stateOf(BY_SPEED, operation)).toBe(state);
});

test("by its load a machine works, waits while it turns, or stands", () => {
  const byLoad: MachineProduction = { states: "load", runningAbove: 15, silentAfter: 600 };
  expect(stateOf(byLoad, { load: 40 })).toBe("running");
  expect(stateOf(byLoad, { load: 5, speedRpm: 1500 })).toBe("idle");
  expect(stateOf(byLoad, { load: 5 })).toBe("stopped");
});
