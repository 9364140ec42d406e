/** Powers of ten that a double holds exactly. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const LARGEST_EXACT = 2 ** 53;
/** So many digits always fit into 53 bits. */
const SAFE_DIGITS = 15;

const [ZERO, NINE, PLUS, MINUS, DOT] = [48, 57, 43, 45, 46];
/** `e`, and the `d` that Fortran writes of doubles. */
const EXPONENT_MARKS: ReadonlySet<number | undefined> = new Set([69, 101, 68, 100]);

/**
 * The number written in `bytes[from, to)`: exactly what `Number()` makes of the same decimal text (a `d` before the exponent is an `e`), without making the text.
 *
 * Up to 2^53 and 22 powers of ten a product or quotient of two exact doubles is rounded once, so it is the nearest double
 * (Clinger, "How to read floating point numbers accurately", PLDI 1990); longer numbers are left to `Number()`.
 *
 * @param decimal byte of the decimal mark, `.` or `,`.
 * @returns NaN when it is no decimal number (also for empty text, "NaN", "0x1f").
 */
export function parseNumber(bytes: Uint8Array, from: number, to: number, decimal = DOT): number {
  let at = from;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  let mantissa = 0;
  let digits = 0;
  let significant = 0;
  let scale = 0;
  let afterMark = false;
  for (; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) {
      digits++;
      if (significant > 0 || byte !== ZERO) significant++;
      mantissa = mantissa * 10 + (byte - ZERO);
      if (afterMark) scale--;
    } else if (byte === decimal && !afterMark) {
      afterMark = true;
    } else break;
  }
  if (digits === 0) return Number.NaN;
  if (at < to) {
    const exponent = parseExponent(bytes, at, to);
    if (Number.isNaN(exponent)) return Number.NaN;
    scale += exponent;
  }
  const exact = significant <= SAFE_DIGITS || (significant <= 17 && mantissa < LARGEST_EXACT);
  if (!exact || scale > 22 || scale < -22) return slowly(bytes, from, to, decimal);
  const power = EXACT_POWERS[scale < 0 ? -scale : scale] ?? Number.NaN;
  const value = scale < 0 ? mantissa / power : mantissa * power;
  return sign === MINUS ? -value : value;
}

/** The exponent in `bytes[at, to)`, from its mark on; NaN when it is none. */
function parseExponent(bytes: Uint8Array, at: number, to: number): number {
  if (!EXPONENT_MARKS.has(bytes[at])) return Number.NaN;
  let next = at + 1;
  const sign = bytes[next];
  if (sign === MINUS || sign === PLUS) next++;
  if (next >= to) return Number.NaN;
  let exponent = 0;
  for (; next < to; next++) {
    const digit = (bytes[next] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    if (exponent < 1e6) exponent = exponent * 10 + digit;
  }
  return sign === MINUS ? -exponent : exponent;
}

function slowly(bytes: Uint8Array, from: number, to: number, decimal: number): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    .toString("latin1")
    .replace(/d/i, "e");
  return Number(decimal === DOT ? text : text.replace(String.fromCharCode(decimal), "."));
}
