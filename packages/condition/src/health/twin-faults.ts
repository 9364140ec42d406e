import type { CombFault } from "./comb.ts";

/** Orders this near each other are one. */
const SAME_ORDER = 0.012;

interface Placed {
  readonly fault: CombFault;
  /** Where its fundamental lies. */
  readonly order: number;
}

/** The race and the rolling element among two faults; undefined when they are not one of each. */
export function raceAndBall<F extends Placed>(a: F, b: F) {
  const ball = [a, b].find(({ fault }) => fault === "rolling-element");
  const race = [a, b].find(({ fault }) => fault === "outer-race" || fault === "inner-race");
  return ball === undefined || race === undefined ? undefined : { ball, race };
}

/** Whether two faults are a race and a rolling element whose harmonics fall together. */
export function lieTogether(a: Placed, b: Placed): boolean {
  const two = raceAndBall(a, b);
  if (two === undefined) return false;
  return [1, 2].some((n) => Math.abs(two.ball.order / (n * two.race.order) - 1) < SAME_ORDER);
}
