import { type Belief, logNormal } from "./belief.ts";
import type { EndedLife, Known } from "./competition.ts";
import type { DamageIndicator } from "./damage-indicator.ts";
import { type LifeView, viewOfFinished } from "./life-view.ts";

/**
 * Shares of finished lives that the regression rests on: the second half, in which a planner asks. The end has more of them, because there the levels move.
 */
const LANDMARKS = [
  0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.955, 0.975, 0.985, 0.993,
];
/** Share of the age over which the youngest rise is measured. */
const YOUNGEST = 0.1;
/** Prior precision of a coefficient, in lives: few lives do not make a steep law. */
const RIDGE = 0.1;
/** Before any life speaks, ln(remaining / age) in the second half of a life: its mean and standard deviation for an evenly drawn share. */
const PRIOR = { centre: -1.3, sigma: 1.1 };
/** Lives that this prior counts as. */
const PRIOR_LIVES = 1;
/** What a life of another kind of bearing counts. */
const FOREIGN = 0.5;

/**
 * Regression of ln(remaining / age) on the damage now and on how much of it the last tenth of the age brought, over landmarks of finished lives (landmark
 * analysis: van Houwelingen, Scand. J. Stat. 2007; accelerated life: Wei, Stat. Med. 1992). Each life counts alike, one of another kind of bearing half. It knows no length of
 * life, so that those serve too, and is vague in proportion; without any life it says what an evenly drawn moment of the second half of a life says.
 */
export function landmarkRegression({ own, foreign, damage }: Known): (view: LifeView) => Belief {
  const rowsOf = (counts: number) => (life: EndedLife) =>
    LANDMARKS.map((passed) => ({
      x: predictors(viewOfFinished(life.whole, passed), damage),
      y: Math.log((1 - passed) / passed),
      weight: counts / LANDMARKS.length,
    }));
  const fit = ridge([...own.flatMap(rowsOf(1)), ...foreign.flatMap(rowsOf(FOREIGN))]);
  return (view) =>
    logNormal(
      predictors(view, damage).reduce((sum, x, i) => sum + x * (fit.coefficients[i] ?? 0), 0),
      fit.sigma,
    );
}

function predictors(view: LifeView, damage: DamageIndicator): readonly number[] {
  const now = damage(view.levels(view.age));
  const before = damage(view.levels(view.age * (1 - YOUNGEST)));
  return [1, now, Math.max(0, now - before)];
}

interface Row {
  readonly x: readonly number[];
  readonly y: number;
  readonly weight: number;
}

/** Weighted least squares about the prior, and the spread of what it leaves. */
function ridge(rows: readonly Row[]) {
  const size = 3;
  const a = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) =>
      rows.reduce(
        (sum, { x, weight }) => sum + weight * (x[i] ?? 0) * (x[j] ?? 0),
        i === j ? RIDGE : 0,
      ),
    ),
  );
  const b = Array.from({ length: size }, (_, i) =>
    rows.reduce(
      (sum, { x, y, weight }) => sum + weight * (x[i] ?? 0) * y,
      i === 0 ? RIDGE * PRIOR.centre : 0,
    ),
  );
  const coefficients = solved(a, b);
  let [squares, lives] = [PRIOR_LIVES * PRIOR.sigma ** 2, PRIOR_LIVES];
  for (const { x, y, weight } of rows) {
    const error = y - x.reduce((sum, v, i) => sum + v * (coefficients[i] ?? 0), 0);
    squares += weight * error ** 2;
    lives += weight;
  }
  // What a handful of lives leaves unexplained is more than they show: two coefficients were fitted to them.
  const sigma = Math.sqrt((squares / lives) * (1 + (size - 1) / lives));
  return { coefficients, sigma };
}

/** Gaussian elimination; the matrix is positive definite. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i] ?? 0]);
  for (const [i, pivot] of a.entries())
    for (const row of a.slice(i + 1)) {
      const factor = (row[i] ?? 0) / (pivot[i] ?? 1);
      for (let k = i; k < row.length; k++) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
  const x = right.map(() => 0);
  for (let i = a.length - 1; i >= 0; i--) {
    const row = a[i] ?? [];
    const known = x.reduce((sum, value, k) => (k > i ? sum + value * (row[k] ?? 0) : sum), 0);
    x[i] = ((row[a.length] ?? 0) - known) / (row[i] ?? 1);
  }
  return x;
}
