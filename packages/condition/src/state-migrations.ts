import type { SnapshotValue } from "@raceway/model/snapshot-value";
import { withNumbersAsArrays } from "./state-of-text.ts";

/** What a point remembers, by part, and the version of its shape. */
export interface ChainState {
  readonly version: number;
  readonly [part: string]: SnapshotValue;
}

/** One version to the next: the parts whose memory has another shape there, and so begin anew. */
interface Step {
  readonly from: number;
  readonly anew: readonly string[];
  /** Brings what goes along to the shape that is next. */
  readonly change?: (state: ChainState) => ChainState;
}

/**
 * One step for each version since the first release (0.1.0 wrote 3). Never edit one that was released; append. A part that can be brought along belongs not in
 * `anew`, but is changed by the step.
 */
const STEPS: readonly Step[] = [
  // What lines explain of a bearing's parts, and the course of a life, are remembered in another form.
  { from: 3, anew: ["diagnosis", "prognosis"] },
  // The sizes of a point's own lines are remembered.
  { from: 4, anew: ["diagnosis"] },
  // Arrays of numbers are kept as they lie in memory, not as text.
  { from: 5, anew: [], change: withNumbersAsArrays },
];

/** Version of the shape that this program writes. */
export const STATE_VERSION = 3 + STEPS.length;

/**
 * Brings a state of an older version to today's shape.
 *
 * @returns the state without the parts that begin anew, and their names.
 * @throws RangeError for a version that no step leads from: an unknown or a newer one.
 */
export function migrated(state: ChainState): {
  readonly state: ChainState;
  readonly anew: readonly string[];
} {
  const steps = STEPS.filter(({ from }) => from >= state.version);
  if (state.version < 3 || state.version > STATE_VERSION)
    throw new RangeError(
      `the state has version ${state.version}, this program reads 3 to ${STATE_VERSION}: the point begins anew`,
    );
  const anew = [...new Set(steps.flatMap((step) => step.anew))];
  const kept = Object.entries(state).filter(([part]) => !anew.includes(part));
  const changed = steps.reduce<ChainState>((own, { change = (same) => same }) => change(own), {
    ...Object.fromEntries(kept),
    version: STATE_VERSION,
  });
  return { state: changed, anew };
}
