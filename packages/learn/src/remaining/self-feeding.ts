import type { Moment } from "../moment.ts";
import { type Belief, beliefIn, type Remaining } from "./belief.ts";
import { endLevels } from "./end-levels.ts";

/** Times to the moment at which growth would be infinite, as multiples of the time since the rise. */
const SINGULAR = Array.from({ length: 40 }, (_, i) => 0.02 * 1500 ** (i / 39));
/** Standard deviation of a level about the law that no data can undercut, ln. */
const FLOOR = 0.05;
/** Independent moments that a window is worth at most: neighbours share their noise. */
const WORTH = 12;
const BLUR = 0.2;

/**
 * Damage that grows at a pace set by its own size, as Paris' law has it for cracks: the level runs as a − k · ln(1 − t / t∞) to a moment t∞ at which it would be infinite, and the
 * life ends before, at one of the levels at which lives end. Bayes' rule over t∞ on a grid with a and k by least squares (An, Choi & Kim, Rel. Eng. Syst. Safety 2013, for
 * a particle filter over the same law; Voight, Nature 1988, for the law).
 *
 * @param rise since the level began to rise, oldest first
 * @param age running seconds
 * @returns undefined where nothing grows
 */
export function bySelfFeeding(
  rise: readonly Moment[],
  age: number,
  ended: readonly number[],
): Belief | undefined {
  const [first, last] = [rise[0], rise.at(-1)];
  if (first === undefined || last === undefined || last.age <= first.age) return undefined;
  const since = last.age - first.age;
  const found: Remaining[] = [];
  for (const ratio of SINGULAR) {
    const singular = since * (1 + ratio);
    const fit = line(
      rise.map((m) => -Math.log(1 - (m.age - first.age) / singular)),
      rise,
    );
    if (fit === undefined || fit.slope <= 0) continue;
    const variance = fit.squares / rise.length + FLOOR ** 2;
    // Of a process of unknown scale: P(remaining > r × past) = 1 / (1 + r) (Gott 1993).
    const prior = ratio / (1 + ratio) ** 2;
    const weight = prior * variance ** (-Math.min(rise.length, WORTH) / 2);
    const now = fit.at + fit.slope * -Math.log(1 - since / singular);
    for (const end of endLevels(ended, now)) {
      const left = singular * Math.exp(-(end.level - fit.at) / fit.slope);
      const seconds = Math.max(since * ratio - left, 1e-3 * since);
      found.push({ seconds, weight: weight * end.weight });
    }
  }
  return beliefIn(found, age, BLUR);
}

/** Least squares of levels on a transformed time. */
function line(x: readonly number[], rise: readonly Moment[]) {
  const n = rise.length;
  const mx = x.reduce((sum, v) => sum + v, 0) / n;
  const my = rise.reduce((sum, { value }) => sum + value, 0) / n;
  let [xx, xy] = [0, 0];
  for (const [i, v] of x.entries()) {
    xx += (v - mx) ** 2;
    xy += (v - mx) * ((rise[i]?.value ?? 0) - my);
  }
  if (xx === 0) return undefined;
  const slope = xy / xx;
  const at = my - slope * mx;
  const squares = x.reduce((sum, v, i) => sum + ((rise[i]?.value ?? 0) - at - slope * v) ** 2, 0);
  return { slope, at, squares };
}
