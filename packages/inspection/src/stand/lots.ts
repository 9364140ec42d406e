import type { Json } from "@raceway/model/json";
import type { LotState } from "@raceway/model/part";
import type { LotSampling } from "@raceway/model/test-stand";

/** Lots that are remembered at a time. */
const MOST_LOTS = 64;

/** Where the latest lots stand by a sampling plan: the first so many judged parts of a lot are its sample. */
export function createLots() {
  const lots = new Map<string, { judged: number; faulty: number }>();

  return {
    /** Counts a part, judged for the first time or again. */
    count(
      lot: string,
      { sample, accept }: LotSampling,
      faulty: boolean,
      before: { readonly faulty: boolean } | undefined,
    ): LotState {
      const known = lots.get(lot) ?? { judged: 0, faulty: 0 };
      const counts = { ...known };
      if (before !== undefined) counts.faulty += Number(faulty) - Number(before.faulty);
      else if (known.judged < sample) {
        counts.judged += 1;
        counts.faulty += Number(faulty);
      }
      counts.faulty = Math.max(0, counts.faulty);
      lots.delete(lot);
      lots.set(lot, counts);
      for (const old of lots.keys()) {
        if (lots.size <= MOST_LOTS) break;
        lots.delete(old);
      }
      const verdict =
        counts.faulty > accept ? "refused" : counts.judged >= sample ? "accepted" : "open";
      return { ...counts, verdict };
    },
    snapshot: (): Json => [...lots].map(([lot, { judged, faulty }]) => [lot, judged, faulty]),
    restore(state: Json): void {
      lots.clear();
      for (const [lot, judged, faulty] of state as [string, number, number][])
        lots.set(lot, { judged, faulty });
    },
  };
}

export type Lots = ReturnType<typeof createLots>;
