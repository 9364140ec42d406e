import { normalCdf, upperQuantile } from "../normal.ts";
import type { Belief } from "./belief.ts";

/** Where a truth lay in the belief that was held before it: the share of the belief below it. */
export interface Placed {
  readonly at: number;
  readonly weight: number;
}

/** How shares of a belief are to be read: truths lay `shift` standard normal deviations from its middle, spread by `spread`. */
export interface Calibration {
  readonly shift: number;
  readonly spread: number;
}

/** Lives that the belief as it is counts as. */
const PRIOR_LIVES = 2;
/** Shares beyond these count as these: a truth that lay outside of all that was believed is one surprise and not an infinite one. */
const EDGE = 1e-6;

/**
 * How shares of a belief must be read so that truths lie as believed, from where truths of finished lives lay in what was foretold of each from the others (conformal predictive
 * distributions: Vovk et al., COPA 2017; recalibration: Kuleshov, Fenner & Ermon, ICML 2018; here by two numbers, because a step for each of a handful of lives is noise). The
 * weights of one life's moments sum to 1, so that lives count and not moments; few lives change little.
 */
export function calibrationOf(placed: readonly Placed[]): Calibration {
  const total = PRIOR_LIVES + placed.reduce((sum, { weight }) => sum + weight, 0);
  const scores = placed.map(({ at, weight }) => ({ z: score(at), weight }));
  const shift = scores.reduce((sum, { z, weight }) => sum + weight * z, 0) / total;
  const squares = scores.reduce((sum, { z, weight }) => sum + weight * (z - shift) ** 2, 0);
  return { shift, spread: Math.sqrt((squares + PRIOR_LIVES) / total) };
}

/** The belief, read so. */
export function calibrated(belief: Belief, { shift, spread }: Calibration): Belief {
  let [below, before] = [0, 0];
  const last = belief.length - 1;
  return belief.map((weight, i) => {
    below += weight;
    const read = i === last ? 1 : normalCdf((score(below) - shift) / spread);
    const own = Math.max(0, read - before);
    before = Math.max(before, read);
    return own;
  });
}

function score(share: number): number {
  const at = Math.min(Math.max(share, EDGE), 1 - EDGE);
  return at < 0.5 ? -upperQuantile(at) : upperQuantile(1 - at);
}
