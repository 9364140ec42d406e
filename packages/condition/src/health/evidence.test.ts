import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combOrders, fitComb, slipWindow } from "./comb.ts";
import { decoyBearings } from "./decoy-bearings.ts";
import { explainedBy } from "./explained-lines.ts";
import { evidenceAt, lineMap, peaksOf } from "./line-map.ts";
import { overFloor, runningMedian } from "./noise-floor.ts";
import { createOrderAverage } from "./order-average.ts";
import { isShaftAlias } from "./shaft-alias.ts";
import { refineSpeed, shaftGuard } from "./shaft-guard.ts";
import { ORDERS } from "./test-signal.ts";

const STEP = 1 / 30;
const orders = combOrders(ORDERS);

/** Floor 1 with lines of height 30 at given orders. */
function spectrum(lines: readonly number[], length = 900): Float64Array {
  const ratio = new Float64Array(length).fill(1);
  for (const line of lines) {
    const k = Math.round(line / STEP);
    ratio[k] = 30;
    for (const side of [k - 1, k + 1]) ratio[side] = Math.max(ratio[side] ?? 0, 8);
  }
  return ratio;
}
const mapOf = (lines: readonly number[], guarded = (_: number) => false) =>
  lineMap(peaksOf(spectrum(lines), 0, 4), STEP, { blocks: 4, guarded });
const harmonics = (order: number, count = 5) =>
  Array.from({ length: count }, (_, h) => order * (h + 1));

describe("noise floor", () => {
  it("equals the median of the neighbourhood, computed the slow way", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 100, noNaN: true }), { minLength: 3, maxLength: 150 }),
        (list) => {
          const medians = runningMedian(Float64Array.from(list));
          for (let k = 0; k < list.length; k++) {
            const near = list
              .slice(Math.max(1, k - 30), k + 31)
              .map((value) => Math.fround(value))
              .sort((a, b) => a - b);
            expect(medians[k]).toBe(near[near.length >> 1]);
          }
        },
      ),
    );
  });
  it("makes exponential noise 1 on average and leaves a line where it is", () => {
    let state = 1;
    const power = Float64Array.from({ length: 4000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return -5 * Math.log((state + 1) / 2 ** 32);
    });
    power[2000] = 500;
    const ratio = overFloor(power, 1);
    const mean = ratio.reduce((sum, value) => sum + value, 0) / 4000;
    expect(mean).toBeGreaterThan(0.9);
    expect(mean).toBeLessThan(1.15);
    expect(ratio[2000]).toBeGreaterThan(50);
  });
});

describe("combs", () => {
  it("finds slip and scores the fault whose lines are there over the others", () => {
    const map = mapOf(harmonics(ORDERS.bpfo * 1.01));
    const fit = fitComb(map, "outer-race", orders, slipWindow(0.02, 0));
    expect(fit.slip).toBeCloseTo(0.01, 2);
    for (const other of ["inner-race", "rolling-element", "cage"] as const)
      expect(fitComb(map, other, orders, slipWindow(0.02, 0)).score).toBeLessThan(0.5 * fit.score);
  });
  it("scores a comb without its fundamental less than its lines alone are worth", () => {
    const all = fitComb(
      mapOf(harmonics(ORDERS.bpfi)),
      "inner-race",
      orders,
      slipWindow(0.02, 0),
    ).score;
    const headless = fitComb(
      mapOf(harmonics(ORDERS.bpfi).slice(1)),
      "inner-race",
      orders,
      slipWindow(0.02, 0),
    );
    expect(headless.score).toBeLessThan(0.6 * all);
  });
  it("lets one line, however strong, speak for one line only", () => {
    const ratio = spectrum([ORDERS.bpfo]);
    ratio[Math.round(ORDERS.bpfo / STEP)] = 1e6;
    const map = lineMap(peaksOf(ratio, 0, 4), STEP, { blocks: 4, guarded: () => false });
    const one = fitComb(map, "outer-race", orders, slipWindow(0.02, 0)).score;
    const five = fitComb(
      mapOf(harmonics(ORDERS.bpfo)),
      "outer-race",
      orders,
      slipWindow(0.02, 0),
    ).score;
    expect(one).toBeLessThan(five);
  });
  it("counts a line as far off as the speed may be in full, one at the edge of the bearing's own tolerance by half", () => {
    const window = slipWindow(0.02, 0.03);
    const scoreAt = (slip: number) =>
      fitComb(mapOf(harmonics(ORDERS.bpfi * (1 + slip))), "inner-race", orders, window).score;
    expect(scoreAt(0.03)).toBeCloseTo(scoreAt(0), 6);
    expect(scoreAt(0.05)).toBeLessThan(0.65 * scoreAt(0));
  });
  it("lays decoys clear of the true lines in a wide window too, and still has some", () => {
    const decoys = decoyBearings(orders, 0.07);
    expect(decoys.length).toBeGreaterThan(30);
    for (const decoy of decoys)
      expect(Math.abs(decoy["outer-race"] / ORDERS.bpfo - 1)).toBeGreaterThan(0.069);
  });
  it("lays decoys clear of the bearing's own orders and their simple multiples", () => {
    const decoys = decoyBearings(orders, 0.02);
    expect(decoys.length).toBeGreaterThan(30);
    for (const decoy of decoys)
      for (const own of [ORDERS.bpfo, ORDERS.bpfi, 2 * ORDERS.bsf])
        for (const ratio of [0.5, 1, 2])
          expect(Math.abs(decoy["outer-race"] / (own * ratio) - 1)).toBeGreaterThan(0.029);
  });
  it("explains an inner race's sidebands but not the outer race's lines", () => {
    const explained = explainedBy("inner-race", orders, 0, STEP);
    expect(explained(ORDERS.bpfi * 2 - 1)).toBe(true);
    expect(explained(ORDERS.bpfo)).toBe(false);
  });
});

describe("shaft and mains", () => {
  it("guards whole multiples of the shaft and of twice the mains frequency", () => {
    const guarded = shaftGuard(STEP, 29.2, 50);
    expect(guarded(3)).toBe(true);
    expect(guarded(3.053)).toBe(false);
    expect(guarded(100 / 29.2)).toBe(true);
    expect(shaftGuard(STEP, 29.2, 60)(100 / 29.2)).toBe(false);
    const map = mapOf([3, 6, 9], shaftGuard(STEP, 29.2, 50));
    expect(evidenceAt(map, 3)).toBe(0);
  });
  it("reads the true speed from the shaft's harmonics, and says nothing when there are none", () => {
    const maps = [1, 2, 3].map(() => mapOf(harmonics(1.012, 10)));
    expect(refineSpeed(maps, undefined, 0.02)).toBeCloseTo(1.012, 2);
    expect(
      refineSpeed(
        [1, 2, 3].map(() => mapOf([])),
        undefined,
        0.02,
      ),
    ).toBeUndefined();
    expect(
      refineSpeed(
        [1, 2, 3].map(() => mapOf(harmonics(3.5848))),
        undefined,
        0.02,
      ),
    ).toBeUndefined();
  });
  it("reads it from the spectrum itself where the envelopes show no shaft, however wide the tolerance", () => {
    const envelopes = [1, 2, 3].map(() => mapOf(harmonics(ORDERS.bpfo)));
    const shaft = mapOf(harmonics(0.9623, 10));
    for (const tolerance of [0.04, 0.05, 0.1])
      expect(refineSpeed(envelopes, shaft, tolerance)).toBeCloseTo(0.9623, 2);
    expect(refineSpeed(envelopes, shaft, 0.02)).toBeUndefined();
  });
  it("takes third shaft harmonics under a wrong speed for the shaft, unless the others are missing", () => {
    const shaft = [mapOf(harmonics(1.015, 12))];
    const race = [mapOf(harmonics(3.045, 4))];
    expect(isShaftAlias(shaft, 3.045, 0.02)).toBe(true);
    expect(isShaftAlias(race, 3.045, 0.02)).toBe(false);
    expect(isShaftAlias(shaft, 3.045, 0)).toBe(false);
  });
});

describe("order average", () => {
  const modulation = (hz: number, shaft: number) => {
    const values = new Float32Array(400).fill(1);
    values[Math.round(hz * shaft)] = 100;
    return { step: 1, views: [{ name: "full", band: [0, 5000] as const, values }] };
  };
  it("does not smear lines of blocks at different speeds", () => {
    const average = createOrderAverage();
    for (const shaft of [30, 28, 32, 31]) average.add(modulation(3.5, shaft), shaft);
    const power = average.views[0]?.power ?? new Float64Array();
    const peak = power.indexOf(Math.max(...power));
    expect(peak * average.step).toBeCloseTo(3.5, 1);
    expect(average.blocks).toBe(4);
  });
  it("starts anew when blocks of another length come", () => {
    const average = createOrderAverage();
    average.add(modulation(3.5, 30), 30);
    average.add({ ...modulation(3.5, 30), step: 2 }, 30);
    expect(average.blocks).toBe(1);
  });
});
