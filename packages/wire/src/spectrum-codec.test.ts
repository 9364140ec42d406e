import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSpectrum, encodeSpectrum } from "./spectrum-codec.ts";

const decoded = (message: object) => {
  const read = decodeSpectrum(Buffer.from(JSON.stringify(message)));
  return read.ok ? read.body : read.rejection.reason;
};
const WHOLE = { step: 1.25, unit: "g", values: [0, 0.5, 0.25] };

describe("a spectrum message", () => {
  it("is laid on its lines, with unit and scale applied", () => {
    expect(decoded({ ...WHOLE, scale: 2, speedRpm: 1797 })).toEqual({
      axis: "Hz",
      step: 1.25,
      unit: "g",
      speedRpm: 1797,
      values: Float64Array.of(0, 1, 0.5),
    });
    expect(decoded({ ...WHOLE, from: 2.5, axis: "order" })).toMatchObject({
      axis: "order",
      values: Float64Array.of(Number.NaN, Number.NaN, 0, 0.5, 0.25),
    });
  });

  it("may be a list of peaks, of which the taller counts where two share a line", () => {
    const peaks = { step: 1, unit: "g", at: [3.1, 1, 2.9], values: [0.2, 0.5, 0.3] };
    expect(decoded(peaks)).toMatchObject({
      peaksOnly: true,
      values: Float64Array.of(Number.NaN, 0.5, Number.NaN, 0.3),
    });
  });

  it.each([
    ["no step", { step: undefined }, "step: found nothing"],
    ["a step of nothing", { step: 0 }, "expected a distance above 0"],
    ["a start between lines", { from: 0.6 }, "expected a multiple of the step of 1.25"],
    ["amplitudes below nothing", { values: [1, -1] }, "values[1]: found -1, expected an amplitude"],
    ["no values", { values: [] }, "expected at least one value"],
    ["places without values", { at: [1] }, "found 1 places for 3 values"],
    ["a place below nothing", { at: [1, 2, -3] }, "at[2]: found -3"],
    ["lines without end", { step: 1e-9, from: 1 }, "lines up to the last one"],
    ["peaks beyond all lines", { at: [1, 2, 1e9] }, "lines up to the last one"],
    ["another axis", { axis: "cpm" }, 'axis: found "cpm"'],
  ])("with %s is refused in words", (_, more, words) => {
    expect(decoded({ ...WHOLE, ...more })).toContain(words);
  });

  it("in decibels may lie below nothing", () => {
    expect(decoded({ ...WHOLE, unit: "dB re 1 g", values: [-40, -20] })).toMatchObject({
      values: Float64Array.of(-40, -20),
    });
  });

  it("is the same after it was written", () => {
    const line = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: Number.NaN });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.boolean(),
        (values, step, isPeaks) => {
          // Only the lines below the first are left out of a whole spectrum.
          const first = values.findIndex((value) => !Number.isNaN(value));
          if (first < 0) return;
          const last = values.findLastIndex((value) => !Number.isNaN(value));
          const kept = values
            .slice(0, last + 1)
            .map((value, k) => (isPeaks || k < first || !Number.isNaN(value) ? value : 0));
          const body = {
            axis: "Hz",
            step,
            unit: "g",
            values: Float64Array.from(kept),
            ...(isPeaks && { peaksOnly: true as const }),
          } as const;
          expect(decodeSpectrum(encodeSpectrum(body))).toEqual({ ok: true, body });
        },
      ),
    );
  });
});
