import type { Json } from "@raceway/model/json";
import type { PartEvidence } from "./part-evidence.ts";
import type { Signature } from "./part-lines.ts";

/** Weighings of full averages that a point's own normal is learnt from. */
const LEARNING = 8;
/** A comb that has grown to so many times its normal is as often damage as not … */
const GROWN = 2;
/** … but what is smaller than this is noise, whatever it grew from. */
const LEAST = 0.25;

/** How large the lines of a point's bearing stood while nothing was named. */
export interface OwnSizes {
  /** Takes note of a weighing of full averages that ended without a name: in shorter ones noise looks large. */
  learn(weighed: readonly PartEvidence[]): void;
  /** The size of some signatures' lines together that is as often damage as not, from the point's own past; undefined while that is being learnt. */
  halfway(...signatures: readonly Signature[]): number | undefined;
  snapshot(): Json;
  restore(state: Json): void;
}

/**
 * Mean logarithm of the size of each signature over the first weighings without a name. A bearing may have lines of its own from its first hour (mounting, waviness): those
 * are no damage until they grow, and what grows from little is damage earlier than absolute size says.
 */
export function createOwnSizes(): OwnSizes {
  let learnt = 0;
  let logs: Partial<Record<Signature, number>> = {};
  return {
    learn(weighed) {
      if (learnt >= LEARNING) return;
      learnt++;
      for (const { part, size } of weighed) {
        const before = logs[part] ?? 0;
        logs[part] = before + (Math.log(Math.max(size, 1e-3)) - before) / learnt;
      }
    },
    halfway(...signatures) {
      const sizes = signatures.flatMap((signature) => logs[signature] ?? []).map(Math.exp);
      if (learnt < LEARNING || sizes.length < signatures.length) return undefined;
      return Math.max(LEAST, GROWN * Math.hypot(...sizes));
    },
    snapshot: () => ({ learnt, logs: { ...logs } }),
    restore(state) {
      const saved = state as unknown as { learnt: number; logs: typeof logs };
      learnt = saved.learnt;
      logs = { ...saved.logs };
    },
  };
}
