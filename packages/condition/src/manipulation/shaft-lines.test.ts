import { amplitudeSpectrum } from "@raceway/dsp/spectra/amplitude";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shaftLineIndicators } from "./shaft-lines.ts";

const RATE = 1024;

/** Lines of one second of sines, each a frequency in Hz and a peak in mm/s. */
function linesOf(sines: readonly (readonly [hz: number, peak: number])[], shaftHz: number) {
  const samples = Float64Array.from({ length: RATE }, (_, n) =>
    sines.reduce(
      (sum, [hz, peak], i) => sum + peak * Math.sin(2 * Math.PI * hz * (n / RATE) + i),
      0,
    ),
  );
  return shaftLineIndicators(amplitudeSpectrum(samples, RATE), shaftHz, 0.01);
}

describe("the shaft's lines", () => {
  it("are as large as its motion, wherever between two bins they stand", () => {
    fc.assert(
      fc.property(fc.double({ min: 12, max: 40, noNaN: true }), (hz) => {
        expect(linesOf([[hz, 8]], hz)["shaft_1x"]).toBeGreaterThan(7.4);
        expect(linesOf([[hz, 8]], hz)["shaft_1x"]).toBeLessThan(8.6);
      }),
    );
  });

  it("are not the side of a line that stands two bins beside them: a belt's turn is no imbalance", () => {
    const { shaft_1x: beside = 0 } = linesOf(
      [
        [16.3, 8],
        [18.5, 0.6],
      ],
      18.5,
    );
    expect(beside).toBeLessThan(2.5);
    expect(linesOf([[16.3, 8]], 16.3)["shaft_1x"]).toBeGreaterThan(7.4);
  });
});
