import type { LineMap } from "./line-map.ts";
import { evidenceAt } from "./line-map.ts";

/** Half width of what belongs to a shaft or mains line: Hann's main lobe, in bins … */
const REACH_BINS = 0.7;
/** … or this share of the order, for what a speed reading is off. */
const REACH_SHARE = 0.001;
const SHAFT_HARMONICS = 10;
const SPEED_STEPS = 81;
/** Shaft harmonics that must stand in line before they are believed to show the true speed. */
const NEEDED_HARMONICS = 4;
const BEST_MAPS = 3;
/** Times over the median of all scales tried. */
const CLEAR = 2.5;
/** Harmonics of twice the mains frequency that drives put into vibration. */
const MAINS_HARMONICS = 6;
/** Where the mains frequency is not declared, both of the world's are kept out. */
const MAINS_HZ = [50, 60];

/** Mean over the three maps that show the shaft best at one scale, so that no single band decides. */
function shaftScore(maps: readonly LineMap[], scale: number): { score: number; lines: number } {
  const found = maps
    .map((map) => {
      let score = 0;
      let lines = 0;
      for (let h = 1; h <= SHAFT_HARMONICS; h++) {
        const evidence = evidenceAt(map, h * scale);
        score += evidence;
        if (evidence > 1) lines++;
      }
      return { score, lines };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, BEST_MAPS);
  const score = found.reduce((sum, { score }) => sum + score, 0) / BEST_MAPS;
  return { score, lines: found.at(-1)?.lines ?? 0 };
}

/**
 * True speed over stated speed, read from the shaft's own harmonics within the stated tolerance; undefined when they do not show it clearly: three bands must
 * agree on several harmonics, and the best scale must stand well over the others.
 *
 * @param maps line maps made without a guard.
 */
export function refineSpeed(maps: readonly LineMap[], tolerance: number): number | undefined {
  let best = { score: 0, lines: 0, scale: 1 };
  const scores: number[] = [];
  for (let i = 0; i < SPEED_STEPS; i++) {
    const position = (2 * i) / (SPEED_STEPS - 1) - 1;
    const scale = 1 + position * tolerance;
    const found = shaftScore(maps, scale);
    const score = found.score * (1 - 0.2 * position * position);
    scores.push(score);
    if (score > best.score) best = { ...found, score, scale };
  }
  const median = scores.sort((a, b) => a - b)[SPEED_STEPS >> 1] ?? 0;
  return best.lines >= NEEDED_HARMONICS && best.score > CLEAR * Math.max(1, median)
    ? best.scale
    : undefined;
}

/**
 * Says which orders belong to the shaft (whole multiples) or the mains (multiples of twice its frequency) and therefore to no bearing, however well
 * they lie: a 6203 under 1.74 % slip has its outer race line on the third shaft harmonic.
 *
 * @param step distance of two bins in orders.
 * @param shaftHz shaft speed: turns mains frequencies into orders.
 */
export function shaftGuard(
  step: number,
  shaftHz: number,
  mainsHz: number | undefined,
): (order: number) => boolean {
  const mains = mainsHz === undefined ? MAINS_HZ : [mainsHz];
  const reach = (order: number) => Math.max(REACH_BINS * step, REACH_SHARE * order);
  return (order) => {
    const turn = Math.round(order);
    if (turn > 0 && Math.abs(order - turn) < reach(order)) return true;
    return mains.some((frequency) => {
      const base = (2 * frequency) / shaftHz;
      const multiple = Math.round(order / base);
      if (multiple < 1 || multiple > MAINS_HARMONICS) return false;
      return Math.abs(order - multiple * base) < reach(order);
    });
  };
}
