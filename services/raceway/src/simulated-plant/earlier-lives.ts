import { CURVE_SHARES, RISEN } from "@raceway/learn/similar-lives";
import type { RecordedLife } from "@raceway/model/recorded-life";

/** Lives that a plant which has run for years remembers of a kind of bearing. */
const LIVES = 6;
/** Level of a simulated point over its baseline for a fault of full severity: blows as tall as so many times what runs beside them. */
const FULL = 7;
/** Level at which the lives ended, over the baseline: 3.8 to 5.4 times. */
const ENDS = [1.33, 1.47, 1.61, 1.69] as const;
/** Steps in which a course is searched. */
const STEPS = 4000;

/**
 * What a simulated plant remembers of bearings of a kind that wore out there before: courses that its own physics draws, from the rise to the end, slower and faster
 * ones. A plant begins with none; after some years it has some.
 */
export function earlierLives(kind: string): readonly RecordedLife[] {
  return Array.from({ length: LIVES }, (_, k) => {
    const end = ENDS[k % ENDS.length] ?? ENDS[0];
    return { kind, curve: courseOf(1 + 0.4 * k, end) };
  });
}

/** ln of the level over the baseline at the shares of time at which curves are kept. @param bend of the damage's growth, as the simulator's */
function courseOf(bend: number, end: number): readonly number[] {
  const level = (share: number): number => {
    const severity = Math.expm1(bend * share) / Math.expm1(bend);
    return 0.5 * Math.log1p((FULL * severity) ** 2);
  };
  const first = firstShare(level, RISEN);
  const last = firstShare(level, end);
  return CURVE_SHARES.map((share) => level(first + share * (last - first)));
}

function firstShare(level: (share: number) => number, sought: number): number {
  let step = 0;
  while (step < STEPS && level(step / STEPS) < sought) step += 1;
  return step / STEPS;
}
