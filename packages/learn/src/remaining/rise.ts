import type { Moment } from "../moment.ts";
import { median } from "../robust.ts";
import type { DamageIndicator } from "./damage-indicator.ts";
import type { LifeView } from "./life-view.ts";

/** ln-level from which on damage counts as risen: a fifth over what is expected. */
const RISEN = 0.2;
/** Moments in the running median that takes a single block's noise away. */
const NEIGHBOURS = 5;
/** Moments of the rise that a growth law is laid through. */
const MOST = 32;
/** Fewer say nothing of growth. */
export const FEWEST = 6;

/**
 * The damage since it began to rise: from the last moment that was as expected on, oldest first; empty while nothing has risen, or for too short a time to be told from a burst.
 */
export function riseOf(view: LifeView, damage: DamageIndicator): readonly Moment[] {
  const raw = view.moments.map(({ age, values }) => ({ age, value: damage(values) }));
  const half = NEIGHBOURS >> 1;
  const level = (i: number) =>
    median(raw.slice(Math.max(0, i - half), i + half + 1).map(({ value }) => value));
  let first = raw.length;
  while (first > 0 && level(first - 1) >= RISEN) first -= 1;
  const rise = raw.slice(Math.max(0, first - 1));
  if (first === raw.length || rise.length < FEWEST) return [];
  const step = Math.max(1, (rise.length - 1) / (MOST - 1));
  const kept = Math.min(rise.length, MOST);
  return Array.from({ length: kept }, (_, i) => rise[Math.round(i * step)]).flatMap(
    (moment) => moment ?? [],
  );
}
