import { loadPffft } from "@raceway/dsp/transform/pffft";
import type { PointPath } from "@raceway/model/identity";
import type { Direction, Plant } from "@raceway/model/plant";
import type { DiagnosisVerdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { createManipulation } from "../../manipulation/manipulation.ts";
import { createPlantAnalysis } from "../../plant-analysis.ts";
import { block, noise, RATE, SHAFT_HZ, testContext } from "../test-signal.ts";

const engine = await loadPffft();
const ENDS = ["drive-end", "far-end"] as const;
type Directions = Readonly<Record<string, Direction>>;

/** A motor with a sensor of two axes at each end, that point as said. */
function motorWith(directions: readonly [Directions, Directions]): Plant {
  const { line, machine, point } = testContext(["x", "y"]);
  const points = ENDS.map((id, end) => ({
    ...point,
    id,
    path: `s/l/m/${id}` as PointPath,
    channels: point.channels.map((channel) => {
      const direction = directions[end]?.[channel.id];
      return direction === undefined ? channel : { ...channel, direction };
    }),
  }));
  const lines = [{ ...line, machines: [{ ...machine, points }] }];
  return { site: "s", name: "s", trace: {}, lines };
}

/** What each end's axes do once a turn: peak in m/s² (3 is 11 mm/s r.m.s.) and phase. */
type Moves = Readonly<Record<(typeof ENDS)[number], readonly (readonly [number, number])[]>>;

/** What is said at the end of five seconds, `late` nanoseconds between the ends. */
function saidOf(plant: Plant, moves: Moves, late = 0n): DiagnosisVerdict | undefined {
  const analysis = createPlantAnalysis(plant);
  const makers = new Map(
    [...analysis.points].map(([path, context]) => [path, createManipulation(context, { engine })]),
  );
  let last: DiagnosisVerdict | undefined;
  for (let second = 0; second < 5; second++)
    for (const [e, end] of ENDS.entries())
      for (const [a, [peak, degrees]] of moves[end].entries()) {
        const point = `s/l/m/${end}` as const;
        const samples = noise(RATE, 50 * second + 10 * e + a).map(
          (value, n) =>
            0.05 * value + peak * Math.sin(2 * Math.PI * (SHAFT_HZ * (n / RATE) + degrees / 360)),
        );
        const { time, ...rest } = block(samples, second, { point, channel: a === 0 ? "x" : "y" });
        const record = makers.get(point)?.({ ...rest, time: time + (e === 0 ? 0n : late) });
        for (const verdict of (record && analysis.judge(record)?.verdicts) ?? [])
          if (verdict.kind === "diagnosis" && verdict.fault !== "unnamed") last = verdict;
      }
  return last;
}

const SAME = { x: "horizontal", y: "axial" } as const;
const OPPOSED = { x: "horizontal", y: "axial-opposed" } as const;
/** Along the shaft nearly as much as across, at one end half a turn from the other. */
const SWINGS: Moves = {
  "drive-end": [
    [3, 0],
    [2.5, 40],
  ],
  "far-end": [
    [2.8, 10],
    [2.4, 225],
  ],
};
/** The same, both ends together. */
const PUSHES: Moves = {
  "drive-end": [
    [3, 0],
    [2.5, 40],
  ],
  "far-end": [
    [2.8, 10],
    [2.4, 45],
  ],
};
const ACROSS: Moves = {
  "drive-end": [
    [3, 0],
    [0.5, 40],
  ],
  "far-end": [
    [2.8, 10],
    [0.4, 225],
  ],
};

describe("a machine whose sensors point as the plant file says", () => {
  it("has a bent shaft where its ends move against each other along it, and the verdict says which show it", () => {
    const said = saidOf(motorWith([SAME, SAME]), SWINGS);
    expect(said).toMatchObject({ fault: "bent-shaft", confidence: 0.6, persistent: true });
    expect(said?.text).toContain("y and far-end/y move against each other");
  });

  it("is taken as it is mounted: sensors that face each other show the same motion half a turn apart", () => {
    expect(saidOf(motorWith([SAME, OPPOSED]), PUSHES)?.fault).toBe("bent-shaft");
    expect(saidOf(motorWith([SAME, OPPOSED]), SWINGS)?.fault).toBe("imbalance");
  });

  it("has an imbalance, less surely, where it moves along the shaft as a whole", () => {
    const said = saidOf(motorWith([SAME, SAME]), PUSHES);
    expect(said).toMatchObject({ fault: "imbalance", confidence: 0.6 });
    expect(said?.text).toContain("much of it along the shaft");
  });

  it("has an imbalance, surely, where it moves across the shaft", () => {
    expect(saidOf(motorWith([SAME, SAME]), ACROSS)).toMatchObject({
      fault: "imbalance",
      confidence: 0.96,
    });
  });

  it("is not called bent where its ends were not sampled together, or nobody said which way they point", () => {
    expect(saidOf(motorWith([SAME, SAME]), SWINGS, 1_000_000n)?.fault).toBe("imbalance");
    expect(saidOf(motorWith([{}, {}]), SWINGS)?.fault).toBe("imbalance");
  });
});
