import assert from "node:assert/strict";

/** Uniform noise in −1 … 1, the same for the same seed on every machine. Source: T. Ettinger, mulberry32. */
export function noise(length: number, seed = 1): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}

/** `amplitude · sin(2π frequency t + phase)`. */
export function sine(
  length: number,
  sampleRate: number,
  frequency: number,
  amplitude = 1,
  phase = 0,
): Float64Array {
  return Float64Array.from(
    { length },
    (_, n) => amplitude * Math.sin((2 * Math.PI * frequency * n) / sampleRate + phase),
  );
}

/** Sum of signals of one length. */
export function mix(...signals: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0)] = signals;
  return first.map((_, n) => signals.reduce((sum, signal) => sum + (signal[n] ?? 0), 0));
}

/** A signal begun `by` samples later, its end wrapped round to the start. */
export function shifted(samples: Float64Array, by: number): Float64Array {
  const n = samples.length;
  return samples.map((_, i) => samples[(((i - by) % n) + n) % n] ?? 0);
}

/** ‖a − b‖ / ‖b‖ (‖a‖ when b is zero). */
export function distance(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  assert.equal(actual.length, wanted.length, "as many values");
  let difference = 0;
  let norm = 0;
  for (let k = 0; k < wanted.length; k++) {
    difference += ((actual[k] ?? 0) - (wanted[k] ?? 0)) ** 2;
    norm += (wanted[k] ?? 0) ** 2;
  }
  return Math.sqrt(norm === 0 ? difference : difference / norm);
}

/** That two sequences agree: ‖a − b‖ ≤ tolerance · ‖b‖, and every value is finite. */
export function expectClose(
  actual: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance = 1e-11,
): void {
  assert.ok(Array.from(actual).every(Number.isFinite), "every value is finite");
  const found = distance(actual, wanted);
  assert.ok(found <= tolerance, `${found} apart, at most ${tolerance} is wanted`);
}
