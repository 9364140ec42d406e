import { describe, expect, it } from "vitest";
import blocks from "../../golden/blocks.json" with { type: "json" };
import golden from "../../golden/filters.json" with { type: "json" };
import { expectClose, mix, noise, sine } from "../../test/samples.ts";
import { loadPffft } from "../transform/pffft.ts";
import { bandpass, butterworthGain } from "./bandpass.ts";
import { analyticSignal, envelope } from "./hilbert.ts";

const pffft = await loadPffft();
const { butterworth } = golden;
const band = butterworth.band as unknown as readonly [number, number];

describe("a zero-phase band-pass", () => {
  it("of Butterworth's kind has the gain of SciPy's filter run both ways", () => {
    const gain = butterworth.frequencies.map((f) => butterworthGain(f, blocks.rate, band, 3));
    expectClose(gain, butterworth.gain, 1e-9);
    expect(butterworthGain(60, blocks.rate, band, 3)).toBeCloseTo(0.5, 12);
  });

  it("of Butterworth's kind does what sosfiltfilt does", () => {
    const pulse = Float64Array.from(butterworth.pulse);
    const found = bandpass(pulse, blocks.rate, band, { order: butterworth.order });
    expectClose(found, butterworth.filtered, 1e-6);
  });

  it("with vertical edges keeps what is inside whole and nothing else", () => {
    const inside = sine(1000, 1000, 100, 2, 0.5);
    const outside = mix(sine(1000, 1000, 99), sine(1000, 1000, 201));
    expectClose(bandpass(mix(inside, outside), 1000, [100, 200]), inside, 1e-12);
  });

  it("passes all when the band is all", () => {
    for (const length of [63, 64]) {
      const samples = noise(length);
      expectClose(bandpass(samples, 100, [0, 50]), samples);
      expectClose(bandpass(samples, 100, [0, 50], { engine: pffft }), samples, 1e-6);
    }
  });

  it("refuses what Butterworth cannot do", () => {
    expect(() => bandpass(noise(64), 100, [0, 20], { order: 2 })).toThrow("0 < low < high < 50");
    expect(() => bandpass(noise(64), 100, [5, 20], { order: 0 })).toThrow("order 0");
  });
});

describe.each(["even", "odd"] as const)("the analytic signal of the %s block", (name) => {
  const samples = Float64Array.from(blocks[name]);

  it("is SciPy's", () => {
    const { re, im } = analyticSignal(samples);
    expect(re).toEqual(samples);
    expectClose(im, golden.analytic[name].hilbert);
    expectClose(envelope(samples), golden.analytic[name].envelope);
  });
});
