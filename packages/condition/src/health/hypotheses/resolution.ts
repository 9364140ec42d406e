import type { PartOrders } from "./part-lines.ts";
import { wholeOrderDistance } from "./part-lines.ts";

/** Half width of a Hann window's main lobe, in bins, and a half for a line between two. */
const APART_BINS = 2.5;
/** Fewer turns hold too few bins to say what the noise is; in more, slip and speed smear what more resolution would part. */
const TURNS: readonly [least: number, most: number] = [24, 100];
/** Turns without a gap below which nothing is sought: in fewer than the first no noise can be told from lines; the second are enough to begin with for every bearing. */
const BEGINNING: readonly [least: number, most: number] = [6, 10];
/** Lines nearer than this to each other, or to a whole order, relative, fall together under some slip whatever the resolution. */
const TOGETHER = 0.02;
const ON_THE_SHAFT = 0.01;

/**
 * Shaft turns that a stretch of vibration must hold for the first lines of a bearing to be told from whole orders (the shaft's) and from each other: a line 0.05 orders
 * beside the third shaft harmonic needs twice the turns of one 0.1 beside it.
 */
export function turnsNeeded(orders: PartOrders): number {
  const { "outer-race": outer, "inner-race": inner, "rolling-element": ball } = orders;
  const lines = [outer, 2 * outer, 3 * outer, inner, 2 * inner, ball, 2 * ball];
  const gaps = lines.flatMap((line, i) => [
    ...[wholeOrderDistance(line)].filter((gap) => gap > ON_THE_SHAFT * line),
    ...lines
      .slice(0, i)
      .map((other) => Math.abs(line - other))
      .filter((gap) => gap > TOGETHER * line),
  ]);
  const [least, most] = TURNS;
  return Math.min(most, Math.max(least, APART_BINS / Math.min(...gaps)));
}

/**
 * Shaft turns without a gap from which on a stretch is looked at, alone or averaged with others: those that tell the races' first lines from whole orders, so that a wireless sensor's
 * third of a second every ten minutes is not in vain.
 */
export function turnsToBegin(orders: PartOrders): number {
  const { "outer-race": outer, "inner-race": inner } = orders;
  const nearest = Math.min(wholeOrderDistance(outer), wholeOrderDistance(inner));
  const [least, most] = BEGINNING;
  return Math.min(most, Math.max(least, APART_BINS / nearest));
}
