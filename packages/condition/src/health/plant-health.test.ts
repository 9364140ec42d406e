import type { Plant } from "@raceway/model/plant";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPlantHealth } from "./plant-health.ts";

const point = (path: string) => ({ path, id: path, name: path, channels: [] });
const machine = (id: string, criticality: number, points: readonly string[]) => ({
  id,
  name: id,
  criticality,
  speed: { tolerance: 0.02 },
  loadUnit: "%" as const,
  points: points.map(point),
});
const GRINDER = machine("grinder", 3, ["a", "b"]);
const LINE = { id: "l1", name: "l1", machines: [GRINDER, machine("washer", 1, ["c"])] };
const OTHER = { id: "l2", name: "l2", machines: [machine("press", 1, ["d"])] };
const PLANT: Plant = { site: "s", name: "s", trace: {}, lines: [LINE, OTHER] };
const PATHS = ["a", "b", "c", "d"] as const;

function healthOf(healths: readonly number[]) {
  const health = createPlantHealth(PLANT);
  for (const [i, path] of PATHS.entries()) {
    const value = healths[i];
    if (value !== undefined) health.note(path, value);
  }
  return health;
}

describe("createPlantHealth", () => {
  it("tells the worst, and the mean weighted by criticality, of machine, line and site", () => {
    const health = healthOf([100, 20, 80, 90]);
    expect(health.ofMachine(GRINDER)).toEqual({ worst: 20, weighted: 60 });
    expect(health.ofLine(LINE)).toEqual({ worst: 20, weighted: 65 });
    expect(health.ofSite()).toEqual({ worst: 20, weighted: 70 });
  });

  it("leaves out what was never heard of, and points that the plant lacks", () => {
    const health = healthOf([100]);
    health.note("elsewhere", 0);
    expect(health.ofLine(LINE)).toEqual({ worst: 100, weighted: 100 });
    expect(health.ofLine(OTHER)).toBeUndefined();
    expect(createPlantHealth(PLANT).ofSite()).toBeUndefined();
  });

  it("never rises while no point below it does", () => {
    const percent = fc.integer({ min: 0, max: 100 });
    const four = fc.tuple(percent, percent, percent, percent);
    fc.assert(
      fc.property(four, four, (healths, losses) => {
        const before = healthOf(healths);
        const after = healthOf(healths.map((h, i) => Math.max(0, h - (losses[i] ?? 0))));
        for (const of of [
          (h: typeof before) => h.ofMachine(GRINDER),
          (h: typeof before) => h.ofLine(LINE),
          (h: typeof before) => h.ofSite(),
        ]) {
          expect(of(after)?.worst).toBeLessThanOrEqual(of(before)?.worst ?? 0);
          expect(of(after)?.weighted).toBeLessThanOrEqual(of(before)?.weighted ?? 0);
        }
      }),
    );
  });
});
