/** log2 of a power is stored in steps of 1/2048 from −24 up: 0.03 % fine, 16 bits wide. */
const STEPS = 2048;
const LOWEST = -24;
const CODES = 65_535;
const LEAST = 2 ** LOWEST;
const MOST = 2 ** (LOWEST + CODES / STEPS);

/** Power of every code: looked up, for there are many to read and few to know. */
const POWERS = Float64Array.from({ length: CODES + 1 }, (_, code) => 2 ** (code / STEPS + LOWEST));

/** The power that a code stands for. */
export const powerOf = (code: number) => POWERS[code] ?? 0;

/** The code of a power by its logarithm. */
export function calculatedCode(power: number): number {
  const code = Math.round((Math.log2(Math.max(power, LEAST)) - LOWEST) * STEPS);
  return Math.min(CODES, code);
}

/** Mantissas are looked up by so many of their upper bits: at most one code begins in each cell of a 4096th. */
const CELL_BITS = 12;
const CELLS = 2 ** CELL_BITS;
const MANTISSA_BITS = 20;
const BIAS = 1023;
/** Where a code begins, in parts of the mantissa: nearer than this its logarithm decides. */
const DOUBTFUL = 1e-9;
const doubles = new Float64Array(1);
const halves = new Uint32Array(doubles.buffer);
/** Code of the least mantissa of each cell, in an octave from 1, and the mantissa from which on it is the next one: infinite where there is none. */
const FIRST = Uint16Array.from({ length: CELLS }, (_, cell) =>
  Math.round(STEPS * Math.log2(1 + cell / CELLS)),
);
const NEXT = Float64Array.from(FIRST, (code, cell) => {
  const begins = 2 ** ((code + 0.5) / STEPS);
  return begins <= 1 + (cell + 1) / CELLS ? begins : Number.POSITIVE_INFINITY;
});

/** The code whose power is nearest: {@link calculatedCode}, looked up. A logarithm of every bin was as much work as all the averaging. */
export function codeOf(power: number): number {
  if (!(power > LEAST && power < MOST)) return calculatedCode(power);
  doubles[0] = power;
  const high = halves[1] ?? 0;
  const octave = (high >>> MANTISSA_BITS) - BIAS;
  const cell = (high >>> (MANTISSA_BITS - CELL_BITS)) & (CELLS - 1);
  halves[1] = (high & (2 ** MANTISSA_BITS - 1)) | (BIAS << MANTISSA_BITS);
  const beyond = (doubles[0] ?? 0) - (NEXT[cell] ?? 0);
  if (beyond > -DOUBTFUL && beyond < DOUBTFUL) return calculatedCode(power);
  return (octave - LOWEST) * STEPS + (FIRST[cell] ?? 0) + (beyond > 0 ? 1 : 0);
}
