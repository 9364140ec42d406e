/** What a course is made of: the highest of the point's channels in each. The first is the principal level: where a sensor gives no rms, what stands for it (a velocity, a peak, a temperature). */
export const COURSE_FEATURES = [
  "rms",
  "hf_rms",
  "lf_rms",
  "mf_rms",
  "envelope_rms",
  "kurtosis",
] as const;
/** How many moments of a whole life are kept. */
export const COURSE_POINTS = 27;
/** How many levels make up the curve of a finished life. */
export const LIFE_CURVE_POINTS = 24;

/** A finished life of a bearing, as a plant keeps it to compare others with. */
export interface RecordedLife {
  /** Designation of the bearing, or the path of a point whose bearing is not named. */
  readonly kind: string;
  /** ln of the level over the baseline from the rise to the end, at fixed shares of that time; {@link LIFE_CURVE_POINTS} numbers. */
  readonly curve: readonly number[];
  /** How long it ran from new to its end, seconds, and its levels on the way. Absent in lives of version 0.1: they tell how lives end, not how long they last. */
  readonly whole?: {
    readonly seconds: number;
    /** At each of the shares of `@raceway/learn/remaining/whole-life` ln of the levels over their baselines, one a feature ({@link COURSE_FEATURES}); null where unknown. */
    readonly course: readonly (readonly (number | null)[])[];
  };
  /** How it ended and under what it ran. Absent in lives of before 0.2. */
  readonly end?: {
    /** ln of the principal level over its baseline at the end. */
    readonly level: number;
    /** Fault that the diagnosis named last. */
    readonly cause?: string;
    /** Means over the life, as far as they were measured: r/min; in the machine's unit of load. */
    readonly speedRpm?: number;
    readonly load?: number;
  };
}
