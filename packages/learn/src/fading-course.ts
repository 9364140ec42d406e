import type { SnapshotValue } from "@raceway/model/snapshot-value";

/** Several values of one moment, some of them unknown; a merged entry stands for the mean of what it covers. */
export interface CourseMoment {
  readonly age: number;
  readonly values: readonly (number | null)[];
}

/** Entries of one resolution. */
export const TIER = 24;
/** Resolutions: each holds entries twice as coarse as the one before; 24 × 2²⁰ moments fit. */
export const TIERS = 20;

/**
 * A course that remembers its youth coarsely and its present exactly: the newest 24 moments as they were, the 24 before in pairs, the 24 before in
 * fours, and so on. At most {@link TIER} × {@link TIERS} entries, whatever the length.
 */
export interface FadingCourse {
  /** Appends a moment; one that is not later than the last replaces its values, so that ages only rise. */
  push(moment: CourseMoment): void;
  /** Oldest first. */
  moments(): readonly CourseMoment[];
  clear(): void;
  snapshot(): SnapshotValue;
  restore(state: SnapshotValue): void;
}

/** An empty course. */
export function createFadingCourse(): FadingCourse {
  let tiers: CourseMoment[][] = [[]];

  function spill(index: number): void {
    const tier = tiers[index];
    if (tier === undefined || tier.length <= TIER) return;
    const [first, second] = tier.splice(0, 2);
    if (first === undefined || second === undefined || index + 1 >= TIERS) return;
    const coarser = tiers[index + 1] ?? [];
    coarser.push({
      age: round((first.age + second.age) / 2, 1e3),
      values: first.values.map((value, i) => middle(value, second.values[i] ?? null)),
    });
    tiers[index + 1] = coarser;
    spill(index + 1);
  }

  return {
    push(moment) {
      const newest = tiers[0] ?? [];
      const entry = {
        age: round(moment.age, 1e3),
        values: moment.values.map((value) => (value === null ? null : round(value, 1e3))),
      };
      const last = newest.at(-1);
      if (last !== undefined && entry.age <= last.age)
        newest[newest.length - 1] = { ...entry, age: last.age };
      else newest.push(entry);
      spill(0);
    },
    moments: () => tiers.toReversed().flat(),
    clear() {
      tiers = [[]];
    },
    snapshot: () => tiers.map(numbersOf),
    restore(state) {
      tiers = (state as readonly Float64Array[]).map(momentsOf);
    },
  };
}

/** Moments one after another: age, how many values, these; NaN for one that is not known. */
function numbersOf(tier: readonly CourseMoment[]): Float64Array {
  const numbers = new Float64Array(tier.reduce((sum, { values }) => sum + 2 + values.length, 0));
  let at = 0;
  for (const { age, values } of tier) {
    numbers[at++] = age;
    numbers[at++] = values.length;
    for (const value of values) numbers[at++] = value ?? Number.NaN;
  }
  return numbers;
}

function momentsOf(numbers: Float64Array): CourseMoment[] {
  const tier: CourseMoment[] = [];
  for (let at = 0; at < numbers.length; ) {
    const age = numbers[at] ?? 0;
    const end = at + 2 + (numbers[at + 1] ?? 0);
    const values = Array.from(numbers.subarray(at + 2, end), (value) =>
      Number.isNaN(value) ? null : value,
    );
    tier.push({ age, values });
    at = end;
  }
  return tier;
}

function middle(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : round((a + b) / 2, 1e3);
}

function round(value: number, steps: number): number {
  return Math.round(value * steps) / steps || 0;
}
