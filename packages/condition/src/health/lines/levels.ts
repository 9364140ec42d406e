/** Levels of ln(ratio): sixteenths of a neper from −2 up. */
export const LEVELS = 256;
const LOWEST = -2;
const PER_NEPER = 16;
/** Ratios below it are in the lowest level whatever they are. */
const NOTHING = 1e-3;

/** The level of a power over the noise floor. */
export function levelOf(ratio: number): number {
  const height = Math.log(Math.max(ratio, NOTHING));
  return Math.max(0, Math.min(LEVELS - 1, Math.round((height - LOWEST) * PER_NEPER)));
}

/** Upper bits of a double that are looked up: its exponent and six of its mantissa's, cells so narrow that at most one level begins in each. */
const SHIFT = 14;
/** Octaves looked up: from 2^−4, whose level is the lowest, to 2^21, whose is the highest. */
const [LOW_OCTAVE, HIGH_OCTAVE] = [-4, 21];
const doubles = new Float64Array(1);
const halves = new Uint32Array(doubles.buffer);
const cellOf = (value: number) => {
  doubles[0] = value;
  return (halves[1] ?? 0) >>> SHIFT;
};
const FIRST_CELL = cellOf(2 ** LOW_OCTAVE);
const CELLS = cellOf(2 ** HIGH_OCTAVE) - FIRST_CELL;

/** The lowest ratio in each cell that has the next level: infinite where there is none. */
const NEXT = new Float64Array(CELLS).fill(Number.POSITIVE_INFINITY);
/** Level of the lowest ratio in each cell. */
const LEAST = Uint8Array.from({ length: CELLS }, (_, cell) => levelOf(lowestIn(cell)));
for (let cell = 0; cell < CELLS; cell++) {
  const end = lowestIn(cell + 1);
  if (levelOf(end) > (LEAST[cell] ?? 0)) NEXT[cell] = firstAbove(LEAST[cell] ?? 0, cell);
}

function lowestIn(cell: number): number {
  halves[0] = 0;
  halves[1] = ((FIRST_CELL + cell) << SHIFT) >>> 0;
  return doubles[0] ?? 0;
}

/** By halving until no double lies between. */
function firstAbove(level: number, cell: number): number {
  let below = lowestIn(cell);
  let above = lowestIn(cell + 1);
  for (;;) {
    const middle = below + (above - below) / 2;
    if (middle <= below || middle >= above) return above;
    if (levelOf(middle) > level) above = middle;
    else below = middle;
  }
}

/** {@link levelOf} of many, looked up instead of calculated: a logarithm of every bin was a tenth of the diagnosis. */
export function levelsOf(ratios: Float64Array): Uint8Array {
  const levels = new Uint8Array(ratios.length);
  const bits = new Uint32Array(ratios.buffer, ratios.byteOffset, 2 * ratios.length);
  for (let k = 0; k < levels.length; k++) {
    const cell = ((bits[2 * k + 1] ?? 0) >>> SHIFT) - FIRST_CELL;
    if (cell < 0) levels[k] = 0;
    else if (cell >= CELLS) levels[k] = LEVELS - 1;
    else levels[k] = (LEAST[cell] ?? 0) + ((ratios[k] ?? 0) >= (NEXT[cell] ?? 0) ? 1 : 0);
  }
  return levels;
}
