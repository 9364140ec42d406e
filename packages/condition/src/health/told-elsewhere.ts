import type { Json } from "@raceway/model/json";
import type { Naming } from "./hypotheses/name-fault.ts";
import type { ToldElsewhere } from "./rotor/shaft-fault.ts";
import { createStandingName } from "./standing-name.ts";

/** Why a point does not name what it feels: another tells it. */
export function elsewhereReason({ fault, at }: ToldElsewhere): string {
  return `the machine's ${fault} is told at ${at}`;
}

/** What a point feels of the machine's shaft while another point tells it, so that people who look at it learn where. */
export interface ToldHere {
  /** Takes what the latest record shows. */
  note(told: ToldElsewhere | undefined): void;
  /** Whether it has held, or has ended, and was not said yet. */
  readonly owed: boolean;
  /** It is being said. */
  tell(): void;
  /** The same naming, with where the fault is told as its reason while that stands. */
  inPlaceOf(naming: Naming): Naming;
  snapshot(): Json;
  restore(state: Json): void;
}

interface Snapshot {
  readonly name: Json;
  readonly at: string | null;
  readonly owed: boolean;
}

/** It settles as names do: said once it has held for three records, and no more once it has been away for as many. */
export function createToldElsewhere(): ToldHere {
  const name = createStandingName();
  let at: string | undefined;
  let owed = false;

  function standingReason(): string | undefined {
    const { fault, persistent } = name;
    if (!persistent || at === undefined || fault === undefined || fault === "unnamed")
      return undefined;
    return elsewhereReason({ fault, at });
  }

  return {
    note(told) {
      const before = standingReason();
      at = told?.at ?? at;
      name.settle(told?.fault ?? "unnamed");
      if (standingReason() !== before) owed = true;
    },
    get owed() {
      return owed;
    },
    tell() {
      owed = false;
    },
    inPlaceOf(naming) {
      const reason = standingReason();
      return reason === undefined ? naming : { ...naming, reason };
    },
    snapshot: () => ({ name: name.snapshot(), at: at ?? null, owed }) satisfies Snapshot as Json,
    restore(state) {
      const saved = state as unknown as Snapshot | null;
      name.restore(saved?.name ?? null);
      at = saved?.at ?? undefined;
      owed = saved?.owed ?? false;
    },
  };
}
