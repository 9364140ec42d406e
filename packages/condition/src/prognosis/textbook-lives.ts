import { CURVE_SHARES, type KnownLife, RISEN } from "@raceway/learn/similar-lives";

/**
 * Ways in which ln of the level gains `end` while the share of the time since the rise goes from 0 to 1. Only their shapes are meant; textbooks draw them
 * so (Randall 2021, ch. 1; ISO 13381-1 annexes; Qiu et al. 2006 for the healing of a spall's edges).
 */
const SHAPES: readonly ((share: number, end: number) => number)[] = [
  // Damage that grows at the pace of its size.
  (share, end) => end * share,
  // Wear at a constant rate.
  (share, end) => Math.log(1 + Math.expm1(end) * share),
  // Growth that feeds on itself, as Paris' law has it: infinite soon after the end.
  (share, end) => -0.5 * Math.log(1 - share * -Math.expm1(-2 * end)),
  // A spall that stays as it is, and a sudden end.
  (share, end) => risen(share, 0.45 * end) + ending(share, 0.55 * end, 0.05),
  (share, end) => risen(share, 0.7 * end) + ending(share, 0.3 * end, 0.05),
  // A spall that stays for half the time, then grows.
  (share, end) => risen(share, 0.4 * end) + ending(share, 0.6 * end, 0.5),
  // Edges that are rolled smooth before the end.
  (share, end) =>
    end * (share < 0.35 ? 0.7 * Math.sin((Math.PI * share) / 0.7) : 0.7 - 0.45 * (share - 0.35)) +
    ending(share, 0.55 * end, 0.05),
];

function risen(share: number, level: number): number {
  return level * -Math.expm1(-share / 0.02);
}

function ending(share: number, gain: number, over: number): number {
  return gain * Math.max(0, (share - 1 + over) / over) ** 1.5;
}

/** Levels at which machines are stopped, as multiples of the limit on the logarithmic axis: some before it, some well beyond. */
const ENDS = [0.75, 1, 1.5, 2];
/** Recorded lives that all of these together weigh as much as: a fleet soon speaks for itself. */
const WORTH = 4;

/**
 * Made-up lives to begin with, before a plant has any of its own.
 *
 * @param limit ln of the limit over the baseline
 */
export function textbookLives(limit: number): readonly KnownLife[] {
  const weight = WORTH / (SHAPES.length * ENDS.length);
  return SHAPES.flatMap((shape) =>
    ENDS.map((end) => ({
      weight,
      curve: CURVE_SHARES.map((share) => RISEN + shape(share, Math.max(end * limit - RISEN, 0))),
    })),
  );
}
