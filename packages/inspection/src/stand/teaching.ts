import type { Json } from "@raceway/model/json";
import type { RememberedPart } from "../learn/population.ts";
import { type Checked, ratesOf, type SortingRates } from "../learn/sorting-rates.ts";
import type { StandState } from "./stand-chain.ts";

/** Parts that were turned away are kept so long that people can say whether rightly. */
const KEPT_REJECTED = 200;
/** Checks that the rates rest on. */
const KEPT_CHECKS = 400;

type Stored = readonly [type: string, serial: string, ...row: number[]];

/** What people say of sorted parts: whether they were good in truth. */
export function createTeaching() {
  let turnedAway: { type: string; part: RememberedPart }[] = [];
  let checks: (Checked & { serial: string })[] = [];
  const counts = { accepted: 0, turnedAway: 0 };
  /** What is to be stored anew. */
  let changed = false;
  let deliveredTypes = new Set<string>();

  return {
    /** A judged part. */
    note(type: string, part: RememberedPart, accepted: boolean): void {
      deliveredTypes.add(type);
      if (accepted) {
        counts.accepted += 1;
        return;
      }
      counts.turnedAway += 1;
      changed = true;
      turnedAway = [...turnedAway, { type, part }].slice(-KEPT_REJECTED);
    },
    /**
     * The truth about a part.
     *
     * @param delivered finds a part among those delivered of a type.
     * @returns the part, to be learnt from where it was sorted wrongly; undefined: it was sorted rightly, or nobody remembers it.
     */
    tell(
      serial: string,
      good: boolean,
      delivered: (type: string, serial: string) => RememberedPart | undefined,
    ): { readonly type: string; readonly part: RememberedPart } | undefined {
      const away = turnedAway.findLast(({ part }) => part.serial === serial);
      const sent = [...deliveredTypes]
        .map((type) => ({ type, part: delivered(type, serial) }))
        .find(({ part }) => part !== undefined);
      const accepted = away === undefined;
      if (accepted && sent?.part === undefined) return undefined;
      checks = [
        ...checks.filter((check) => check.serial !== serial),
        { serial, accepted, good },
      ].slice(-KEPT_CHECKS);
      changed = true;
      if (away !== undefined) return good ? away : undefined;
      return good || sent?.part === undefined ? undefined : { type: sent.type, part: sent.part };
    },
    /** How often good parts are turned away, and bad ones delivered; undefined before anybody has checked. */
    rates: (): SortingRates | undefined => ratesOf(checks, counts),
    changedStates(): readonly StandState[] {
      const own = { name: "counts", state: { ...counts, types: [...deliveredTypes] } as Json };
      if (!changed) return [own];
      changed = false;
      const rows = turnedAway.map(({ type, part }): Stored => [type, part.serial, ...part.row]);
      return [
        own,
        {
          name: "teaching",
          state: {
            turnedAway: rows as unknown as Json,
            checks: checks.map(({ serial, accepted, good }) => [serial, accepted, good]),
          },
        },
      ];
    },
    restore(read: (name: string) => Json | undefined): void {
      const own = read("counts") as (typeof counts & { types: string[] }) | undefined;
      if (own !== undefined) {
        counts.accepted = own.accepted;
        counts.turnedAway = own.turnedAway;
        deliveredTypes = new Set(own.types);
      }
      const stored = read("teaching") as
        | { turnedAway: Stored[]; checks: [string, boolean, boolean][] }
        | undefined;
      if (stored === undefined) return;
      turnedAway = stored.turnedAway.map(([type, serial, ...row]) => ({
        type,
        part: { serial, row },
      }));
      checks = stored.checks.map(([serial, accepted, good]) => ({ serial, accepted, good }));
    },
  };
}
