import type { PartFault } from "@raceway/model/test-stand";

/**
 * A number that is compared with what is usual for a bearing's type. All are positive, and compared by their logarithms: noise, lines and impacts differ from part to
 * part by factors.
 */
export interface FeatureFacts {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  /** What a large value of it is evidence of; absent: something is wrong, and it does not say what. */
  readonly fault?: PartFault;
  /** The smallest factor over what is usual that is worth turning a part away for, however little parts of the type differ. */
  readonly size: number;
}

/** Harmonics of the pass frequencies in which waviness is sought: harmonic i shows i·Z ± 1 waves around a ring of Z balls. */
export const RACE_HARMONICS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
/** Even numbers of waves around a ball, halved. */
export const BALL_HARMONICS = [1, 2, 3, 4, 5, 6] as const;
/** Lobes around the ring that turns. */
export const LOBES = [2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

function waviness(place: "outer" | "inner" | "ball", harmonic: number): FeatureFacts {
  const waves =
    place === "ball" ? `${2 * harmonic} waves around a ball` : `${harmonic}·Z ± 1 waves`;
  const line = {
    outer: "BPFO",
    inner: "BPFI, with ± the shaft's speed",
    ball: "2·BSF, with ± FTF",
  };
  return {
    name: `${place}_wave_${harmonic}`,
    unit: "um/s",
    meaning: `Velocity, rms, of the line at ${harmonic} × ${line[place]}: ${waves}.`,
    fault: `waviness-${place}`,
    size: 1.8,
  };
}

function lobes(count: number): FeatureFacts {
  return {
    name: `lobes_${count}`,
    unit: "um/s",
    meaning: `Velocity, rms, of the line at ${count} × the shaft's speed: ${count} lobes around the turning ring.`,
    fault: "out-of-round",
    size: 1.8,
  };
}

const fact = (
  name: string,
  unit: string,
  size: number,
  meaning: string,
  fault?: PartFault,
): FeatureFacts => ({ name, unit, size, meaning, ...(fault !== undefined && { fault }) });

/** Every feature, in the order of a vector of them. */
export const FEATURES: readonly FeatureFacts[] = [
  fact("low", "um/s", 1.4, "Velocity in the low band, rms."),
  fact("medium", "um/s", 1.4, "Velocity in the medium band, rms."),
  fact("high", "um/s", 1.4, "Velocity in the high band, rms."),
  fact("low_peak", "um/s", 1.6, "Largest velocity in the low band."),
  fact("medium_peak", "um/s", 1.6, "Largest velocity in the medium band."),
  fact("high_peak", "um/s", 1.6, "Largest velocity in the high band."),
  fact("acceleration", "m/s2", 1.4, "Acceleration over all three bands, rms."),
  fact(
    "outer_impacts",
    "1",
    1.6,
    "Modulation of the high band at BPFO and its harmonics 2 and 3: blows at the rate at which balls pass a dent of the outer ring.",
    "dent-outer",
  ),
  fact("inner_impacts", "1", 1.6, "The same at BPFI: a dent of the inner ring.", "dent-inner"),
  fact("ball_impacts", "1", 1.6, "The same at 2·BSF: a dent of a ball.", "dent-ball"),
  fact(
    "cage_rattle",
    "1",
    1.6,
    "Modulation of the medium and the high band, their mean, at FTF and its harmonics 2 to 4: noise that comes with the cage.",
    "cage-noise",
  ),
  fact(
    "many_impacts",
    "1",
    1.6,
    "Geometric mean of the third to twelfth largest impacts, squared envelope over its median: particles between balls and races.",
    "dirt",
  ),
  fact("largest_impact", "1", 2, "The largest impact, squared envelope over its median.", "knock"),
  ...RACE_HARMONICS.map((harmonic) => waviness("outer", harmonic)),
  ...RACE_HARMONICS.map((harmonic) => waviness("inner", harmonic)),
  ...BALL_HARMONICS.map((harmonic) => waviness("ball", harmonic)),
  ...LOBES.map(lobes),
];

/** Features of one block by name; where the block or the type does not yield one it is missing, for every part of the type alike. */
export type Features = Readonly<Record<string, number>>;
