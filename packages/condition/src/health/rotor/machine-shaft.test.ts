import type { Plant } from "@raceway/model/plant";
import type { DiagnosisVerdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import type { Observation } from "../../observation.ts";
import { createPlantAnalysis, type PlantAnalysis } from "../../plant-analysis.ts";
import { testContext } from "../test-signal.ts";
import { QUIET, shaftRecord, UNBALANCED } from "./test-record.ts";

const SECOND = 1_000_000_000n;
const ENDS = ["drive-end", "far-end"] as const;
type End = (typeof ENDS)[number];
const AXES = ["x", "y"];

/** A motor with a sensor of two axes at each end. */
const PLANT: Plant = (() => {
  const { line, machine, point } = testContext(AXES);
  const points = ENDS.map((id) => ({ ...point, id, name: id, path: `s/l/m/${id}` }));
  const motor = { ...machine, speed: { nominalRpm: 1440, tolerance: 0.01 }, points };
  return { site: "s", name: "s", trace: {}, lines: [{ ...line, machines: [motor] }] };
})();

const SHAKEN = { ...QUIET, velocity_rms: 9 };

/** One record of every axis of an end. */
const records = (
  end: End,
  second: number,
  indicators: Record<string, number>,
  speedRpm = 1440,
): Observation[] =>
  AXES.map((channel) =>
    shaftRecord(BigInt(second) * SECOND, indicators, { point: `s/l/m/${end}`, channel, speedRpm }),
  );

const diagnosesOf = (analysis: PlantAnalysis, observations: readonly Observation[]) =>
  observations.flatMap((observation) =>
    (analysis.judge(observation)?.verdicts ?? []).filter(
      (verdict): verdict is DiagnosisVerdict => verdict.kind === "diagnosis",
    ),
  );

const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** A motor that has run quietly for half a minute. */
function quietMotor(): PlantAnalysis {
  const analysis = createPlantAnalysis(PLANT);
  for (const second of seconds(0, 30))
    for (const end of ENDS) diagnosesOf(analysis, records(end, second, QUIET));
  return analysis;
}

/** Where what is told in the end. */
function told(verdicts: readonly DiagnosisVerdict[]) {
  const last = new Map(verdicts.map((verdict) => [verdict.point, verdict]));
  return [...last.values()]
    .filter(({ fault }) => fault !== "unnamed")
    .map(({ point, fault, persistent }) => ({ end: point.slice(6), fault, persistent }));
}

const unbalanced = (ends: readonly End[] = ENDS) =>
  seconds(30, 40).flatMap((second) => ends.flatMap((end) => records(end, second, UNBALANCED)));

describe("a machine's one shaft", () => {
  it("has its imbalance told once, at one of the points that feel it, with all that feel it", () => {
    const said = diagnosesOf(quietMotor(), unbalanced());
    expect(told(said)).toEqual([{ end: "drive-end", fault: "imbalance", persistent: true }]);
    const there = said.filter(({ point }) => point === "s/l/m/drive-end");
    expect(there.at(-1)?.text).toMatch(/\(x, y, far-end\/x, far-end\/y; 6\.0 mm\/s on /);
  });

  it("is said at the other point, once, to be told elsewhere, and no more once that is over", () => {
    const analysis = quietMotor();
    const atFarEnd = (observations: readonly Observation[]) =>
      diagnosesOf(analysis, observations)
        .filter(({ point }) => point === "s/l/m/far-end")
        .map(({ fault, text }) => ({ fault, text }));
    expect(atFarEnd(unbalanced())).toEqual([
      { fault: "unnamed", text: "the machine's imbalance is told at drive-end" },
    ]);
    const right = seconds(40, 50).flatMap((second) =>
      ENDS.flatMap((end) => records(end, second, QUIET)),
    );
    const after = atFarEnd(right);
    expect(after.at(-1)?.fault).toBe("unnamed");
    expect(after.at(-1)?.text).not.toContain("told at");
  });

  it("is handed over by a point whose sensor falls silent once another tells of it, and not before", () => {
    const analysis = quietMotor();
    const said = diagnosesOf(analysis, unbalanced());
    const drive = analysis.chain("s/l/m/drive-end");
    const handedOver = (second: number) =>
      drive
        .elapse(() => BigInt(second) * SECOND)
        .flatMap((verdict) => (verdict.kind === "diagnosis" ? [verdict] : []));
    expect(handedOver(2000)).toEqual([]);
    for (const second of seconds(2000, 2010))
      said.push(...diagnosesOf(analysis, records("far-end", second, UNBALANCED)));
    expect(told(said).map(({ end }) => end)).toEqual(["drive-end", "far-end"]);
    said.push(...handedOver(2011));
    expect(told(said).map(({ end }) => end)).toEqual(["far-end"]);
    expect(said.at(-1)).toMatchObject({
      fault: "unnamed",
      persistent: false,
      text: "the machine's imbalance is told at far-end",
    });
    expect(handedOver(2012)).toEqual([]);
  });

  it("is told of where the fault is felt alone", () => {
    const said = diagnosesOf(
      quietMotor(),
      seconds(30, 40).flatMap((second) => [
        ...records("drive-end", second, QUIET),
        ...records("far-end", second, UNBALANCED),
      ]),
    );
    expect(told(said)).toEqual([{ end: "far-end", fault: "imbalance", persistent: true }]);
  });

  it("is told of by the other point once the one that did feels it no more", () => {
    const analysis = quietMotor();
    const said = diagnosesOf(analysis, unbalanced());
    const later = seconds(40, 50).flatMap((second) => [
      ...records("drive-end", second, QUIET),
      ...records("far-end", second, UNBALANCED),
    ]);
    said.push(...diagnosesOf(analysis, later));
    expect(told(said)).toEqual([{ end: "far-end", fault: "imbalance", persistent: true }]);
  });

  it("keeps its name where another point shakes for other reasons", () => {
    const said = diagnosesOf(
      quietMotor(),
      seconds(30, 40).flatMap((second) => [
        ...records("drive-end", second, SHAKEN),
        ...records("far-end", second, UNBALANCED),
      ]),
    );
    expect(told(said)).toEqual([{ end: "far-end", fault: "imbalance", persistent: true }]);
  });

  it("is not the one behind a gear: points of other speeds are heard and told of by themselves", () => {
    const analysis = createPlantAnalysis(PLANT);
    const both = (second: number, indicators: Record<string, number>) => [
      ...records("drive-end", second, indicators),
      ...records("far-end", second, indicators, 480),
    ];
    for (const second of seconds(0, 30)) diagnosesOf(analysis, both(second, QUIET));
    const said = diagnosesOf(
      analysis,
      seconds(30, 40).flatMap((second) => both(second, UNBALANCED)),
    );
    expect(told(said).map(({ end }) => end)).toEqual(["drive-end", "far-end"]);
  });

  it("goes on from snapshots as if never cut, in whatever order the points come back", () => {
    const observations = unbalanced();
    const whole = diagnosesOf(quietMotor(), observations);
    expect(whole.length).toBeGreaterThan(0);
    for (let cut = 0; cut <= observations.length; cut += 3) {
      const before = quietMotor();
      const said = diagnosesOf(before, observations.slice(0, cut));
      const after = createPlantAnalysis(PLANT);
      for (const end of cut % 2 === 0 ? ENDS : ENDS.toReversed()) {
        const path = `s/l/m/${end}` as const;
        after.restore(path, structuredClone(before.snapshot(path)));
      }
      said.push(...diagnosesOf(after, observations.slice(cut)));
      expect(said).toEqual(whole);
    }
  });

  it("goes on under another plant file as if never cut, whichever ends go on as they are and whichever are restored", () => {
    const observations = unbalanced();
    const whole = diagnosesOf(quietMotor(), observations);
    for (const changed of [[], ["s/l/m/drive-end"], ["s/l/m/far-end"]] as const)
      for (let cut = 0; cut <= observations.length; cut += 5) {
        const before = quietMotor();
        const said = diagnosesOf(before, observations.slice(0, cut));
        const states = new Map(
          ENDS.map((end) => [`s/l/m/${end}`, before.snapshot(`s/l/m/${end}`)]),
        );
        const { analysis, missing } = before.succeededBy(structuredClone(PLANT), new Set(changed));
        expect(missing).toEqual(changed);
        for (const path of missing)
          analysis.restore(path, structuredClone(states.get(path) ?? null));
        said.push(...diagnosesOf(analysis, observations.slice(cut)));
        expect(said).toEqual(whole);
      }
  });

  it("forgets a point that is forgotten", () => {
    const analysis = quietMotor();
    const said = diagnosesOf(analysis, unbalanced());
    analysis.forget("s/l/m/drive-end");
    const later = seconds(40, 50).flatMap((second) => records("far-end", second, UNBALANCED));
    said.push(...diagnosesOf(analysis, later));
    expect(told(said).find(({ end }) => end === "far-end")?.fault).toBe("imbalance");
  });
});
