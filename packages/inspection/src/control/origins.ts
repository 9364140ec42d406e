import type { Json } from "@raceway/model/json";

/** Where a piece of a part comes from, and how parts with it differ from the others. */
export interface Origin {
  /** What of the bearing: `inner-ring`. */
  readonly piece: string;
  readonly machine: string;
  /** Parts with it, and how far they lie beyond those without, standard deviations. */
  readonly parts: number;
  readonly beyondOthers: number;
}

/** Fewer parts of either kind say nothing. */
const LEAST_PARTS = 8;
/** So many standard errors apart, it is no chance that of a handful of machines one is the farthest. */
const APART = 3.5;
/** Machines that are remembered; a plant has few a piece. */
const MOST = 64;

/** Deviations of the parts since a drift began, by the machines that their pieces come from. Each part's deviation has a standard deviation of about 1. */
export function createOrigins() {
  let sums = new Map<string, { count: number; sum: number }>();

  return {
    note(made: Readonly<Record<string, string>>, deviation: number): void {
      for (const [piece, machine] of Object.entries(made)) {
        const key = `${piece}=${machine}`;
        const known = sums.get(key);
        if (known === undefined && sums.size >= MOST) continue;
        const { count, sum } = known ?? { count: 0, sum: 0 };
        sums.set(key, { count: count + 1, sum: sum + deviation });
      }
    },
    /** The machine whose parts lie farthest beyond those of the others of its piece, in a direction; undefined: none does beyond chance. */
    farthest(direction: 1 | -1): Origin | undefined {
      const all = [...sums].map(([key, { count, sum }]) => {
        const at = key.indexOf("=");
        return { piece: key.slice(0, at), machine: key.slice(at + 1), count, sum };
      });
      const compared = all.flatMap(({ piece, machine, count, sum }) => {
        const others = all.filter((each) => each.piece === piece && each.machine !== machine);
        const otherCount = others.reduce((total, each) => total + each.count, 0);
        if (count < LEAST_PARTS || otherCount < LEAST_PARTS) return [];
        const otherMean = others.reduce((total, each) => total + each.sum, 0) / otherCount;
        const beyondOthers = sum / count - otherMean;
        const errors = (direction * beyondOthers) / Math.sqrt(1 / count + 1 / otherCount);
        return errors < APART ? [] : [{ piece, machine, parts: count, beyondOthers, errors }];
      });
      const [top] = compared.sort((a, b) => b.errors - a.errors);
      if (top === undefined) return undefined;
      const { errors: _, ...origin } = top;
      return { ...origin, beyondOthers: Number(origin.beyondOthers.toFixed(2)) };
    },
    forget(): void {
      sums = new Map();
    },
    snapshot: (): Json => [...sums].map(([key, { count, sum }]) => [key, count, sum]),
    restore(state: Json): void {
      sums = new Map(
        (state as [string, number, number][]).map(([key, count, sum]) => [key, { count, sum }]),
      );
    },
  };
}
