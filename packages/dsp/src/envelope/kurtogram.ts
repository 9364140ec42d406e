import { windowedScratch } from "../spectra/frequency-window.ts";
import type { ComplexSpectrum } from "../spectra/spectrum.ts";
import { checkRate, realSpectrum } from "../spectra/spectrum.ts";
import { boundedCache } from "../transform/bounded-cache.ts";
import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";
import { basebandInto } from "./envelope.ts";

/** The bands of one level: `values.length` equal bands from 0 Hz to half the sample rate. */
export interface KurtogramLevel {
  /** log2 of the number of bands: 0, 1, 1.58, 2, 2.58 … */
  readonly level: number;
  /** Width of a band, Hz. */
  readonly bandwidth: number;
  /** Spectral kurtosis of each band, from low to high. */
  readonly values: Float64Array;
}

export interface KurtogramBand {
  readonly level: number;
  readonly kurtosis: number;
  /** Kurtosis in standard deviations of what Gaussian noise gives in a band of that width: over about 5 the choice means something. */
  readonly sigmas: number;
  readonly band: readonly [low: number, high: number];
}

export interface Kurtogram {
  readonly levels: readonly KurtogramLevel[];
  /** The band of largest kurtosis; of equals the widest, then the lowest. Absent when no band may be chosen. */
  readonly best?: KurtogramBand;
}

export interface KurtogramOptions {
  /** Deepest binary level. @default log2 N − 7 (at least 64 lines a band), 0 … 8 */
  readonly levels?: number;
  /** Only bands inside this range may be the best, Hz. @default everything */
  readonly within?: readonly [low: number, high: number];
  /** @default fftjs */
  readonly engine?: TransformEngine;
}

/** A band with less than this share of the block's power holds rounding, not signal. */
const SILENT = 1e-11;

/** Power below which fourth powers would vanish from a double. */
const NOTHING = 1e-150;

const scratch = boundedCache(32, (size: number) => new Float64Array(2 * size));

/** Numbers of bands from coarse to fine: 1, 2, 3, 4, 6, 8, 12 … 2^levels. */
export function kurtogramTree(levels: number): readonly number[] {
  const tree: number[] = [];
  for (let level = 0; level <= levels; level++) {
    if (level >= 2) tree.push(3 * 2 ** (level - 2));
    tree.push(2 ** level);
  }
  return tree;
}

/** ⟨w²⟩² / ⟨w⁴⟩ of the Hann window: (3/8)² / (35/128). */
const HANN_RATIO = 18 / 35;

/** Standard deviation of K × √lines for Gaussian noise under the Hann window, by simulation (3.3 at 128 lines, 3.6 at 1024). */
const NOISE_SPREAD = 3.5;

/** Weighted ⟨|z|⁴⟩/⟨|z|²⟩² − 2 over a decimated complex envelope that carries the window; 0 when it is silent. */
function envelopeKurtosis(z: Float64Array, silence: number): number {
  let second = 0;
  let fourth = 0;
  for (let i = 0; i < z.length; i += 2) {
    const square = z[i]! * z[i]! + z[i + 1]! * z[i + 1]!;
    second += square;
    fourth += square * square;
  }
  const samples = z.length / 2;
  return second / samples <= silence ? 0 : (HANN_RATIO * samples * fourth) / (second * second) - 2;
}

/**
 * Fast kurtogram on the binary and 1/3 tree: where in frequency, and how wide, a block is most impulsive.
 *
 * The kurtosis of a band is that of its complex envelope z: `K = ⟨|z|⁴⟩ / ⟨|z|²⟩² − 2`; 0 for Gaussian noise, −1 for a sine, large for impacts. Unlike
 * Antoni's quasi-analytic FIR bank, bands are cut out of one transform of the block with vertical edges. The block is Hann-windowed first, and the averages are
 * weighted accordingly (w² and w⁴ divided out): else the jump from its end to its start is the strongest impact of every quiet band. |z|⁴ is averaged at
 * twice the critical rate, where the average is exact, so K does not depend on the engine.
 * Its standard deviation for noise is about 3.5/√n with n lines in the band: `sigmas` says how far the best band stands out of that.
 *
 * A silent band, and every band of a constant block, has K = 0. 0 Hz and half the sample rate are left out. A block of fewer than 256 samples has level 0 only.
 *
 * Source: J. Antoni, Mech. Syst. Signal Process. 21 (2007) 108–124.
 *
 * @throws RangeError for an empty block, a bad rate, or levels so deep that a band would hold less than 4 lines.
 */
export function fastKurtogram(
  samples: Float64Array,
  sampleRate: number,
  options: KurtogramOptions = {},
): Kurtogram {
  return fastKurtogramOf(realSpectrum(samples, options.engine), sampleRate, options);
}

/** {@link fastKurtogram} of a block whose {@link realSpectrum} is at hand. */
export function fastKurtogramOf(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  options: KurtogramOptions = {},
): Kurtogram {
  checkRate(sampleRate);
  const { engine = fftjs } = options;
  const half = Math.floor(spectrum.size / 2);
  const depth = options.levels ?? defaultDepth(spectrum.size);
  if (depth > 0 && half / 2 ** depth < 4)
    throw new RangeError(
      `kurtogram of ${depth} levels on ${spectrum.size} samples: at most ${Math.max(0, Math.floor(Math.log2(half / 4)))} levels leave 4 lines a band`,
    );
  const tapered = windowedScratch(spectrum, "hann");
  const silence = Math.max(NOTHING, SILENT * interiorPower(tapered));
  const levels = kurtogramTree(depth).map((bands) => {
    const values = new Float64Array(bands);
    for (let b = 0; b < bands; b++)
      values[b] = bandKurtosis(
        tapered,
        edge(b, bands, half),
        edge(b + 1, bands, half),
        engine,
        silence,
      );
    return { level: Math.log2(bands), bandwidth: sampleRate / 2 / bands, values };
  });
  const best = bestOf(levels, half, options.within ?? [0, sampleRate / 2]);
  return best === undefined ? { levels } : { levels, best };
}

function defaultDepth(size: number): number {
  return Math.max(0, Math.min(8, Math.floor(Math.log2(size)) - 7));
}

/** First bin of band `b` of `bands`. */
function edge(b: number, bands: number, half: number): number {
  return Math.round((b * half) / bands);
}

/** Twice the mean square of the block without 0 Hz: the mean of |z|² over the whole band. */
function interiorPower({ re, im, size }: ComplexSpectrum): number {
  let sum = 0;
  for (let k = 1; k < re.length; k++) sum += re[k]! * re[k]! + im[k]! * im[k]!;
  return (4 * sum) / (size * size);
}

function bandKurtosis(
  spectrum: ComplexSpectrum,
  from: number,
  to: number,
  engine: TransformEngine,
  silence: number,
): number {
  const first = Math.max(1, from);
  const last = Math.min(to, Math.ceil(spectrum.size / 2)) - 1;
  const width = last - first + 1;
  if (width < 1) return 0;
  const length = engine.goodLength(2 * width);
  const z = scratch(length);
  basebandInto(spectrum, first, last, length, engine, z);
  return envelopeKurtosis(z, silence);
}

function bestOf(
  levels: readonly KurtogramLevel[],
  half: number,
  [low, high]: readonly [number, number],
): KurtogramBand | undefined {
  let best: KurtogramBand | undefined;
  for (const { level, bandwidth, values } of levels) {
    const spread = Math.sqrt(half / values.length) / NOISE_SPREAD;
    for (let b = 0; b < values.length; b++) {
      const band = [b * bandwidth, (b + 1) * bandwidth] as const;
      const kurtosis = values[b]!;
      const inside = band[0] >= low * (1 - 1e-9) && band[1] <= high * (1 + 1e-9);
      if (inside && (best === undefined || kurtosis > best.kurtosis))
        best = { level, kurtosis, sigmas: kurtosis * spread, band };
    }
  }
  return best;
}
