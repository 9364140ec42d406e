import type { LifeNumbers } from "./in-words.ts";

/** The answer given last. */
export type GivenForecast = Standing & { readonly seconds: number };

/** Where a life stands: its running age, and the ln of its level over the baseline. */
export type Standing = { readonly age: number; readonly level: number };

/** Share of the remaining time over which a new opinion takes the place of the old. */
const RENEWAL = 0.1;
/** What is left of an answer that has run out, as its share. */
const LEFT = 0.05;

/**
 * Lets an answer run down a second a second, and move towards the new estimate by as much as the time that has passed since is a part of a tenth of that estimate:
 * single blocks do not make it jump, and it falls faster than it rises. Where the evidence itself has moved, it follows at once: it never stays further away than
 * halfway, on the logarithmic axis, from the estimate to an end of its interval. And while the level has risen, the answer never does.
 */
export function steadied(
  estimate: LifeNumbers,
  { age, level }: Standing,
  given: GivenForecast | undefined,
): number {
  if (given === undefined) return estimate.seconds;
  const passed = age - given.age;
  const left = Math.max(given.seconds - passed, LEFT * given.seconds);
  const part = -Math.expm1(-passed / (RENEWAL * estimate.seconds));
  const moved = Math.exp((1 - part) * Math.log(left) + part * Math.log(estimate.seconds));
  const { seconds, low, high } = estimate;
  const near = Math.min(Math.max(moved, Math.sqrt(low * seconds)), Math.sqrt(high * seconds));
  return level >= given.level ? Math.min(near, given.seconds) : near;
}
