import type { Moment } from "../moment.ts";
import { type Belief, beliefOf } from "./belief.ts";
import { endLevels } from "./end-levels.ts";

/** Spread of a level over a step that no data can undercut, ln: the noise of a block and of a baseline. */
const FLOOR = 0.02;

/**
 * Damage as a Wiener process whose drift is itself not known: the time at which it first passes a level at which lives end (Si, Wang, Hu & Zhou, Eur. J. Oper. Res. 2011; the closed form with
 * a normal drift is Whitmore's, 1986).
 *
 * @param rise since the level began to rise, oldest first
 * @param age running seconds
 * @returns undefined where there is too little to go by
 */
export function byFirstPassage(
  rise: readonly Moment[],
  age: number,
  ended: readonly number[],
): Belief | undefined {
  const [first, last] = [rise[0], rise.at(-1)];
  if (first === undefined || last === undefined || last.age <= first.age) return undefined;
  const since = last.age - first.age;
  const drift = (last.value - first.value) / since;
  let squares = 0;
  for (const [i, { age: at, value }] of rise.entries()) {
    const before = rise[i - 1];
    if (before === undefined || at <= before.age) continue;
    const step = at - before.age;
    squares += (value - before.value - drift * step) ** 2 / step;
  }
  const variance = squares / (rise.length - 1) + (FLOOR ** 2 * rise.length) / since;
  const driftVariance = variance / since;
  const ends = endLevels(ended, last.value);
  return beliefOf((ratio) => {
    const t = ratio * age;
    const spread = driftVariance * t + variance;
    return ends.reduce((sum, { level, weight }) => {
      const way = level - last.value;
      const density =
        (way / Math.sqrt(2 * Math.PI * t ** 3 * spread)) *
        Math.exp(-((way - drift * t) ** 2) / (2 * t * spread));
      return sum + weight * t * density;
    }, 0);
  });
}
