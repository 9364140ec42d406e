import { describe, expect, it } from "vitest";
import { bandLevels, SPECTRUM_BANDS } from "./spectrum-bands.ts";

describe("SPECTRUM_BANDS", () => {
  it("cover 4 Hz to 20 kHz without a gap, and each has a field of its own", () => {
    expect(SPECTRUM_BANDS[0]?.centre).toBe(3.98);
    expect(SPECTRUM_BANDS.at(-1)?.centre).toBe(20_000);
    for (const [k, { low }] of SPECTRUM_BANDS.entries())
      if (k > 0) expect(SPECTRUM_BANDS[k - 1]?.high).toBe(low);
    expect(new Set(SPECTRUM_BANDS.map(({ field }) => field)).size).toBe(SPECTRUM_BANDS.length);
  });
});

describe("bandLevels", () => {
  it("keeps a lone line at its full height: 1 m/s² is 120 dB over 1 µm/s²", () => {
    const values = new Float32Array(2000).fill(1e-4);
    values[500] = 1;
    const levels = bandLevels({ name: "amplitude", step: 2, values });
    expect(levels["f1000"]).toBe(120);
    expect(levels["f2000"]).toBe(40);
  });

  it("counts an envelope's power once, and sound over 20 µPa", () => {
    const one = Float32Array.of(0, 1);
    expect(bandLevels({ name: "envelope", step: 1000, values: one })["f1000"]).toBe(120);
    expect(bandLevels({ name: "sound", step: 1000, values: one })["f1000"]).toBe(94);
  });

  it("leaves out bands without a line of their own, and those beyond the spectrum", () => {
    const levels = bandLevels({ name: "amplitude", step: 5, values: new Float32Array(41).fill(1) });
    expect(levels).not.toHaveProperty("f5_62");
    expect(levels).toHaveProperty("f200");
    expect(levels).not.toHaveProperty("f251");
  });

  it("says silence as a finite number", () => {
    const levels = bandLevels({ name: "amplitude", step: 100, values: new Float32Array(50) });
    expect(Object.values(levels).every(Number.isFinite)).toBe(true);
  });
});
