/** One level at which a life may end, and what it weighs among others. */
export interface EndLevel {
  readonly level: number;
  readonly weight: number;
}

/** Before any life has ended: ln-levels around four times the baseline (12 dB), the first notable to the last tolerable one in practice (VDI 3832). */
const SUPPOSED = [0.75, 1, 1.5, 2].map((share) => share * Math.log(4));
/** Ended lives that all of these count as. */
const SUPPOSED_LIVES = 2;
/** Least damage that is still to come: what has not failed yet at a level does not fail at this very moment. */
export const LEAST_TO_COME = 0.1;

/**
 * Levels at which a life may end that has not yet failed at the present one: those that ended lives ended at, as far as they lie above it. Beyond all of them the
 * least that may still come.
 *
 * @param ended ln-levels over the baseline at the ends of finished lives
 * @param now ln-level of the life that runs
 */
export function endLevels(ended: readonly number[], now: number): readonly EndLevel[] {
  const known = [
    ...ended.map((level) => ({ level, weight: 1 })),
    ...SUPPOSED.map((level) => ({ level, weight: SUPPOSED_LIVES / SUPPOSED.length })),
  ];
  const ahead = known.filter(({ level }) => level > now + LEAST_TO_COME);
  const passed = known.length - ahead.length;
  // The more ends lie behind, the likelier is one just ahead.
  return [...ahead, { level: now + LEAST_TO_COME, weight: passed / known.length }].filter(
    ({ weight }) => weight > 0,
  );
}
