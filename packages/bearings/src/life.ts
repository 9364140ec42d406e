/** Life exponent p of ISO 281: 3 for ball, 10/3 for roller bearings. */
export type RollingElement = "ball" | "roller";

/** Load on a bearing against what it is rated for, both in the same unit (kN or N). */
export interface LoadCase {
  /** Basic dynamic load rating C, from the maker's catalogue. */
  readonly dynamicRating: number;
  /** Equivalent dynamic load P. */
  readonly equivalentLoad: number;
  readonly element: RollingElement;
}

/** Life modification factor for reliability, ISO 281:2007 table 12. */
const A1: Readonly<Record<Reliability, number>> = {
  90: 1,
  95: 0.64,
  96: 0.55,
  97: 0.47,
  98: 0.37,
  99: 0.25,
};

/** Share of bearings that reach the life, per cent. */
export type Reliability = 90 | 95 | 96 | 97 | 98 | 99;

/**
 * Basic rating life L10 = (C/P)^p, in million revolutions: nine of ten bearings reach it. Context for a person, never a remaining life: the
 * PRONOSTIA runs show how far single bearings lie from it.
 *
 * @throws RangeError when a load is not above 0.
 *
 * Source: ISO 281:2007, clause 5.3.
 *
 * @example basicRatingLife({ dynamicRating: 14, equivalentLoad: 1.4, element: "ball" }) // 1000
 */
export function basicRatingLife({ dynamicRating, equivalentLoad, element }: LoadCase): number {
  if (!(dynamicRating > 0) || !(equivalentLoad > 0))
    throw new RangeError(
      `dynamic rating ${dynamicRating}, equivalent load ${equivalentLoad}: both must be above 0`,
    );
  return (dynamicRating / equivalentLoad) ** (element === "ball" ? 3 : 10 / 3);
}

/**
 * Basic rating life in operating hours at a constant speed: L10h = 10⁶/(60 n)·L10.
 *
 * @param speedRpm r/min; Infinity hours at standstill.
 * @throws RangeError when the speed is negative or no number.
 */
export function basicRatingHours(load: LoadCase, speedRpm: number): number {
  if (!(speedRpm >= 0)) throw new RangeError(`speed ${speedRpm} r/min: must be at least 0`);
  return (1e6 / (60 * speedRpm)) * basicRatingLife(load);
}

/**
 * Modified rating life Lnm = a1·aISO·L10, in million revolutions.
 *
 * @param reliability per cent of bearings that reach it.
 * @param systemFactor aISO for lubrication and contamination, from the maker's diagrams; 1 (default) when unknown.
 *
 * Source: ISO 281:2007, clause 9.2 and table 12.
 */
export function modifiedRatingLife(
  load: LoadCase,
  reliability: Reliability,
  systemFactor = 1,
): number {
  if (!(systemFactor > 0)) throw new RangeError(`system factor ${systemFactor}: must be above 0`);
  return A1[reliability] * systemFactor * basicRatingLife(load);
}
