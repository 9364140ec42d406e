import type { DeadLetter } from "@raceway/journal/dead-letters";
import type { Results } from "@raceway/journal/journal";
import type { ModelState } from "@raceway/journal/model-state";
import type { PartResult } from "@raceway/model/part";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import type { StandPath } from "@raceway/model/test-stand";
import { encodeRows, type Outgoing } from "../out/results.ts";

/** What waits for one transaction. */
export interface Batch {
  readonly out: Outgoing;
  /** Points whose models' state has moved. */
  readonly touched: Set<string>;
  /** Test stands whose memory has moved, with their latest result in this batch. */
  readonly stands: Map<StandPath, PartResult | undefined>;
  /** What of their memory has changed. */
  readonly standStates: ModelState[];
  readonly deadLetters: DeadLetter[];
  upTo: number | undefined;
}

export function emptyBatch(): Batch {
  return {
    out: { rows: [], publications: [], happenings: [] },
    touched: new Set(),
    stands: new Map(),
    standStates: [],
    deadLetters: [],
    upTo: undefined,
  };
}

/** A batch as the journal stores it. @param snapshot state of everything about a point that remembers. */
export function resultsOf(
  { out, touched, standStates, deadLetters, upTo }: Batch,
  snapshot: (point: string) => SnapshotValue,
): Results {
  return {
    outbox: [
      ...(out.rows.length > 0 ? [{ kind: "telemetry", body: encodeRows(out.rows) }] : []),
      ...out.publications.map((publication) => ({
        kind: "publish",
        body: JSON.stringify(publication),
      })),
      ...out.happenings.map((happening) => ({ kind: "record", body: JSON.stringify(happening) })),
    ],
    retained: out.publications
      .filter(({ retain }) => retain)
      .map(({ topic, payload }) => ({ topic, payload: Buffer.from(payload) })),
    modelState: [
      ...[...touched].map((point) => ({ key: point, state: snapshot(point) })),
      ...standStates,
    ],
    deadLetters,
    ...(upTo !== undefined && { upTo }),
  };
}
