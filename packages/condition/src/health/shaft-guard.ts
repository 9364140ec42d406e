import type { LineMap } from "./line-map.ts";
import { evidenceAt } from "./line-map.ts";

/** Half width of what belongs to a shaft or mains line: Hann's main lobe, in bins … */
const REACH_BINS = 0.7;
/** … or this share of the order, for what a speed reading is off. */
const REACH_SHARE = 0.001;
const SHAFT_HARMONICS = 10;
const SPEED_STEPS = 81;
/** Shaft harmonics that must stand in line before they are believed to show the true speed. */
const NEEDED_HARMONICS = 3;
/** Harmonics of twice the mains frequency that drives put into vibration. */
const MAINS_HARMONICS = 6;
/** Where the mains frequency is not declared, both of the world's are kept out. */
const MAINS_HZ = [50, 60];

/**
 * True speed over stated speed, read from the shaft's own harmonics within the stated tolerance; undefined when they do not show it.
 *
 * @param maps line maps made without a guard.
 */
export function refineSpeed(maps: readonly LineMap[], tolerance: number): number | undefined {
  let best = { score: 0, lines: 0, scale: 1 };
  for (let i = 0; i < SPEED_STEPS; i++) {
    const position = (2 * i) / (SPEED_STEPS - 1) - 1;
    const scale = 1 + position * tolerance;
    for (const map of maps) {
      let score = 0;
      let lines = 0;
      for (let h = 1; h <= SHAFT_HARMONICS; h++) {
        const evidence = evidenceAt(map, h * scale);
        score += evidence;
        if (evidence > 1) lines++;
      }
      score *= 1 - 0.1 * position * position;
      if (score > best.score) best = { score, lines, scale };
    }
  }
  return best.lines >= NEEDED_HARMONICS ? best.scale : undefined;
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
