import type { PartEvent } from "@raceway/inspection/part-event";
import type { PlantInspection } from "@raceway/inspection/plant-inspection";
import type { Json } from "@raceway/model/json";
import type { PartResult } from "@raceway/model/part";
import { parseStandPath, type StandPath } from "@raceway/model/test-stand";
import { isoOf, type Nanos } from "@raceway/model/time";
import { partPoints } from "@raceway/telemetry/part-points";
import { partResultLine } from "@raceway/wire/part-message";
import { formatTopic } from "@raceway/wire/topic";
import type { Outgoing } from "./results.ts";

/** Adds a part's result: rows for the store, and the answer for the stand's sorter. Not retained: an old answer must not let a new part pass. */
export function addPartResult(out: Outgoing, result: PartResult): void {
  out.rows.push(...partPoints(result));
  out.happenings.push({
    kind: "part-result",
    time: result.time,
    subject: result.serial ?? result.lot ?? result.stand,
    body: result as unknown as Json,
  });
  const topic = formatTopic({ class: "part-result", ...parseStandPath(result.stand) });
  out.publications.push({ topic, payload: partResultLine(result), retain: false });
}

/** Adds who let a stand learn anew where a type is in control, and why. */
export function addRelearn(
  out: Outgoing,
  stand: StandPath,
  { event: _, ...body }: Extract<PartEvent, { readonly event: "relearn" }>,
  now: Nanos,
): void {
  out.happenings.push({ kind: "relearn", time: isoOf(now), subject: stand, body: { ...body } });
}

/** Adds how a stand fares, for those who show it. */
export function addStandSummary(
  out: Outgoing,
  stand: StandPath,
  summary: ReturnType<PlantInspection["summary"]>,
  latest: PartResult | undefined,
): void {
  const topic = formatTopic({ class: "stand", ...parseStandPath(stand) });
  out.publications.push({ topic, payload: JSON.stringify({ ...summary, latest }), retain: true });
}
