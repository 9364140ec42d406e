import type { Bearing, Line, Plant } from "./plant.ts";

/** `site/line/stand`: names one test stand everywhere, as a point's path names a measurement point. */
export type StandPath = string;

/** The three words of a {@link StandPath}. */
export interface StandId {
  readonly site: string;
  readonly line: string;
  readonly stand: string;
}

/** The path of a stand. */
export function standPath({ site, line, stand }: StandId): StandPath {
  return `${site}/${line}/${stand}`;
}

/** The three words of a path. @throws RangeError when it is not `site/line/stand`. */
export function parseStandPath(path: StandPath): StandId {
  const words = path.split("/");
  const [site, line, stand] = words;
  if (words.length !== 3 || !site || !line || !stand)
    throw new RangeError(`"${path}" is no path of a test stand: site/line/stand is`);
  return { site, line, stand };
}

/** A machine on which finished bearings are tested at the end of a line. It has no health and no life of its own here: each part on it has. */
export interface TestStand {
  readonly path: StandPath;
  readonly id: string;
  readonly name: string;
  /** What 1 anderon is in the low, medium and high band, µm/s. */
  readonly anderon: Anderon;
  /** Largest magnitude that the sensor can report, in the unit of its messages. Absent: clipping is told from flat tops only. */
  readonly fullScale?: number;
  /** Longest time from a part's start to its stop, seconds: after it the part is not judged. */
  readonly partSeconds: number;
}

/** µm/s that make one anderon, by band. */
export interface Anderon {
  readonly low: number;
  readonly medium: number;
  readonly high: number;
}

/**
 * The anderon is 1 µin/rad of ring velocity for each square root of an octave: at 1800 r/min 1 µin × 188.5 rad/s × √(2.585 octaves) of the low and medium band, and
 * √(2.474 octaves) of the high one.
 */
export const ANDERON: Anderon = { low: 7.7, medium: 7.7, high: 7.53 };

/** A kind of bearing that is made here, and how it is tested. */
export interface BearingType {
  readonly id: string;
  readonly name: string;
  /** Absent: bands and impacts are judged, and no line of a part of the bearing is sought. */
  readonly bearing?: Bearing;
  /** The sides from which each part is measured. */
  readonly sides: readonly string[];
  /** The speeds, each measured on every side. */
  readonly tests: readonly SpeedTest[];
  readonly grading: readonly GradeRule[];
  /** Absent: lots have no verdict of their own. */
  readonly sampling?: LotSampling;
  /** What the sorter does with a part of which something is wrong, where it is not the usual: {@link USUAL_GATE}. */
  readonly gates: Readonly<Partial<Record<PartFault, "rework" | "reject">>>;
  /** Of a million good parts so many may be turned away by chance because they differ from the others of their type. */
  readonly falseRejectsPpm: number;
}

/** One speed at which a part is measured. */
export interface SpeedTest {
  readonly rpm: number;
  /** How far below and above it the speed may lie, relative. ISO 15242-2: 0.02 and 0.01. */
  readonly below: number;
  readonly above: number;
  /** Axial load, N. Absent: not checked. */
  readonly load?: readonly [least: number, most: number];
}

/** The grade of a table that a part must have at least. */
export interface GradeRule {
  readonly table: GradeTable;
  /** Id of the worst grade that is delivered. */
  readonly atLeast: string;
}

/** A customer's or a standard's table of grades. */
export interface GradeTable {
  readonly id: string;
  readonly name: string;
  /** Best first; each one's limits lie no lower than those of the one before. */
  readonly grades: readonly Grade[];
}

export interface Grade {
  readonly id: string;
  readonly name: string;
  readonly limits: readonly GradeLimit[];
}

/** What a grade may limit: band velocities and their peaks, the acceleration from the lowest band to the highest, crest factors. */
export const GRADED = [
  "low",
  "medium",
  "high",
  "low_peak",
  "medium_peak",
  "high_peak",
  "acceleration",
  "low_crest",
  "medium_crest",
  "high_crest",
] as const;
export type Graded = (typeof GRADED)[number];

export interface GradeLimit {
  readonly quantity: Graded;
  /** The most that is allowed: µm/s, m/s² or a ratio. Where the file gave it in anderon it is that of the stand, and `unit` says so. */
  readonly most: number;
  readonly unit: "um/s" | "anderon" | "m/s2" | "1";
  /** As the table writes it, for people: `33 dB re 9.81e-3 m/s2`. */
  readonly said: string;
}

/** How many of a lot may be below grade before the lot is refused: a plan of ISO 2859-1 as agreed with the customer. */
export interface LotSampling {
  readonly sample: number;
  /** Acceptance number: so many faulty ones of the sample are still accepted. */
  readonly accept: number;
}

/** What can be wrong with a finished bearing, by its evidence. */
export const PART_FAULTS = [
  "dent-outer",
  "dent-inner",
  "dent-ball",
  "scratch-outer",
  "scratch-inner",
  "waviness-outer",
  "waviness-inner",
  "waviness-ball",
  "out-of-round",
  "cage-noise",
  "dirt",
  "knock",
  "unnamed",
] as const;
export type PartFault = (typeof PART_FAULTS)[number];

/** What a sorter is told. `rework`: set aside for washing, measuring again or a person's look. */
export const GATES = ["accept", "rework", "reject"] as const;
export type Gate = (typeof GATES)[number];

/** What is done with a part that has a fault, unless its type says otherwise: dirt can be washed out, a knock may have been the stand's, and what has no name is looked at. */
export const USUAL_GATE: Readonly<Record<PartFault, Exclude<Gate, "accept">>> = {
  "dent-outer": "reject",
  "dent-inner": "reject",
  "dent-ball": "reject",
  "scratch-outer": "reject",
  "scratch-inner": "reject",
  "waviness-outer": "reject",
  "waviness-inner": "reject",
  "waviness-ball": "reject",
  "out-of-round": "reject",
  "cage-noise": "rework",
  dirt: "rework",
  knock: "rework",
  unnamed: "rework",
};

/** A stand with the line and site that it belongs to. */
export interface StandContext {
  readonly site: string;
  readonly line: Line;
  readonly stand: TestStand;
}

/** Every test stand of a plant by path, in the plant file's order. */
export function standsOf(plant: Plant): ReadonlyMap<StandPath, StandContext> {
  return new Map(
    plant.lines.flatMap((line) =>
      (line.stands ?? []).map((stand) => [stand.path, { site: plant.site, line, stand }] as const),
    ),
  );
}
