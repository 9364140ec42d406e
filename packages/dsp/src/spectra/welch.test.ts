import { describe, expect, it } from "vitest";
import blocks from "../../golden/blocks.json" with { type: "json" };
import golden from "../../golden/spectra.json" with { type: "json" };
import { expectClose, noise } from "../../test/samples.ts";
import { densitySpectrum } from "./amplitude.ts";
import type { WelchOptions } from "./welch.ts";
import { welch } from "./welch.ts";

describe("Welch's spectrum", () => {
  it.each(golden.welch)("in segments of $segment ($window, $scaling) is SciPy's", (wanted) => {
    const { block, values, ...options } = wanted;
    const samples = Float64Array.from(block === "even" ? blocks.even : blocks.odd);
    const { values: found, step } = welch(samples, blocks.rate, options as WelchOptions);
    expectClose(found, values);
    expect(step).toBe(blocks.rate / wanted.segment);
  });

  it("of a block shorter than a segment is its periodogram", () => {
    const samples = noise(100);
    expectClose(welch(samples, 50, { segment: 256 }).values, densitySpectrum(samples, 50).values);
  });

  it("refuses segments that do not advance", () => {
    expect(() => welch(noise(100), 50, { segment: 32, overlap: -1 })).toThrow("0 … 31 is needed");
  });
});
