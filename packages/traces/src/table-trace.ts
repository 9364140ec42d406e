import type { Nanos } from "@raceway/model/time";
import type { ChannelKind, Unit } from "@raceway/model/unit";
import type { Recording } from "./recording.ts";
import { type Trace, TraceError } from "./trace.ts";

/** What a publisher's layout says of its tables beyond their numbers. */
export interface TableFacts {
  readonly format: string;
  readonly title: string;
  readonly columns?: readonly string[];
  readonly columnPrefix?: string;
  readonly kind?: ChannelKind;
  readonly unit?: Unit;
  readonly sampleRate?: number;
  readonly timeOf?: (file: string) => Nanos;
}

export function tableTrace(recording: Recording, facts: TableFacts): Trace {
  throw new TraceError(recording.path, `${facts.title} tables cannot be read yet`);
}
