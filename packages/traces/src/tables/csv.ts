import type { Recording } from "../recording.ts";
import type { Trace } from "../trace.ts";
import { tableTrace } from "./table-trace.ts";

/** Any table of numbers. */
export function csvTrace(recording: Recording): Trace | Promise<Trace> {
  return tableTrace(recording, { format: "csv", title: "Table" });
}
