import { parsePlant } from "@raceway/plant/plant-file";
import { expect, test } from "vitest";
import { qualityOf } from "./quality.ts";

const PLANT = parsePlant(
  `
site: s
lines:
  - id: l
    machines: [{ id: m, points: [{ id: p, channels: [{ id: vib, kind: vibration }] }] }]
    stands: [{ id: stand-1 }]
bearingTypes: [{ id: t, tests: [{ rpm: 1800 }], grading: [{ table: v, atLeast: v1 }] }]
gradeTables: [{ id: v, unit: um/s, grades: [{ id: v1, low: 30, medium: 30, high: 30 }] }]
`,
  "plant.yaml",
  () => [],
);
const [type] = PLANT.bearingTypes ?? [];
const [stand] = PLANT.lines[0]?.stands ?? [];
if (type === undefined || stand === undefined) throw new Error("the plant has a type and a stand");
const charted = { type, stand, band: "high", size: 5 } as const;
const CONTROL = { centre: 10, lower: 8, upper: 12.5, ewma: 10.4, ewmaLower: 9.5, ewmaUpper: 10.6 };

const partsOf = (value: number) =>
  Array.from({ length: 40 }, (_, k) => ({
    time: `2026-06-01T00:00:${String(k).padStart(2, "0")}.000Z`,
    value: value * (1 + 0.02 * ((k * 7) % 5)),
  }));

test("the charts show what ingest says is in control, not what the parts on them do", () => {
  // All of them have drifted: taken by themselves they would be in control.
  const drifted = partsOf(13).map((part) => ({ ...part, control: CONTROL }));
  const { charts, parts } = qualityOf(drifted, charted);
  expect(charts?.base).toBeUndefined();
  expect(charts?.individuals.centre).toBeCloseTo(10, 9);
  expect(charts?.individuals.upper).toBeCloseTo(12.5, 9);
  expect(charts?.individuals.signals.length).toBeGreaterThan(0);
  expect(charts?.subgroups?.means.centre).toBeCloseTo(10, 9);
  expect(charts?.ewma.values.every((value) => value === 10.4)).toBe(true);
  // What is shown of a part is what it was before.
  expect(parts[0]).toEqual({ time: "2026-06-01T00:00:00.000Z", value: 13 });
});

test("while ingest learns, the first parts that are shown say it", () => {
  const { charts } = qualityOf(partsOf(13), charted);
  expect(charts?.base).toBe(40);
  expect(charts?.individuals.centre).toBeCloseTo(13.5, 0);
});
