import type { SnapshotValue } from "@raceway/model/snapshot-value";

/**
 * One step of the spine. A closure from a factory; synchronous; no logger, no clock, no I/O: time comes with the record and the runner
 * observes. So replay is deterministic, live equals replay, and a state cut anywhere resumes the same.
 */
export interface Stage<In, Out> {
  readonly name: string;
  /** Takes the records of one measurement point in time order. Zero results: more data needed. Throws only for a record it can never handle. */
  process(input: In): readonly Out[];
  /** What is still held back when a trace ends. */
  flush?(): readonly Out[];
  /** All that the stage remembers. `restore(snapshot())` into a new stage of the same configuration goes on as if never cut. */
  snapshot?(): SnapshotValue;
  restore?(state: SnapshotValue): void;
}
