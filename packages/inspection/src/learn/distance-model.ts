import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { usualOf } from "./usual.ts";

/** How far a part lies from the others of its type, all its features taken together with how they go together. */
export interface DistanceModel {
  /** 1 at the limit. */
  distance(part: readonly number[]): number;
}

/** Share of parts that a covariance is taken from: those nearest to the middle, so that bad parts among them do not widen it. */
const KEPT = 0.9;
/** Pull of the covariance towards its diagonal: with few parts more. */
const SHRINK_PARTS = 20;

/** A feature that is smaller than usual is no defect: it counts no further down than this. */
const LEAST = -2;

/**
 * Robust Mahalanobis distance. Rows are centred and scaled (0 is usual, 1 a standard deviation); the covariance is that of the nine tenths nearest to the middle, shrunk
 * towards its diagonal. The limit is taken from the rows' own distances, because features are not normal: their median and how far they reach upwards.
 *
 * Source: P.J. Rousseeuw, K. Van Driessen, Technometrics 41 (1999) 212–223 (one concentration step of the minimum covariance determinant).
 *
 * @param rows at least twice as many as columns, or there is no model.
 * @param z how far out the limit lies, in standard deviations of a normal distribution.
 */
export function createDistanceModel(
  rows: readonly (readonly number[])[],
  z: number,
): DistanceModel | undefined {
  const columns = rows[0]?.length ?? 0;
  if (columns === 0 || rows.length < 2 * columns) return undefined;
  const known = rows.map(upward);
  const first = decompose(covarianceOf(known, columns));
  if (first === undefined) return undefined;
  const distances = known.map((row) => squared(first, row));
  const cut = distances.toSorted((a, b) => a - b)[Math.floor(KEPT * (rows.length - 1))] ?? 0;
  const middle = known.filter((_, k) => (distances[k] ?? 0) <= cut);
  const second = decompose(covarianceOf(middle, columns));
  if (second === undefined) return undefined;
  const own = known.map((row) => Math.log(Math.max(1e-12, squared(second, row))) / 2);
  const usual = usualOf(own);
  const limit = Math.exp(usual.median + z * usual.upward);
  return { distance: (part) => Math.sqrt(squared(second, upward(part))) / limit };
}

function upward(row: readonly number[]): readonly number[] {
  return row.map((value) => Math.max(LEAST, value));
}

function covarianceOf(rows: readonly (readonly number[])[], columns: number): Matrix {
  const covariance = Matrix.zeros(columns, columns);
  for (const row of rows)
    for (let i = 0; i < columns; i++)
      for (let j = 0; j <= i; j++)
        covariance.set(i, j, covariance.get(i, j) + (row[i] ?? 0) * (row[j] ?? 0));
  const keep = rows.length / (rows.length + SHRINK_PARTS);
  for (let i = 0; i < columns; i++)
    for (let j = 0; j <= i; j++) {
      const value = covariance.get(i, j) / rows.length;
      const shrunk = i === j ? value + 1e-9 : keep * value;
      covariance.set(i, j, shrunk);
      covariance.set(j, i, shrunk);
    }
  return covariance;
}

function decompose(covariance: Matrix): CholeskyDecomposition | undefined {
  const cholesky = new CholeskyDecomposition(covariance);
  return cholesky.isPositiveDefinite() ? cholesky : undefined;
}

function squared(cholesky: CholeskyDecomposition, row: readonly number[]): number {
  const column = Matrix.columnVector([...row]);
  return column.dot(cholesky.solve(column));
}
