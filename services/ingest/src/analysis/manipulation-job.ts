import type { SensorRecord } from "@raceway/model/record";
import type { Nanos } from "@raceway/model/time";
import type { SensorClass } from "@raceway/wire/topic";

/**
 * One record to turn into an observation: as it lies in the inbox (the worker decodes it, so that the main thread does not), or already decoded
 * (replay).
 */
export type ManipulationJob = {
  /** Whether the material of the diagnosis is wanted. @default true */
  readonly lines?: boolean;
} & (
  | {
      readonly kind: "message";
      readonly class: SensorClass;
      readonly point: string;
      readonly channel: string;
      readonly time: Nanos;
      readonly payload: Uint8Array;
      /** Speed to assume when the message carries none. */
      readonly speedRpm?: number;
    }
  | { readonly kind: "record"; readonly record: SensorRecord }
);
