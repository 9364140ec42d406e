import type { SnapshotValue } from "@raceway/model/snapshot-value";

type Row = readonly [
  age: number,
  state: readonly (number | null)[],
  values: readonly (number | null)[],
];
type Moment = readonly [age: number, ...values: (number | null)[]];

/**
 * A state as versions up to 5 kept it, with its numbers as arrays: spectra and modulations were Base64 of their bytes, what is normal and the course of a life lists of
 * lists, in which null stood for what is not known.
 */
export function withNumbersAsArrays<State extends SnapshotValue>(state: State): State {
  return changed(state, "") as State;
}

/** @param name under which the value stands; of an item of a list: none */
function changed(value: SnapshotValue, name: string): SnapshotValue {
  if (Array.isArray(value)) return value.map((item) => changed(item, ""));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map((entry) => keptAs(name, ...entry)));
}

function keptAs(name: string, key: string, value: SnapshotValue): [string, SnapshotValue] {
  if (key === "codes" && typeof value === "string") return [key, new Uint16Array(bytesOf(value))];
  // Values of a stretch were one text; now they are the parts that it is made of.
  if (key === "values" && typeof value === "string")
    return ["parts", value === "" ? [] : [new Float32Array(bytesOf(value))]];
  if (name === "baseline" && key === "memory" && Array.isArray(value))
    return [key, value.map(withRowsAsNumbers)];
  // The course of lives that ended bears the same name, and is kept as it was.
  if (name === "course" && key === "course" && Array.isArray(value))
    return [key, value.map(tierOf)];
  return [key, changed(value, key)];
}

function bytesOf(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, "base64")).buffer;
}

function withRowsAsNumbers(bin: SnapshotValue): SnapshotValue {
  const [key, stride, seen, rows] = bin as [string, number, number, readonly Row[]];
  const numbers = rows.flatMap(([age, state, values]) => [
    age,
    state.length,
    values.length,
    ...[...state, ...values].map(nanForNull),
  ]);
  return [key, stride, seen, Float64Array.from(numbers)];
}

function tierOf(tier: SnapshotValue): Float64Array {
  const moments = tier as readonly Moment[];
  return Float64Array.from(
    moments.flatMap(([age, ...values]) => [age, values.length, ...values.map(nanForNull)]),
  );
}

const nanForNull = (value: number | null) => value ?? Number.NaN;
