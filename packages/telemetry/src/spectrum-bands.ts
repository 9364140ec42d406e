/**
 * Bands of 1/6 octave, base ten, around 1 kHz (IEC 61260-1, G^(1/6) = 10^(1/20)): fine enough to tell a bearing's lines apart in a heat map, and so few
 * that a spectrum is one row of fields. From 4 Hz, below which no machine of these lines turns, to 20 kHz.
 */
const LOWEST = -48;
const HIGHEST = 26;
const A_DECADE = 20;

export interface SpectrumBand {
  /** Field of the measurement `spectrum`, e.g. `f1000`: the centre frequency in Hz, a comma said as `_`. */
  readonly field: string;
  /** Centre frequency, Hz, rounded to three digits. */
  readonly centre: number;
  /** Edges, Hz: from (included) to (excluded). */
  readonly low: number;
  readonly high: number;
}

function band(index: number): SpectrumBand {
  const at = (k: number) => 1000 * 10 ** (k / A_DECADE);
  const centre = Number(at(index).toPrecision(3));
  const field = `f${String(centre).replace(".", "_")}`;
  return { field, centre, low: at(index - 0.5), high: at(index + 0.5) };
}

/** All bands, lowest first. */
export const SPECTRUM_BANDS: readonly SpectrumBand[] = Array.from(
  { length: HIGHEST - LOWEST + 1 },
  (_, k) => band(LOWEST + k),
);

/** 1 µm/s² (ISO 1683), and likewise for other units. */
const REFERENCE = 1e-6;
const SOUND_REFERENCE = 20e-6;
/** Levels are kept in such steps of dB: nobody sees less, and binary fractions compress to a third. */
const STEP = 0.25;
const LEAST_DB = -100;

/** A spectrum as it is kept. */
export interface BandedSpectrum {
  readonly name: string;
  readonly step: number;
  readonly values: ArrayLike<number>;
}

/**
 * Levels of a spectrum by band field, dB: the largest line within each band, so that a lone line is not averaged away. Bands narrower than the spectrum's
 * own step that hold no line are left out, and those beyond its end.
 */
export function bandLevels({
  name,
  step,
  values,
}: BandedSpectrum): Readonly<Record<string, number>> {
  const levels: Record<string, number> = {};
  for (const { field, low, high } of SPECTRUM_BANDS) {
    const first = Math.ceil(low / step);
    const end = Math.min(Math.ceil(high / step), values.length);
    let largest = -1;
    for (let k = first; k < end; k++) largest = Math.max(largest, values[k] ?? 0);
    if (largest >= 0) levels[field] = levelOf(name, largest);
  }
  return levels;
}

function levelOf(name: string, value: number): number {
  const power = name === "envelope";
  const reference = name === "sound" ? SOUND_REFERENCE : power ? REFERENCE ** 2 : REFERENCE;
  const decibels = (power ? 10 : 20) * Math.log10(value / reference);
  return Math.max(LEAST_DB, Math.round(decibels / STEP) * STEP);
}
