import { fileURLToPath } from "node:url";
import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import { createObserver } from "@raceway/ingest/analysis/manipulation-worker";
import { RISEN } from "@raceway/learn/similar-lives";
import type { Plant } from "@raceway/model/plant";
import { COURSE_FEATURES, COURSE_POINTS, LIFE_CURVE_POINTS } from "@raceway/model/recorded-life";
import { nanosOfSeconds } from "@raceway/model/time";
import { sickPoint } from "@raceway/simulator/demo-scenario";
import { plantStory } from "@raceway/simulator/plant-story";
import { simulatedRecords } from "@raceway/simulator/simulated-records";
import { expect, it } from "vitest";
import { readPlant } from "../plant-option.ts";
import { earlierLives, LEVELS } from "./earlier-lives.ts";

const EXAMPLE = fileURLToPath(new URL("../../../../examples/bearing-plant.yaml", import.meta.url));

it("remembers whole lives of different length, of which no level falls from new to the end", () => {
  const lives = earlierLives("6208");
  expect(lives.length).toBeGreaterThan(3);
  for (const { kind, curve, whole, end } of lives) {
    expect(kind).toBe("6208");
    expect(curve).toHaveLength(LIFE_CURVE_POINTS);
    expect(curve).toEqual(curve.toSorted((a, b) => a - b));
    expect(curve[0]).toBeCloseTo(RISEN, 1);
    expect(Math.exp(curve.at(-1) ?? 0)).toBeGreaterThan(3.5);
    expect(end?.level).toBe(curve.at(-1));
    expect(whole?.course).toHaveLength(COURSE_POINTS);
    expect(whole?.course[0]).toEqual(COURSE_FEATURES.map(() => 0));
    for (const f of COURSE_FEATURES.keys()) {
      const levels = whole?.course.map((moment) => moment[f] ?? Number.NaN) ?? [];
      expect(levels).toEqual(levels.toSorted((a, b) => a - b));
    }
  }
  expect(new Set(lives.map(({ whole }) => whole?.seconds)).size).toBe(lives.length);
});

it("has their levels from the simulator's own physics", () => {
  const plant = workHead();
  const sound = meanLevels(plant, 0);
  for (const { severity, levels } of LEVELS.filter((known) => [0.2, 0.55].includes(known.severity)))
    for (const [f, level] of meanLevels(plant, severity).entries())
      expect(Math.abs(level - (sound[f] ?? 0) - (levels[f] ?? 0))).toBeLessThan(0.05);
});

/** The example plant, with nothing but the point that the story damages. */
function workHead(): Plant {
  const plant = readPlant(EXAMPLE);
  const { line, machine, point } = sickPoint(plant);
  return { ...plant, lines: [{ ...line, machines: [{ ...machine, points: [point] }] }] };
}

/** Means of ln of a {@link COURSE_FEATURES} over eight blocks. */
function meanLevels(plant: Plant, severity: number): readonly number[] {
  const { sampling } = plantStory(plant);
  const { sparse: _, ...each } = sampling;
  const fault = { at: sickPoint(plant).point.path, fault: "outer-race" } as const;
  const scenario = {
    name: `outer race, ${severity}`,
    sampling: each,
    faults: severity === 0 ? [] : [{ ...fault, onsetSeconds: 0, growthSeconds: 0, to: severity }],
  };
  const span = {
    // The simulated plant's own: a housing's resonances come from it.
    seed: 1,
    start: 0n,
    end: nanosOfSeconds(8 * each.vibrationEverySeconds),
  };
  const observe = createObserver(plant);
  const { prepare } = createPlantAnalysis(plant);
  const blocks = [...simulatedRecords(plant, scenario, span)].map((record) =>
    observe({ kind: "record", record: prepare(record) }),
  );
  return COURSE_FEATURES.map(
    (name) =>
      blocks.reduce((sum, { indicators }) => sum + Math.log(indicators[name] ?? Number.NaN), 0) /
      blocks.length,
  );
}
