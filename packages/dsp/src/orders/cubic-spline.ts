/**
 * Slopes of the not-a-knot cubic spline through (x, y): `scipy.interpolate.CubicSpline(x, y)`. Two points give a line, three a parabola.
 *
 * Source: C. de Boor, A Practical Guide to Splines, rev. ed., ch. IV.
 */
function slopesOf(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length;
  const width = (i: number) => x[i + 1]! - x[i]!;
  const rise = (i: number) => (y[i + 1]! - y[i]!) / width(i);
  if (n === 2) return Float64Array.of(rise(0), rise(0));
  if (n === 3) {
    const bend = (rise(1) - rise(0)) / (width(0) + width(1));
    return Float64Array.of(
      rise(0) - bend * width(0),
      rise(0) + bend * width(0),
      rise(1) + bend * width(1),
    );
  }
  const lower = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const upper = new Float64Array(n);
  const slope = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    lower[i] = width(i);
    diagonal[i] = 2 * (width(i - 1) + width(i));
    upper[i] = width(i - 1);
    slope[i] = 3 * (width(i) * rise(i - 1) + width(i - 1) * rise(i));
  }
  const [a, b] = [width(0), width(1)];
  diagonal[0] = b;
  upper[0] = a + b;
  slope[0] = ((a + 2 * (a + b)) * b * rise(0) + a * a * rise(1)) / (a + b);
  const [c, d] = [width(n - 2), width(n - 3)];
  diagonal[n - 1] = d;
  lower[n - 1] = c + d;
  slope[n - 1] = (c * c * rise(n - 3) + (2 * (c + d) + c) * d * rise(n - 2)) / (c + d);
  for (let i = 1; i < n; i++) {
    const factor = lower[i]! / diagonal[i - 1]!;
    diagonal[i]! -= factor * upper[i - 1]!;
    slope[i]! -= factor * slope[i - 1]!;
  }
  slope[n - 1]! /= diagonal[n - 1]!;
  for (let i = n - 2; i >= 0; i--)
    slope[i] = (slope[i]! - upper[i]! * slope[i + 1]!) / diagonal[i]!;
  return slope;
}

/**
 * A smooth curve through points: not-a-knot cubic spline. Outside the points the first and last cubic go on.
 *
 * @param x strictly rising, at least two.
 * @returns the value at a place; successive calls at rising places cost constant time.
 * @throws RangeError for fewer than two points, unequal lengths, or x that does not rise.
 */
export function cubicSpline(x: Float64Array, y: Float64Array): (at: number) => number {
  if (x.length < 2 || y.length !== x.length)
    throw new RangeError(
      `spline through ${x.length} places and ${y.length} values: equal numbers, at least two, are needed`,
    );
  for (let i = 1; i < x.length; i++)
    if (!(x[i]! > x[i - 1]!))
      throw new RangeError(`spline: place ${i} is ${x[i]!}, not after ${x[i - 1]!}`);
  const slope = slopesOf(x, y);
  let i = 0;
  return (at) => {
    while (i > 0 && at < x[i]!) i--;
    while (i < x.length - 2 && at >= x[i + 1]!) i++;
    const width = x[i + 1]! - x[i]!;
    const t = (at - x[i]!) / width;
    const s = 1 - t;
    const left = y[i]! * (1 + 2 * t) + slope[i]! * width * t;
    const right = y[i + 1]! * (1 + 2 * s) - slope[i + 1]! * width * s;
    return s * s * left + t * t * right;
  };
}
