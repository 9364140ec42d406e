import type { ComplexSpectrum } from "@raceway/dsp/spectra/spectrum";
import type { Block } from "./block.ts";

/** The spectrum of a block as velocity, µm/s. 0 Hz is left out: what stands still says nothing. */
export function asVelocity(spectrum: ComplexSpectrum, block: Block): ComplexSpectrum {
  return block.quantity === "velocity"
    ? weighted(spectrum, block.sampleRate, () => 1e3)
    : turned(spectrum, block.sampleRate, (omega) => 1e6 / omega, 1);
}

/** The spectrum of a block as acceleration, m/s². */
export function asAcceleration(spectrum: ComplexSpectrum, block: Block): ComplexSpectrum {
  return block.quantity === "acceleration"
    ? spectrum
    : turned(spectrum, block.sampleRate, (omega) => omega / 1e3, -1);
}

function weighted(
  { re, im, size }: ComplexSpectrum,
  sampleRate: number,
  weight: (omega: number) => number,
): ComplexSpectrum {
  const out = { size, re: new Float64Array(re.length), im: new Float64Array(im.length) };
  const step = (2 * Math.PI * sampleRate) / size;
  for (let k = 1; k < re.length; k++) {
    const by = weight(k * step);
    out.re[k] = (re[k] ?? 0) * by;
    out.im[k] = (im[k] ?? 0) * by;
  }
  return out;
}

/** A quarter turn of every line: 1 divides by i (integrates), −1 multiplies with it (differentiates). */
function turned(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  weight: (omega: number) => number,
  sign: 1 | -1,
): ComplexSpectrum {
  const { re, im, size } = weighted(spectrum, sampleRate, weight);
  return { size, re: im.map((value) => sign * value), im: re.map((value) => -sign * value) };
}
