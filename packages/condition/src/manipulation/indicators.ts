import { ISO_15242 } from "@raceway/bearings/iso-15242";
import type { ChannelKind } from "@raceway/model/unit";

/** What one indicator means: the source of docs/indicators.md and of the telemetry schema. */
export interface IndicatorFacts {
  readonly name: string;
  /** Channel kinds that yield it. */
  readonly kinds: readonly ChannelKind[];
  /** Canonical unit; `signal` stands for the channel's own canonical unit (m/s2, mm/s, V, Pa or FS). `1` is a pure number. */
  readonly unit: string;
  /** Which way a machine gets worse. `either`: a step in any direction is news. `none`: context, never judged. */
  readonly worse: "higher" | "lower" | "either" | "none";
  /** True when it scales with the vibration's amplitude, so that its logarithm is what varies evenly. */
  readonly multiplicative: boolean;
  /** One sentence for a person. */
  readonly meaning: string;
  /** When it is absent, in words; absent: always there. */
  readonly needs?: string;
}

const VIBRATION = ["vibration"] as const;
const WAVEFORM = ["vibration", "sound"] as const;

function fact(
  name: string,
  kinds: readonly ChannelKind[],
  unit: string,
  worse: IndicatorFacts["worse"],
  multiplicative: boolean,
  meaning: string,
  needs?: string,
): IndicatorFacts {
  const facts = { name, kinds, unit, worse, multiplicative, meaning };
  return needs === undefined ? facts : { ...facts, needs };
}

const SPEED = "the shaft speed";
const DEFECT = "the shaft speed and the bearing's orders";

/** Centre frequencies of the octave bands for sound, Hz (IEC 61260-1 nominal values). */
export const OCTAVES = [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000] as const;

/** Indicator name of an octave band's level. */
export function octaveName(centre: number): string {
  return `octave_${Math.floor(centre)}`;
}

/** The bearing's lines whose presence in the envelope spectrum becomes indicators. */
export const DEFECT_LINES = ["bpfo", "bpfi", "bsf2", "ftf"] as const;
export type DefectLine = (typeof DEFECT_LINES)[number];

const LINE_WORDS: Readonly<Record<DefectLine, string>> = {
  bpfo: "ball pass frequency, outer race",
  bpfi: "ball pass frequency, inner race",
  bsf2: "twice the ball spin frequency",
  ftf: "cage frequency",
};

/** Every indicator that manipulation can yield, in the order of docs/indicators.md. */
export const INDICATORS: readonly IndicatorFacts[] = [
  fact("rms", WAVEFORM, "signal", "higher", true, "Root mean square of the block, mean removed."),
  fact("peak", WAVEFORM, "signal", "higher", true, "Largest magnitude, mean removed."),
  fact(
    "peak_to_peak",
    VIBRATION,
    "signal",
    "higher",
    true,
    "Largest minus smallest value.",
    "a sensor that computes it",
  ),
  fact(
    "crest",
    WAVEFORM,
    "1",
    "higher",
    true,
    "Peak over rms: rises while damage is young and sharp.",
  ),
  fact(
    "kurtosis",
    WAVEFORM,
    "1",
    "higher",
    true,
    "Fourth standardised moment: 3 for Gaussian noise, above it for impacts.",
  ),
  fact(
    "skewness",
    VIBRATION,
    "1",
    "either",
    false,
    "Third standardised moment: asymmetry of the waveform.",
  ),
  fact(
    "velocity_rms",
    VIBRATION,
    "mm/s",
    "higher",
    true,
    "Vibration velocity, rms 10 to 1000 Hz (2 to 1000 Hz below 600 r/min): the quantity of ISO 10816-3.",
    "a calibrated channel, and a block of several periods of the lowest frequency",
  ),
  fact(
    "lf_rms",
    VIBRATION,
    "signal",
    "higher",
    true,
    "Rms from 10 to 1000 Hz: shaft, gear and structure.",
  ),
  fact(
    "mf_rms",
    VIBRATION,
    "signal",
    "higher",
    true,
    "Rms from 1000 to 5000 Hz: where damaged bearings ring.",
    "a sampling rate above 2 kHz",
  ),
  fact(
    "hf_rms",
    VIBRATION,
    "signal",
    "higher",
    true,
    "Rms above 5000 Hz: friction, lubrication, first contact damage.",
    "a sampling rate above 10 kHz",
  ),
  fact(
    "band_10k_rms",
    VIBRATION,
    "signal",
    "higher",
    true,
    "Rms from 10 to 20 kHz: first contact damage, which `hf_rms` drowns in what lies below.",
    "a sampling rate above 22 kHz",
  ),
  fact(
    "band_20k_rms",
    VIBRATION,
    "signal",
    "higher",
    true,
    "Rms from 20 to 40 kHz: the same an octave higher.",
    "a sampling rate above 44 kHz",
  ),
  fact(
    "envelope_rms",
    VIBRATION,
    "signal",
    "higher",
    true,
    "Rms of the envelope's fluctuation in the envelope band.",
  ),
  fact(
    "envelope_peak",
    VIBRATION,
    "signal",
    "higher",
    true,
    "Peak of the demodulated or enveloped acceleration.",
    "a sensor that computes it",
  ),
  ...[1, 2, 3].map((order) =>
    fact(
      `shaft_${order}x`,
      VIBRATION,
      "mm/s",
      "higher",
      true,
      `Velocity amplitude at ${order} times the shaft speed${order === 1 ? ": imbalance" : ": misalignment, looseness"}.`,
      `a calibrated channel and ${SPEED}`,
    ),
  ),
  fact(
    "line_2x",
    VIBRATION,
    "mm/s",
    "higher",
    true,
    "Velocity amplitude at twice the mains frequency: electrical faults of the drive.",
    "a calibrated channel and the mains frequency",
  ),
  ...ISO_15242.bands.map(({ name, low, high }) =>
    fact(
      `iso15242_${name}`,
      VIBRATION,
      "um/s",
      "higher",
      true,
      `Vibration velocity of a finished bearing, rms ${low} to ${high} Hz at ${ISO_15242.speedRpm} r/min and in proportion at other speeds: a band of ISO 15242.`,
      "a calibrated channel with `testStand: true`, the shaft speed, and a sampling rate that holds the band",
    ),
  ),
  ...DEFECT_LINES.map((line) =>
    fact(
      `envelope_${line}`,
      VIBRATION,
      "signal",
      "higher",
      true,
      `Modulation amplitude of the envelope at the ${LINE_WORDS[line]}.`,
      DEFECT,
    ),
  ),
  ...DEFECT_LINES.map((line) =>
    fact(
      `snr_${line}`,
      VIBRATION,
      "dB",
      "higher",
      false,
      `Line at the ${LINE_WORDS[line]} over its noise floor in the envelope spectrum, mean over harmonics.`,
      DEFECT,
    ),
  ),
  fact(
    "level_a",
    ["sound"],
    "dB",
    "higher",
    false,
    "A-weighted equivalent level (IEC 61672-1): re 20 µPa, or re full scale when uncalibrated.",
  ),
  fact("level", ["sound"], "dB", "higher", false, "Unweighted equivalent level, same reference."),
  ...OCTAVES.map((centre) =>
    fact(
      octaveName(centre),
      ["sound"],
      "dB",
      "higher",
      false,
      `Level of the octave band around ${centre} Hz.`,
      "a sampling rate that holds the band",
    ),
  ),
  fact("temperature", ["temperature"], "degC", "higher", false, "Temperature."),
  fact("speed", ["speed"], "r/min", "none", false, "Shaft speed."),
  fact("load", ["load"], "signal", "none", false, "Load in the unit that the plant file declares."),
];

const BY_NAME = new Map(INDICATORS.map((facts) => [facts.name, facts]));

/** The facts of an indicator, undefined for an unknown name. */
export function indicatorFacts(name: string): IndicatorFacts | undefined {
  return BY_NAME.get(name);
}
