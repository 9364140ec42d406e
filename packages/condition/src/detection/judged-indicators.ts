import { type ComputedSpectrumName, computedSpectrumOf } from "@raceway/model/computed-value";
import type { Channel } from "@raceway/model/plant";
import type { ChannelKind } from "@raceway/model/unit";
import { SOUND_LIMITS } from "./limits/sound.ts";

/** How the learnt models look at one indicator. */
export interface JudgedIndicator {
  readonly name: string;
  readonly kinds: readonly ChannelKind[];
  /** Logarithm for what scales with amplitude; as it is for levels and temperatures. */
  readonly scale: "log" | "linear";
  /**
   * Smallest lasting change over what the operating state explains that is worth a person's attention, once the baseline is old: a ratio for
   * logarithmic indicators, a difference for linear ones.
   */
  readonly change: number;
  /**
   * `impulsive` ones see single impacts: a particle in the oil gives hundreds of them and goes, so alone they must last much longer before a
   * person is called.
   */
  readonly character: "lasting" | "impulsive";
  /** Present: part of another indicator, with whose false alarms its own come. */
  readonly partOf?: string;
}

const VIBRATION: readonly ChannelKind[] = ["vibration"];
const WAVEFORM: readonly ChannelKind[] = ["vibration", "sound"];

/**
 * The indicators that learnt models judge. Those missing here are context for people and for diagnosis: crest follows from peak and rms, skewness
 * and line-to-noise ratios wander too much, octave bands repeat the level.
 *
 * The changes follow the practice of VDI 3832 and of the 4–6–10 dB steps used for rolling bearings: 4 dB (a factor 1.6) over the machine's own reference
 * is the first notable step for broad-band values; sharper indicators and single octaves wander more and get more room. Measured on run-to-failure lives: docs/accuracy/lives.md.
 */
export const JUDGED: readonly JudgedIndicator[] = [
  { name: "rms", kinds: WAVEFORM, scale: "log", change: 1.4, character: "lasting" },
  { name: "peak", kinds: VIBRATION, scale: "log", change: 2.5, character: "impulsive" },
  { name: "kurtosis", kinds: WAVEFORM, scale: "log", change: 3, character: "impulsive" },
  { name: "velocity_rms", kinds: VIBRATION, scale: "log", change: 2, character: "lasting" },
  { name: "lf_rms", kinds: VIBRATION, scale: "log", change: 2, character: "lasting" },
  { name: "mf_rms", kinds: VIBRATION, scale: "log", change: 1.6, character: "lasting" },
  { name: "hf_rms", kinds: VIBRATION, scale: "log", change: 2, character: "lasting" },
  ...["band_10k_rms", "band_20k_rms"].map(
    (name): JudgedIndicator => ({
      name,
      kinds: VIBRATION,
      scale: "log",
      change: 2.5,
      character: "lasting",
      partOf: "hf_rms",
    }),
  ),
  { name: "envelope_rms", kinds: VIBRATION, scale: "log", change: 2, character: "impulsive" },
  {
    name: "level_a",
    kinds: ["sound"],
    scale: "linear",
    change: SOUND_LIMITS.change,
    character: "lasting",
  },
  {
    name: "temperature",
    kinds: ["temperature"],
    scale: "linear",
    change: 12,
    character: "lasting",
  },
];

/** What only sensors compute. */
const COMPUTED: readonly JudgedIndicator[] = [
  { name: "peak_to_peak", kinds: VIBRATION, scale: "log", change: 2, character: "lasting" },
  { name: "envelope_peak", kinds: VIBRATION, scale: "log", change: 2.5, character: "impulsive" },
  { name: "crest", kinds: VIBRATION, scale: "log", change: 2.5, character: "impulsive" },
];

/** What is judged of a spectrum that a sensor computed: what its lines make together. */
const OF_SPECTRA: Readonly<Record<ComputedSpectrumName, string>> = {
  spectrum: "velocity_rms",
  envelope_spectrum: "envelope_rms",
};

/** The indicators judged on a channel, in a fixed order: all of its kind, or the one that its sensor computes. */
export function judgedOn(channel: Pick<Channel, "kind" | "values">): readonly JudgedIndicator[] {
  const { kind, values } = channel;
  if (values === undefined) return JUDGED.filter((judged) => judged.kinds.includes(kind));
  const spectrum = computedSpectrumOf(channel);
  const wanted = spectrum === undefined ? values : OF_SPECTRA[spectrum];
  return [...JUDGED, ...COMPUTED].filter(({ name }) => name === wanted);
}

/** How many of some indicators give false alarms of their own. */
export function chancesOn(judged: readonly JudgedIndicator[]): number {
  return judged.filter(({ partOf }) => partOf === undefined).length;
}

/** Every indicator that learnt models may judge. */
export const JUDGED_ANYWHERE: readonly JudgedIndicator[] = [...JUDGED, ...COMPUTED];

/** A value on the scale where it varies evenly; NaN when it has no place there. */
export function scaled(judged: JudgedIndicator, value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value)) return Number.NaN;
  if (judged.scale === "linear") return value;
  return value > 0 ? Math.log(value) : Number.NaN;
}

/** Back from {@link scaled}. */
export function unscaled(judged: JudgedIndicator, value: number): number {
  return judged.scale === "linear" ? value : Math.exp(value);
}

/** The change as a distance on the scaled axis. */
export function scaledChange(judged: JudgedIndicator): number {
  return judged.scale === "linear" ? judged.change : Math.log(judged.change);
}
