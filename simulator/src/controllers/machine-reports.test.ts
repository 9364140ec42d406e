import { producingMachines } from "@raceway/model/plant";
import { nanosOfIso, nanosOfSeconds } from "@raceway/model/time";
import { parsePlant } from "@raceway/plant/plant-file";
import { expect, test } from "vitest";
import type { Scenario } from "../scenario.ts";
import { machineReports } from "./machine-reports.ts";

const PLANT = parsePlant(
  `
site: s
lines:
  - id: l
    machines:
      - { id: told, production: { states: messages, cycleSeconds: 6 }, points: [{ id: p, channels: [{ id: vib, kind: vibration }] }] }
      - { id: quiet, points: [{ id: p, channels: [{ id: vib, kind: vibration }] }] }
`,
  "plant.yaml",
  () => [],
);
const start = nanosOfIso("2026-06-01T00:00:00Z") ?? 0n;
const DAY = nanosOfSeconds(86_400);
const NIGHT = { days: ["mon", "tue", "wed"], from: "22:00", to: "06:00", timeZone: "UTC" } as const;
const SCENARIO: Scenario = {
  name: "controllers",
  sampling: { vibrationEverySeconds: 1, soundEverySeconds: 1, readingEverySeconds: 1, samples: 64 },
  machines: { "s/l/told": { stands: [NIGHT] } },
};
const told = (from: bigint, end: bigint) => [
  ...machineReports(PLANT, SCENARIO, { seed: 1, start, from, end }),
];
const hourOf = (time: bigint) => Number((time - start) / nanosOfSeconds(3600)) % 24;

test("controllers tell in the order of time, of the machines that tell", () => {
  const reports = told(start, start + 3n * DAY);
  expect(new Set(reports.map(({ machine }) => machine))).toEqual(
    new Set([...producingMachines(PLANT).keys()]),
  );
  const times = reports.map(({ time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
});

test("no machine runs while its line rests, and stops have ends", () => {
  const states = told(start + DAY, start + 2n * DAY).filter(({ body }) => body.state !== undefined);
  for (const { time, body } of states)
    if (hourOf(time) < 6 || hourOf(time) >= 22) expect(body.state).toBe("stopped");
  states.forEach(({ body }, k) => {
    const next = states[k + 1]?.body.state;
    if (body.state === "idle" && next !== undefined) expect(["running", "stopped"]).toContain(next);
  });
});

test("it makes about as many pieces as it has time for", () => {
  const made = told(start + DAY, start + 2n * DAY).reduce(
    (sum, { body }) => sum + (body.pieces ?? 0),
    0,
  );
  // 16 hours at 6 s a piece would be 9600.
  expect(made).toBeGreaterThan(7000);
  expect(made).toBeLessThan(9600);
});

test("what is told later is the same as if all had been told", () => {
  const from = start + DAY + nanosOfSeconds(5000);
  const end = start + 2n * DAY;
  expect(told(from, end)).toEqual(told(start, end).filter(({ time }) => time >= from));
});
