import type { Recording } from "../recording.ts";
import { readWhole } from "../recording.ts";
import { segmentTrace } from "../segments.ts";
import type { Trace } from "../trace.ts";
import { readTdms } from "./tdms-file.ts";

/** LabVIEW's TDMS files: every channel that holds numbers, as `group/channel`, or by its own name where that is the only one. */
export function tdmsTrace(recording: Recording): Promise<Trace> {
  return segmentTrace(recording, {
    format: "tdms",
    title: "TDMS",
    read: async (file) => readTdms(await readWhole(file), file),
  });
}
