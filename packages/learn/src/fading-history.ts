import type { Json } from "@raceway/model/json";

/** One moment of a series; a merged entry stands for the mean of what it covers. */
export interface Moment {
  readonly age: number;
  readonly value: number;
}

/** Entries of one resolution. */
export const TIER = 24;
/** Resolutions: each holds entries twice as coarse as the one before; 24 × 2²⁰ moments fit. */
export const TIERS = 20;

/**
 * A series that remembers its youth coarsely and its present exactly: the newest 24 moments as they were, the 24 before in pairs, the 24 before in
 * fours, and so on. At most {@link TIER} × {@link TIERS} entries, whatever the length.
 */
export interface FadingHistory {
  /** Appends a moment; one that is not later than the last replaces its value, so that ages only rise. */
  push(moment: Moment): void;
  /** Oldest first. */
  moments(): readonly Moment[];
  clear(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

/** An empty history. */
export function createFadingHistory(): FadingHistory {
  let tiers: Moment[][] = [[]];

  function spill(index: number): void {
    const tier = tiers[index];
    if (tier === undefined || tier.length <= TIER) return;
    const [first, second] = tier.splice(0, 2);
    if (first === undefined || second === undefined || index + 1 >= TIERS) return;
    const coarser = tiers[index + 1] ?? [];
    coarser.push({
      age: round((first.age + second.age) / 2, 1e3),
      value: round((first.value + second.value) / 2, 1e5),
    });
    tiers[index + 1] = coarser;
    spill(index + 1);
  }

  return {
    push(moment) {
      const newest = tiers[0] ?? [];
      const entry = { age: round(moment.age, 1e3), value: round(moment.value, 1e5) };
      const last = newest.at(-1);
      if (last !== undefined && entry.age <= last.age)
        newest[newest.length - 1] = { age: last.age, value: entry.value };
      else newest.push(entry);
      spill(0);
    },
    moments: () => tiers.toReversed().flat(),
    clear() {
      tiers = [[]];
    },
    snapshot: () => tiers.map((tier) => tier.map(({ age, value }): Json => [age, value])),
    restore(state) {
      tiers = (state as [number, number][][]).map((tier) =>
        tier.map(([age, value]) => ({ age, value })),
      );
    },
  };
}

function round(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
