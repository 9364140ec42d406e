import { describe, expect, it } from "vitest";
import golden from "../../golden/windows.json" with { type: "json" };
import { expectClose } from "../../test/samples.ts";
import type { WindowName } from "./window.ts";
import { windowOf } from "./window.ts";

describe("a window", () => {
  it.each(golden.windows)(
    "$name of $size samples has SciPy's weights",
    ({ name, size, weights }) => {
      expectClose(windowOf(name as WindowName, size).weights, weights, 1e-15);
    },
  );

  it("knows what it does to sines and to noise", () => {
    const hann = windowOf("hann", 64);
    expect(hann.coherentGain).toBeCloseTo(0.5, 14);
    expect(hann.noiseGain).toBeCloseTo(0.375, 14);
    expect(hann.noiseBandwidth).toBeCloseTo(1.5, 14);
    expect(windowOf("boxcar", 5)).toMatchObject({
      coherentGain: 1,
      noiseGain: 1,
      noiseBandwidth: 1,
    });
    expect(windowOf("flattop", 64).noiseBandwidth).toBeCloseTo(3.77, 2);
  });

  it("is made once", () => {
    expect(windowOf("hann", 100)).toBe(windowOf("hann", 100));
  });

  it("refuses to be empty", () => {
    expect(() => windowOf("hann", 0)).toThrow("a window of 0 samples: a whole number from 1 up");
  });
});
