import { describe, expect, it } from "vitest";
import blocks from "../../golden/blocks.json" with { type: "json" };
import golden from "../../golden/cepstrum.json" with { type: "json" };
import { expectClose, mix, noise } from "../../test/samples.ts";
import { loadPffft } from "../transform/pffft.ts";
import { prewhiten, prewhitened, realCepstrum } from "./cepstrum.ts";
import { realSpectrum } from "./spectrum.ts";

const pffft = await loadPffft();
const even = Float64Array.from(blocks.even);
const odd = Float64Array.from(blocks.odd);

describe("the real cepstrum", () => {
  it("is NumPy's", () => {
    expectClose(realCepstrum(even), golden.cepstra.even);
    expectClose(realCepstrum(odd), golden.cepstra.odd);
  });

  it("has its peak at the delay of an echo", () => {
    const direct = noise(2048);
    const echoed = mix(
      direct,
      direct.map((_, n) => 0.6 * (direct[n - 100] ?? 0)),
    );
    const cepstrum = realCepstrum(echoed).subarray(20, 1000);
    expect(cepstrum.indexOf(Math.max(...cepstrum)) + 20).toBe(100);
  });

  it("of silence is zero", () => {
    expect(realCepstrum(new Float64Array(64))).toEqual(new Float64Array(64));
  });
});

describe("cepstral pre-whitening", () => {
  it("is NumPy's, in both engines", () => {
    expectClose(prewhiten(even), golden.whitened.even);
    expectClose(prewhiten(odd), golden.whitened.odd);
    expectClose(prewhiten(even, pffft), golden.whitened.even, 1e-5);
  });

  it("makes all lines alike and the mean square one", () => {
    const { re, im } = prewhitened(realSpectrum(noise(500)));
    for (let k = 1; k < re.length; k++)
      expect(Math.hypot(re[k] ?? 0, im[k] ?? 0)).toBeCloseTo(Math.sqrt(500), 9);
    const white = prewhiten(noise(500));
    expect(white.reduce((sum, x) => sum + x * x, 0) / 500).toBeCloseTo(499 / 500, 9);
  });

  it("does not blow rounding up to signal", () => {
    const tone = Float64Array.from({ length: 256 }, (_, n) =>
      Math.cos((2 * Math.PI * 32 * n) / 256),
    );
    for (const engine of [undefined, pffft]) {
      const { re, im } = prewhitened(realSpectrum(tone, engine));
      const lines = re.reduce((count, x, k) => count + (Math.hypot(x, im[k] ?? 0) > 0 ? 1 : 0), 0);
      expect(lines).toBe(1);
    }
    expect(prewhiten(new Float64Array(32))).toEqual(new Float64Array(32));
  });
});
