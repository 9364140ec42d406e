import type { Plant } from "@raceway/model/plant";
import { describe, expect, it } from "vitest";
import { demoScenario } from "./demo-scenario.ts";
import { scenarioComplaints } from "./scenario.ts";
import { severityAt } from "./severity.ts";
import { GRINDER, TEST_PLANT } from "./test-plant.ts";

type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> };

describe("demoScenario", () => {
  it("makes a grinder sick, after time to learn and plain within three minutes", () => {
    const [fault, ...others] = demoScenario(TEST_PLANT).faults ?? [];
    expect(others).toEqual([]);
    expect(fault?.at).toBe(GRINDER);
    if (fault === undefined) return;
    expect(severityAt(fault, 30)).toBe(0);
    expect(severityAt(fault, 90)).toBeGreaterThan(0.1);
    expect(severityAt(fault, 170)).toBe(1);
  });

  it("passes over a bearing whose outer-race line would lie on a shaft harmonic", () => {
    const plant = structuredClone(TEST_PLANT) as Writable<typeof TEST_PLANT>;
    for (const { points } of plant.lines[0]?.machines ?? [])
      for (const point of points)
        if (point.path === GRINDER && point.bearing)
          point.bearing.orders = { ...point.bearing.orders, bpfo: 3.04 };
    expect(demoScenario(plant).faults?.[0]?.at).toBe("factory/line-1/superfinisher/spindle");
  });

  it("fits the plant it was made for", () => {
    expect(scenarioComplaints(TEST_PLANT, demoScenario(TEST_PLANT))).toEqual([]);
  });

  it("slows down for a large plant, so that a small computer can follow", () => {
    const [line] = TEST_PLANT.lines;
    if (line === undefined) throw new Error("the test plant has a line");
    const lines = Array.from({ length: 20 }, (_, k) => ({
      ...line,
      id: `line-${k}`,
      machines: line.machines.map((machine) => ({
        ...machine,
        points: machine.points.map((point) => ({
          ...point,
          path: point.path.replace("line-1", `line-${k}`),
        })),
      })),
    }));
    const { sampling } = demoScenario({ ...TEST_PLANT, lines });
    expect(40 / sampling.vibrationEverySeconds + 20 / sampling.soundEverySeconds).toBeLessThan(
      12.01,
    );
  });

  it("refuses a plant where nothing can break", () => {
    const empty: Plant = { ...TEST_PLANT, lines: [] };
    expect(() => demoScenario(empty)).toThrow("nothing can be damaged");
  });
});

describe("severityAt", () => {
  it("never falls, starts at onset and stays at its end", () => {
    const growth = { onsetSeconds: 10, growthSeconds: 20, to: 0.8 };
    const course = Array.from({ length: 60 }, (_, second) => severityAt(growth, second));
    expect(course).toEqual(course.toSorted((a, b) => a - b));
    expect(course.slice(0, 11)).toEqual(Array(11).fill(0));
    expect(course.at(-1)).toBeCloseTo(0.8, 12);
    expect(severityAt({ ...growth, bend: 0 }, 20)).toBeCloseTo(0.4, 12);
    expect(severityAt({ onsetSeconds: 5, growthSeconds: 0 }, 6)).toBe(1);
  });
});
