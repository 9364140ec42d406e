import type { Recording } from "./recording.ts";
import { type Trace, TraceError } from "./trace.ts";

export function wavTrace(recording: Recording): Trace {
  throw new TraceError(recording.path, "WAV files cannot be read yet");
}
