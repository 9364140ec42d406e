import type { Json } from "@raceway/model/json";

/** The parts of a type that are remembered: what is usual is what these are. */
const KEPT_PARTS = 480;
/** What is usual is learnt anew after so many parts, and stored then: a whole population would be too much to store with every part. */
const FOLDED_PARTS = 16;
/** Natural logarithms are kept in thousandths: a tenth of a per cent. */
const STEPS = 1000;
/** What good and bad parts people told of. */
const MOST_TAUGHT = 50;

/** A part as it is remembered: the logarithms of all its features, in the order of the type's columns. */
export interface RememberedPart {
  readonly serial: string;
  /** In thousandths. */
  readonly row: readonly number[];
}

/**
 * Parts of one type on one stand that were delivered, newest last, and those that people told the truth about. Without memory of what is made of them: that is computed
 * from it, so that a state restored leads to the same.
 */
export function createPopulation(columns: readonly string[]) {
  let parts: RememberedPart[] = [];
  let pending: RememberedPart[] = [];
  let seen = 0;
  let good: RememberedPart[] = [];
  let bad: RememberedPart[] = [];

  return {
    columns,
    /** Parts that what is usual is computed from. */
    parts: (): readonly RememberedPart[] => parts,
    /** Parts that people found good though they were turned away, and bad though they were delivered. */
    taught: () => ({
      good: good as readonly RememberedPart[],
      bad: bad as readonly RememberedPart[],
    }),
    /** Delivered parts in all. */
    seen: () => seen,
    /** @returns whether what is usual must be computed anew. */
    add(part: RememberedPart): boolean {
      seen += 1;
      pending.push(part);
      if (pending.length < FOLDED_PARTS) return false;
      parts = [...parts, ...pending].slice(-KEPT_PARTS);
      pending = [];
      return true;
    },
    /** Takes in the truth about a part. A bad one is no longer among those that say what is usual. */
    teach(part: RememberedPart, isGood: boolean): void {
      const others = ({ serial }: RememberedPart) => serial !== part.serial;
      good = good.filter(others);
      bad = bad.filter(others);
      if (isGood) good = [...good, part].slice(-MOST_TAUGHT);
      else {
        bad = [...bad, part].slice(-MOST_TAUGHT);
        parts = parts.filter(others);
        pending = pending.filter(others);
      }
    },
    find: (serial: string): RememberedPart | undefined =>
      [...parts, ...pending].findLast((part) => part.serial === serial),
    /** What changes with every part. */
    pendingState: (): Json => ({ seen, pending: pending.map(asJson) }),
    /** What changes when parts are folded in, or people teach. */
    foldedState: (): Json => ({
      columns: [...columns],
      parts: parts.map(asJson),
      good: good.map(asJson),
      bad: bad.map(asJson),
    }),
    /** @returns false when it is of other columns: another plant file; then it begins anew. */
    restore(folded: Json | undefined, late: Json | undefined): boolean {
      const stored = folded as StoredPopulation | undefined;
      const own = stored === undefined || sameWords(stored.columns, columns);
      if (!own) return false;
      if (stored !== undefined) {
        parts = stored.parts.map(asPart);
        good = stored.good.map(asPart);
        bad = stored.bad.map(asPart);
      }
      if (late !== undefined) {
        const { seen: count, pending: some } = late as { seen: number; pending: StoredPart[] };
        seen = count;
        pending = some.map(asPart).filter(({ row }) => row.length === columns.length);
      }
      return true;
    },
  };
}

export type Population = ReturnType<typeof createPopulation>;

type StoredPart = readonly [serial: string, ...row: number[]];
interface StoredPopulation {
  readonly columns: readonly string[];
  readonly parts: readonly StoredPart[];
  readonly good: readonly StoredPart[];
  readonly bad: readonly StoredPart[];
}

function asJson({ serial, row }: RememberedPart): Json {
  return [serial, ...row];
}

function asPart([serial, ...row]: StoredPart): RememberedPart {
  return { serial, row };
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, k) => word === b[k]);
}

/** A feature as it is remembered. What is 0 is as small as can be: e⁻³⁰. */
export function remembered(value: number): number {
  return Math.round(STEPS * Math.log(Math.max(value, 1e-13)));
}

/** The natural logarithm of a remembered feature. */
export function logarithmOf(kept: number): number {
  return kept / STEPS;
}
