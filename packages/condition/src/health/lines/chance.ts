import { LEVELS } from "./levels.ts";
import type { LineView } from "./line-view.ts";

/**
 * What a height at an order says for a line being there rather than something by chance, in nepers, by level: `ln κ + (κ − 1) ln p`, p being the share of the
 * spectrum's other places that reach as high. So a line counts by how it stands out of this very spectrum with its gears, belts and noise, and a missing one counts
 * against.
 *
 * Source: T. Sellke, M. J. Bayarri, J. O. Berger, The American Statistician 55 (2001) 62–71, for the family of alternatives.
 *
 * @param taken bins that are explained (shaft, mains, the part asked about) and say nothing of chance.
 * @param kappa κ: 1 would say that lines which are there are as high as chance, 0 that they are always the highest of all.
 */
export function evidenceByLevel(
  view: LineView,
  taken: Uint8Array,
  first: number,
  kappa: number,
): Float64Array {
  return evidenceOf(reachesOf(view, taken, first), kappa);
}

/** How high a spectrum reaches where nothing is sought: places by level, and all of them. */
export interface Reaches {
  readonly counts: Uint32Array;
  readonly places: number;
}

/** @param taken bins that say nothing of chance. @param first the first bin that does */
export function reachesOf({ nearby }: LineView, taken: Uint8Array, first: number): Reaches {
  const counts = new Uint32Array(LEVELS);
  let places = 0;
  for (let k = first; k < nearby.length; k++)
    if (taken[k] === 0) {
      const level = nearby[k] ?? 0;
      counts[level] = (counts[level] ?? 0) + 1;
      places++;
    }
  return { counts, places };
}

/** The same without further bins, each of which was counted: a part explains few, and to count the others again would be most of the work. */
export function reachesWithout(
  { counts, places }: Reaches,
  { nearby }: LineView,
  bins: Int32Array,
): Reaches {
  const left = counts.slice();
  for (let i = 0; i < bins.length; i++) {
    const level = nearby[bins[i] ?? 0] ?? 0;
    left[level] = (left[level] ?? 0) - 1;
  }
  return { counts: left, places: places - bins.length };
}

/** What {@link evidenceByLevel} says, of places that are counted already. */
export function evidenceOf({ counts, places }: Reaches, kappa: number): Float64Array {
  const evidence = new Float64Array(LEVELS);
  let reached = 0;
  let own = Math.log(kappa) + (kappa - 1) * Math.log(1 / (places + 1));
  for (let level = LEVELS - 1; level >= 0; level--) {
    const more = counts[level] ?? 0;
    reached += more;
    if (more > 0) own = Math.log(kappa) + (kappa - 1) * Math.log((reached + 1) / (places + 1));
    evidence[level] = own;
  }
  return evidence;
}
