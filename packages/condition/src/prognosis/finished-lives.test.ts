import { LIFE_CURVE_POINTS } from "@raceway/model/recorded-life";
import type { Verdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { createPlantAnalysis } from "../plant-analysis.ts";
import { createPointChain } from "../point-chain.ts";
import { repeatableNoise, SYNTHETIC_POINT, vibration } from "../synthetic-life.ts";
import { createFleet } from "./fleet.ts";

/** A chain that has lived through a bearing's life up to a level. */
function lived(end: number, fleet = createFleet()) {
  const noise = repeatableNoise(1);
  const chain = createPointChain(SYNTHETIC_POINT, { fleet });
  for (let i = 0; i < 300; i++) {
    const level = end ** Math.max(0, (i - 150) / 150);
    chain.process(vibration({ seconds: 10 * i, level }, noise));
  }
  return chain;
}

/** Two spindles with the same bearing. */
const PLANT = (() => {
  const { site, line, machine, point } = SYNTHETIC_POINT;
  const bearing = {
    designation: "6205",
    orders: { bpfo: 3.6, bpfi: 5.4, bsf: 2.4, ftf: 0.4 },
    tolerance: 0.02,
    source: "made up",
    rotating: "inner",
  } as const;
  const points = ["left", "right"].map((id) => ({
    ...point,
    id,
    path: `works/l/m/${id}`,
    bearing,
  }));
  const lines = [{ ...line, machines: [{ ...machine, points }] }];
  return { site, name: site, lines, trace: {} };
})();

const livesOf = (chain: ReturnType<typeof lived>) =>
  (
    chain.snapshot() as unknown as {
      prognosis: { lives: { curve: number[]; whole: { seconds: number } }[] };
    }
  ).prognosis.lives;

describe("a bearing's finished life", { timeout: 30_000 }, () => {
  it("is remembered when the bearing is replaced at its end", () => {
    const chain = lived(6);
    chain.relearn("bearing-replaced");
    expect(livesOf(chain)).toHaveLength(1);
    expect(livesOf(chain)[0]?.curve.at(-1)).toBeCloseTo(Math.log(6), 0);
    expect(livesOf(chain)[0]?.whole.seconds).toBeGreaterThan(2500);
  });
  it("teaches nothing about the end when it was cut short, or when something else was done", () => {
    const short = lived(2.5);
    short.relearn("bearing-replaced");
    expect(livesOf(short)).toEqual([]);
    const balanced = lived(6);
    balanced.relearn("balanced");
    expect(livesOf(balanced)).toEqual([]);
  });
  it("gives way to newer ones: a point remembers four, in less than two kilobytes", () => {
    const chain = lived(6);
    const state = chain.snapshot() as { prognosis: object };
    const older = Array.from({ length: 4 }, (_, i) => ({
      curve: Array(LIFE_CURVE_POINTS).fill(i + 0.11),
    }));
    chain.restore({ ...state, prognosis: { ...state.prognosis, lives: older } });
    chain.relearn("bearing-replaced");
    expect(livesOf(chain).slice(0, 3)).toEqual(older.slice(1));
    expect(livesOf(chain)).toHaveLength(4);
    expect(JSON.stringify(livesOf(chain)).length).toBeLessThan(2048);
  });
  it("is told to the fleet, and again after a restart", () => {
    const told: number[] = [];
    const fleet = createFleet();
    const listening = {
      ...fleet,
      tell: (...[point, kind, entry]: Parameters<typeof fleet.tell>) => {
        if (entry.running === 0 || told.length > 0) told.push(entry.lives.length);
        fleet.tell(point, kind, entry);
      },
    };
    const chain = lived(6, listening);
    chain.relearn("bearing-replaced");
    expect(told).toEqual([1]);
    const restarted = createPointChain(SYNTHETIC_POINT, { fleet: listening });
    restarted.restore(structuredClone(chain.snapshot()));
    expect(told).toEqual([1, 1]);
    expect(restarted.snapshot()).toEqual(chain.snapshot());
  });
});

describe("the finished lives of a plant", () => {
  const forecasts = (verdicts: readonly Verdict[]) =>
    verdicts.flatMap((v) => (v.kind === "prognosis" && v.trend === "rising" ? [v.rulSeconds] : []));
  const observed = (path: string, i: number, noise: () => number) => ({
    ...vibration({ seconds: 10 * i, level: 6 ** Math.max(0, (i - 150) / 150) }, noise),
    point: path,
  });

  it("count at its other points, the same whether or not it was cut and restored", () => {
    const noise = repeatableNoise(1);
    const plant = createPlantAnalysis(PLANT);
    for (let i = 0; i < 300; i++) plant.judge(observed("works/l/m/left", i, noise));
    plant.chain("works/l/m/left").relearn("bearing-replaced");
    expect(plant.finishedLives()).toHaveLength(1);

    let restarted = createPlantAnalysis(PLANT);
    const alone = createPlantAnalysis(PLANT);
    const told: [Verdict[], Verdict[], Verdict[]] = [[], [], []];
    restarted.restore("works/l/m/left", plant.snapshot("works/l/m/left"));
    for (let i = 0; i < 280; i++) {
      const observation = observed("works/l/m/right", i, noise);
      for (const [k, analysis] of [plant, restarted, alone].entries())
        told[k]?.push(...(analysis.judge(observation)?.verdicts ?? []));
      if (i === 260) {
        const before = restarted;
        restarted = createPlantAnalysis(PLANT);
        for (const path of ["works/l/m/right", "works/l/m/left"])
          restarted.restore(path, structuredClone(before.snapshot(path)));
      }
    }
    expect(forecasts(told[0]).length).toBeGreaterThan(10);
    expect(told[1]).toEqual(told[0]);
    expect(forecasts(told[2])).not.toEqual(forecasts(told[0]));
  }, 60_000);
});
