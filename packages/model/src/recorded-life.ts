/** How many levels make up the curve of a finished life. */
export const LIFE_CURVE_POINTS = 24;

/** A finished life of a bearing, as a plant keeps it to compare others with: without a scale of time, so that lives of different length are alike. */
export interface RecordedLife {
  /** Designation of the bearing, or the path of a point whose bearing is not named. */
  readonly kind: string;
  /** ln of the level over the baseline from the rise to the end, at fixed shares of that time; {@link LIFE_CURVE_POINTS} numbers. */
  readonly curve: readonly number[];
}
