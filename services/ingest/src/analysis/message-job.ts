import type { PlantAnalysis } from "@raceway/condition/plant-analysis";
import type { PlantInspection } from "@raceway/inspection/plant-inspection";
import type { InboxRow } from "@raceway/journal/inbox-table";
import { channelOf } from "@raceway/model/plant";
import { decodePart } from "@raceway/wire/part-message";
import { parseTopic } from "@raceway/wire/topic";
import { decodedRecord } from "../door/decoded-record.ts";
import type { ManipulationJob } from "./manipulation-job.ts";
import type { PartJob } from "./part-job.ts";

/** What the worker threads are to make of a message: with what only the main thread knows. */

/** A test stand's message for a worker thread; a start is looked into on the way, because what it begins is measured by its type. */
export function partJobOf(row: InboxRow, inspection: PlantInspection): PartJob {
  const { point: stand, payload } = row;
  const topic = parseTopic(row.topic);
  const event = topic?.class === "part" ? topic.event : "whole";
  if (event === "start") {
    const decoded = decodePart(payload);
    inspection.prepare(stand, decoded.ok ? decoded.body.type : undefined);
  }
  const assumedType = inspection.typeOf(stand);
  const fullScale = inspection.stands.get(stand)?.stand.fullScale;
  return {
    kind: "part",
    stand,
    event,
    payload,
    ...(assumedType !== undefined && { assumedType }),
    ...(fullScale !== undefined && { fullScale }),
  };
}

/** Reads the speed of a message that needs it; readings of speed channels are taken note of on the way. */
export function jobOf(row: InboxRow, analysis: PlantAnalysis): ManipulationJob {
  const { point, channel, time, payload } = row;
  const topic = parseTopic(row.topic);
  const address = { kind: "message", point, channel, time, payload } as const;
  if (topic?.class === "reading") {
    const job = { ...address, class: "reading" } as const;
    const context = analysis.points.get(point);
    const declared = context && channelOf(context.point, channel);
    const record = declared?.kind === "speed" ? decodedRecord(job, declared) : undefined;
    if (record?.ok) analysis.prepare(record.body);
    return job;
  }
  const speedRpm = analysis.speedOf(point);
  const blockClass = topic?.class === "sensor-spectrum" ? topic.class : "waveform";
  return { ...address, class: blockClass, ...(speedRpm !== undefined && { speedRpm }) };
}
