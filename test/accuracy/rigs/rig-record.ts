import type { Fault } from "@raceway/model/verdict";

/** What the publisher of a recording, or the maker of a made-up one, says of the machine. */
export type Truth = Exclude<Fault, "unnamed"> | "sound";

/** Samples of a measurement point's axes at one time, g unless the record says otherwise. */
export interface Signals {
  readonly sampleRate: number;
  /** In the order of the plant file's channels; equally long. */
  readonly axes: readonly Float64Array[];
}

/** What somebody writes into the plant file who has the name plates, the bearing's catalogue and nothing else. */
export interface TypePlate {
  /** r/min; absent: unknown. */
  readonly rpm?: number;
  /** Relative error that the writer expects of it. @default the plant file's */
  readonly speedTolerance?: number;
  /** The plant file's `bearing:`. */
  readonly bearing: object | string;
  /** Rated power, kW, and support: the scope of ISO 10816-3. */
  readonly iso?: { readonly powerKw: number; readonly support: "rigid" | "flexible" };
  readonly lineFrequencyHz?: number;
  /** @default g */
  readonly unit?: "g" | "V";
}

/** One recording to be judged as a plant would: through files, a plant file and `raceway replay`. */
export interface RigRecord {
  readonly rig: string;
  /** Row of the table that it counts in. */
  readonly category: string;
  /** Unique within the rig. */
  readonly name: string;
  readonly truth: Truth;
  readonly plate: TypePlate;
  /** Reads or makes the samples. */
  readonly signals: () => Signals;
  /** Names of records of the same machine, when it was sound, that the point hears first. */
  readonly before?: readonly RigRecord[];
}

/** What came of one judged record. */
export type Outcome = "right" | "wrong" | "unnamed";

/** A name is right when it is the truth. */
export function outcomeOf(truth: Truth, fault: Fault): Outcome {
  if (fault === "unnamed") return "unnamed";
  return fault === truth ? "right" : "wrong";
}

const BEARING_FAULTS = new Set<Fault | Truth>([
  "outer-race",
  "inner-race",
  "rolling-element",
  "cage",
]);

export function isBearingFault(fault: Fault | Truth): boolean {
  return BEARING_FAULTS.has(fault);
}
