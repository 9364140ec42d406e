import { windowedScratch } from "../spectra/frequency-window.ts";
import type { ComplexSpectrum } from "../spectra/spectrum.ts";
import { checkRate, realSpectrum } from "../spectra/spectrum.ts";
import { windowOf } from "../spectra/window.ts";
import { boundedCache } from "../transform/bounded-cache.ts";
import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";

/** One third-octave band, Hz. */
export interface ThirdOctaveBand {
  /** Rounded name, e.g. 31.5. */
  readonly nominal: number;
  /** Exact midband frequency, 1000 · 10^(n/10). */
  readonly centre: number;
  readonly low: number;
  readonly high: number;
}

/** Third-octave spectrum of one block. */
export interface ThirdOctaveSpectrum {
  readonly bands: readonly ThirdOctaveBand[];
  /** Mean square in each band, unit of the samples squared. */
  readonly meanSquares: Float64Array;
}

const NOMINAL = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];

/** Narrowest band that the Hann-windowed lines can tell from its neighbours, in bins. */
const MIN_BINS = 3;

/**
 * The bands from `lowest` to `highest` midband frequency.
 *
 * Source: IEC 61260-1:2014, clause 5, with the octave ratio G = 10^(3/10).
 */
export function thirdOctaveBands(lowest: number, highest: number): readonly ThirdOctaveBand[] {
  const bands: ThirdOctaveBand[] = [];
  const first = Math.ceil(10 * Math.log10(lowest / 1000) - 0.5);
  const last = Math.floor(10 * Math.log10(highest / 1000) + 0.5);
  for (let n = first; n <= last; n++) {
    const centre = 1000 * 10 ** (n / 10);
    const decade = Math.floor(n / 10);
    const digit = NOMINAL[n - 10 * decade]!;
    const nominal = Number((digit * 10 ** (decade + 3)).toPrecision(3));
    bands.push({ nominal, centre, low: centre / 10 ** 0.05, high: centre * 10 ** 0.05 });
  }
  return bands;
}

const plan = boundedCache(16, (key: string): readonly ThirdOctaveBand[] => {
  const [size, rate] = key.split(":").map(Number) as [number, number];
  const step = rate / size;
  const width = 10 ** 0.05 - 10 ** -0.05;
  const bands = thirdOctaveBands((MIN_BINS * step) / width, rate / 2);
  return bands.filter(({ low, high }) => high - low >= MIN_BINS * step && high <= rate / 2);
});

/**
 * Third-octave spectrum of a block by summing the lines of its Hann-windowed power spectrum; a line that straddles an edge is shared in proportion,
 * so that the bands together keep the power.
 *
 * These are not the filters of IEC 61260-1: edges are as steep as the window allows (about two bins). Only bands at least three bins wide and wholly
 * below half the sample rate are given: at 25.6 kHz and 8192 samples that is 50 Hz to 10 kHz. A short block may have none.
 *
 * @throws RangeError for an empty block or a bad rate.
 */
export function thirdOctaveSpectrum(
  samples: Float64Array,
  sampleRate: number,
  engine: TransformEngine = fftjs,
): ThirdOctaveSpectrum {
  return thirdOctaveOf(realSpectrum(samples, engine), sampleRate);
}

/** {@link thirdOctaveSpectrum} of a block whose {@link realSpectrum} is at hand. */
export function thirdOctaveOf(spectrum: ComplexSpectrum, sampleRate: number): ThirdOctaveSpectrum {
  checkRate(sampleRate);
  const { size } = spectrum;
  const bands = plan(`${size}:${sampleRate}`);
  const { re, im } = windowedScratch(spectrum, "hann");
  const step = sampleRate / size;
  const scale = 2 / (size * size * windowOf("hann", size).noiseGain);
  const meanSquares = new Float64Array(bands.length);
  for (let b = 0; b < bands.length; b++) {
    const low = bands[b]!.low / step;
    const high = bands[b]!.high / step;
    let sum = 0;
    for (let k = Math.round(low); k <= Math.min(re.length - 1, Math.round(high)); k++) {
      const share = Math.min(high, k + 0.5) - Math.max(low, k - 0.5);
      const half = 2 * k === size ? 0.5 : 1;
      sum += share * half * (re[k]! * re[k]! + im[k]! * im[k]!);
    }
    meanSquares[b] = sum * scale;
  }
  return { bands, meanSquares };
}
