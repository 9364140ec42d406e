import type { Json } from "@raceway/model/json";
import type { Fault } from "@raceway/model/verdict";

/** Evaluations that a name must hold before it counts as persistent. */
const HOLD = 3;

/** The verdict that stands, and how long the latest name has held. */
interface Standing {
  fault: Fault;
  persistent: boolean;
  candidate: Fault;
  held: number;
}

/** The name that a point has, and whether it has held. */
export interface StandingName {
  /** What stands; undefined before the first evaluation. */
  readonly fault: Fault | undefined;
  readonly persistent: boolean;
  /** Whether the latest evaluations all said what stands. */
  readonly held: boolean;
  /** Takes what an evaluation says; whether that changes what stands. */
  settle(fault: Fault): boolean;
  /** What stands is over, whatever evaluations said; whether that changes anything. */
  end(): boolean;
  snapshot(): Json;
  restore(state: Json): void;
}

/** A name stands from the first evaluation that gives it, is persistent once it has held for three, and then outlives single ones that say otherwise. */
export function createStandingName(): StandingName {
  let standing: Standing | null = null;
  return {
    get fault() {
      return standing?.fault;
    },
    get persistent() {
      return standing?.persistent ?? false;
    },
    get held() {
      return standing !== null && standing.candidate === standing.fault && standing.held >= HOLD;
    },
    settle(fault) {
      if (standing === null) {
        standing = { fault, persistent: false, candidate: fault, held: 1 };
        return true;
      }
      standing.held = fault === standing.candidate ? standing.held + 1 : 1;
      standing.candidate = fault;
      const lasting = standing.held >= HOLD;
      if (standing.persistent && fault !== standing.fault && !lasting) return false;
      const persistent = fault !== "unnamed" && lasting;
      const changed = fault !== standing.fault || persistent !== standing.persistent;
      standing.fault = fault;
      standing.persistent = persistent;
      return changed;
    },
    end() {
      if (standing === null || standing.fault === "unnamed") return false;
      standing = { fault: "unnamed", persistent: false, candidate: "unnamed", held: HOLD };
      return true;
    },
    snapshot: () => (standing === null ? null : { ...standing }),
    restore(state) {
      standing = state === null ? null : { ...(state as unknown as Standing) };
    },
  };
}
