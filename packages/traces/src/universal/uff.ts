import type { Recording } from "../recording.ts";
import { readWhole } from "../recording.ts";
import { type Segment, segmentTrace } from "../segments.ts";
import type { Trace } from "../trace.ts";
import { readUniversalFile } from "./uff-file.ts";

/** Time histories in Universal Files, dataset 58 in text or binary, as modal and vibration analysers export them. */
export function uffTrace(recording: Recording): Promise<Trace> {
  return segmentTrace(recording, {
    format: "uff",
    title: "Universal File 58",
    read: async (file, { layout }): Promise<readonly Segment[]> =>
      readUniversalFile(await readWhole(file), file, layout.timeZone),
  });
}
