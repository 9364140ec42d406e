import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capability, type Index } from "./capability.ts";
import {
  ewmaChart,
  individualsChart,
  individualsInControl,
  meansAndRanges,
} from "./control-chart.ts";
import { NELSON, runSignals, WESTERN_ELECTRIC } from "./run-rules.ts";
import { subgroupConstants } from "./subgroup-constants.ts";

interface Golden {
  readonly moments: readonly (readonly [size: number, d2: number, d3: number])[];
  readonly values: readonly number[];
  readonly subgroups: {
    readonly size: number;
    readonly meanRange: number;
    readonly sigma: number;
    readonly means: readonly number[];
    readonly ranges: readonly number[];
    readonly meanLimits: readonly [number, number];
    readonly rangeLimits: readonly [number, number];
  };
  readonly individuals: { readonly centre: number; readonly sigma: number };
  readonly ewma: {
    readonly weight: number;
    readonly limit: number;
    readonly values: readonly number[];
    readonly reach: readonly number[];
  };
  readonly capability: Readonly<Record<"cp" | "pp" | "cpk" | "ppk", readonly number[]>> & {
    readonly lower: number;
    readonly upper: number;
    readonly overall: number;
  };
  readonly runs: {
    readonly deviations: readonly number[];
    readonly nelson: readonly (readonly [rule: string, at: number])[];
  };
}
const golden = JSON.parse(
  readFileSync(new URL("../../golden/control.json", import.meta.url), "utf8"),
) as Golden;

describe("constants of subgroups", () => {
  it("are the moments of the range of so many normal values, by integration", () => {
    for (const [size, mean, deviation] of golden.moments) {
      const { d2, d3 } = subgroupConstants(size);
      expect(d2).toBeCloseTo(mean, 3);
      expect(Math.abs(d3 - deviation)).toBeLessThan(7e-4);
    }
  });

  it("exist for 2 to 10 only, and the error says so", () => {
    for (const size of [0, 1, 11, 2.5])
      expect(() => subgroupConstants(size)).toThrow("2 to 10 are right");
  });
});

describe("control charts", () => {
  it("of means and ranges are those of the plain definition", () => {
    const { size, meanRange, sigma, means, ranges, meanLimits, rangeLimits } = golden.subgroups;
    const charts = meansAndRanges(golden.values, size);
    expect(charts.meanRange).toBeCloseTo(meanRange, 9);
    expect(charts.inControl.sigma).toBeCloseTo(sigma, 9);
    charts.means.forEach(({ value, lower, upper }, k) => {
      expect(value).toBeCloseTo(means[k] ?? Number.NaN, 9);
      expect([lower, upper].map(round)).toEqual(meanLimits.map(round));
    });
    charts.ranges.forEach(({ value, lower, upper }, k) => {
      expect(value).toBeCloseTo(ranges[k] ?? Number.NaN, 9);
      expect([lower, upper].map(round)).toEqual(rangeLimits.map(round));
    });
  });

  it("of single values take their spread from the moving ranges", () => {
    const inControl = individualsInControl(golden.values);
    expect(inControl.centre).toBeCloseTo(golden.individuals.centre, 9);
    expect(inControl.sigma).toBeCloseTo(golden.individuals.sigma, 9);
    const [first] = individualsChart(golden.values, inControl);
    expect((first?.upper ?? 0) - (first?.lower ?? 0)).toBeCloseTo(6 * inControl.sigma, 9);
  });

  it("of weighted means follow the recursion, with limits that widen to their last", () => {
    const { weight, limit, values, reach } = golden.ewma;
    const chart = ewmaChart(golden.values, golden.individuals, { weight, limit });
    chart.forEach(({ value, upper, lower }, k) => {
      expect(value).toBeCloseTo(values[k] ?? Number.NaN, 9);
      expect((upper - lower) / 2).toBeCloseTo(reach[k] ?? Number.NaN, 9);
    });
  });

  it("need values to be made of", () => {
    expect(() => individualsInControl([1])).toThrow("a moving range needs two");
    expect(() => meansAndRanges([1, 2, 3], 5)).toThrow("one subgroup alone needs 5");
  });
});

describe("runs of values", () => {
  it("are found where Nelson's words find them, and nowhere else", () => {
    const { deviations, nelson } = golden.runs;
    const found = runSignals(deviations, NELSON).map(({ rule, at }) => `${at} ${rule}`);
    expect(found.toSorted()).toEqual(nelson.map(([rule, at]) => `${at} ${rule}`).toSorted());
  });

  it("are the same upside down", () => {
    const values = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(values, fc.constantFrom(NELSON, WESTERN_ELECTRIC), (deviations, rules) => {
        const turned = deviations.map((value) => -value);
        expect(runSignals(turned, rules)).toEqual(runSignals(deviations, rules));
      }),
    );
  });

  it("of Western Electric know eight on one side, where Nelson waits for nine", () => {
    const eight = Array.from({ length: 8 }, (_, k) => 0.5 + 0.1 * (k % 3));
    expect(runSignals(eight, WESTERN_ELECTRIC)).toEqual([{ rule: "eight-one-side", at: 7 }]);
    expect(runSignals(eight, NELSON)).toEqual([]);
  });
});

describe("capability", () => {
  const { lower, upper, overall, ...indices } = golden.capability;

  it("and its intervals are those of the definitions", () => {
    const found = capability(golden.values, { lower, upper });
    expect(found.overall).toBeCloseTo(overall, 9);
    for (const name of ["cp", "cpk", "pp", "ppk"] as const) {
      const { value, low, high } = found[name] as Index;
      const [wanted = 0, least = 0, most = 0] = indices[name];
      expect(value).toBeCloseTo(wanted, 9);
      expect(Math.abs(low - least)).toBeLessThan(0.005 * wanted);
      expect(Math.abs(high - most)).toBeLessThan(0.005 * wanted);
    }
  });

  it("with one limit has no Cp, and Cpk of its side", () => {
    const { cp, pp, cpk } = capability(golden.values, { upper });
    expect([cp, pp]).toEqual([undefined, undefined]);
    expect(cpk.value).toBeCloseTo(capability(golden.values, { lower: -1e9, upper }).cpk.value, 9);
  });

  it("is below nought for values beyond their limit", () => {
    expect(capability(golden.values, { upper: 9 }).ppk.value).toBeLessThan(0);
  });

  it("needs a limit to be measured against", () => {
    expect(() => capability(golden.values, {})).toThrow("a lower limit, an upper one or both");
  });
});

function round(value: number): number {
  return Number(value.toFixed(9));
}
