import { describe, expect, it } from "vitest";
import { createWaterfall } from "./waterfall.ts";

const spectrum = (k: number, values = new Float32Array(8).fill(k), step = 1) => ({
  time: new Date(k * 1000).toISOString(),
  unit: "m/s2",
  step,
  values,
});

describe("a waterfall", () => {
  it("reaches back to its beginning however long it runs", () => {
    const waterfall = createWaterfall();
    for (let k = 0; k < 1000; k++) waterfall.add(spectrum(k));
    const { rows } = waterfall.view();
    expect(rows.length).toBeLessThanOrEqual(64);
    expect(rows[0]?.time).toBe(spectrum(0).time);
    expect(Date.parse(rows.at(-1)?.time ?? "")).toBeGreaterThan(960_000);
  });

  it("keeps every peak of a spectrum that is longer than it is wide", () => {
    const waterfall = createWaterfall();
    const values = new Float32Array(10_000);
    values[1234] = 7;
    waterfall.add(spectrum(0, values, 0.5));
    const { rows, step } = waterfall.view();
    const column = rows[0]?.values.indexOf(7) ?? -1;
    expect(column * step).toBeLessThanOrEqual(617);
    expect((column + 1) * step).toBeGreaterThan(617);
  });

  it("begins anew with another resolution", () => {
    const waterfall = createWaterfall();
    waterfall.add(spectrum(0));
    waterfall.add(spectrum(1, new Float32Array(8), 2));
    expect(waterfall.view().rows).toHaveLength(1);
  });
});
