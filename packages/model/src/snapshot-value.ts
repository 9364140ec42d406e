import type { Json } from "./json.ts";

/** Numbers as they lie in memory: NaN is kept, and nothing is spelt out in digits. */
export type SnapshotNumbers = Uint16Array | Float32Array | Float64Array;

/** What snapshots of what remembers are made of: JSON, and arrays of numbers within it. */
export type SnapshotValue =
  | Json
  | SnapshotNumbers
  | readonly SnapshotValue[]
  | { readonly [key: string]: SnapshotValue };

/** Whether a value is an array of numbers as they lie in memory. */
export function isSnapshotNumbers(value: unknown): value is SnapshotNumbers {
  return ArrayBuffer.isView(value);
}
