import { producingMachines } from "@raceway/model/plant";
import { nanosOfIso } from "@raceway/model/time";
import { parsePlant } from "@raceway/plant/plant-file";
import { expect, test } from "vitest";
import { machineStateOf } from "./machine-state.ts";

const PLANT = parsePlant(
  `
site: s
lines:
  - id: l
    machines:
      - id: told
        production: { states: messages }
        points: [{ id: p, channels: [{ id: vib, kind: vibration }] }]
      - id: measured
        speed: { rpm: 1500 }
        production: { states: speed }
        points: [{ id: p, channels: [{ id: vib, kind: vibration }] }]
      - id: silent
        points: [{ id: p, channels: [{ id: vib, kind: vibration }] }]
`,
  "plant.yaml",
  () => [],
);
const machines = producingMachines(PLANT);
const receivedAt = nanosOfIso("2026-06-01T08:00:00Z") ?? 0n;

function decided(machine: string, body: object, retained?: true) {
  const topic = `raceway/v1/machine-state/s/l/${machine}`;
  const payload = Buffer.from(JSON.stringify(body));
  const found = machineStateOf(
    { topic, payload, receivedAt, ...(retained && { retained }) },
    machines,
  );
  if (found === undefined) return "not ours";
  return found.ok ? found.record : found.rejection.reason;
}

test("a state is dated by when it began, and without a time by its arrival", () => {
  const time = "2026-06-01T07:50:00Z";
  expect(decided("told", { state: "stopped", cause: "jam", time })).toEqual({
    ...{ type: "machine-state", point: "s/l/told", channel: "@machine-state" },
    time: nanosOfIso(time),
  });
  expect(decided("told", { state: "running" })).toMatchObject({ time: receivedAt });
});

test("a machine whose speed tells its state takes causes and pieces, and no other state", () => {
  expect(decided("measured", { cause: "jam", pieces: 12 })).toMatchObject({
    point: "s/l/measured",
  });
  expect(decided("measured", { state: "running" })).toMatch(
    /takes the states of s\/l\/measured from its speed; `states: messages`/,
  );
});

test.each([
  [
    "an unknown machine",
    "other",
    { state: "running" },
    /no machine s\/l\/other with `production`; it has s\/l\/told/,
  ],
  ["a machine without production", "silent", { state: "running" }, /no machine s\/l\/silent/],
  ["nothing said", "told", { who: "Li" }, /a state, a cause, planned, or pieces/],
  ["another state", "told", { state: "broken" }, /state/],
  ["more rejected than made", "told", { pieces: 3, rejected: 4 }, /no more rejected than pieces/],
  ["a negative count", "told", { pieces: -1 }, /pieces/],
  [
    "a stop that is still to come",
    "told",
    { cause: "jam", of: "2026-06-01T09:00:00Z" },
    /still to come/,
  ],
  [
    "a state of a stop that is over",
    "told",
    { state: "idle", of: "2026-06-01T07:00:00Z" },
    /`of` without a state/,
  ],
])("%s is refused, with what would be right", (_, machine, body, words) => {
  expect(decided(machine, body)).toMatch(words);
});

test("a copy that a broker kept is news only where it says since when it is so", () => {
  expect(decided("told", { state: "running" }, true)).toMatch(/since when/);
  const time = "2026-06-01T07:50:00Z";
  expect(decided("told", { state: "running", time }, true)).toMatchObject({ point: "s/l/told" });
});
