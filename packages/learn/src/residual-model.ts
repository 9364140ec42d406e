import { MultivariateLinearRegression } from "ml-regression";
import type { BaselineBin } from "./baseline-memory.ts";
import { median, robustSigma } from "./robust.ts";

/**
 * What a point's own history expects of its indicators in a given operating state: one linear regression an indicator over all states, and what is
 * left over in each state as that state's own offset. A state variable that is not known (NaN) counts as usual. Plain data, so it is its own snapshot.
 */
export interface ResidualModel {
  /** Centre and scale by which each state variable is standardised; scale 0: it did not vary, so it explains nothing. */
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  /** Range of each state variable in the rows that were fitted. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** By indicator: a weight for each state variable, then the intercept. Empty: never seen. */
  readonly weights: readonly (readonly number[])[];
  /** By state key, by indicator. */
  readonly offsets: Readonly<Record<string, readonly number[]>>;
  /** Robust standard deviation of the residual, by indicator. */
  readonly sigma: readonly number[];
}

/** Smallest spread of a state variable that counts as variation: 3 % where it is a logarithm or a share. */
const STATE_SPREAD = 0.03;
/** Rows that a state's own offset must share its opinion with: shrinks it while the state is young. */
const OFFSET_SHRINK = 3;
const FEWEST = 3;

interface Sample {
  readonly key: string;
  readonly state: readonly number[];
  readonly value: number;
}

/**
 * Fits the model on remembered rows up to an age, least squares twice: the second time without what lay beyond three robust standard deviations.
 *
 * @param indicators number of values in each row
 * @param until running seconds; younger rows are not yet trusted to be normal
 * @returns undefined while there are fewer than three rows
 */
export function fitResidualModel(
  bins: readonly BaselineBin[],
  indicators: number,
  until: number,
): ResidualModel | undefined {
  const rows = bins.flatMap((bin) =>
    bin.rows.filter((row) => row.age <= until).map((row) => ({ key: bin.key, ...row })),
  );
  if (rows.length < FEWEST) return undefined;
  const { centre, scale } = standardisation(rows.map((row) => row.state));
  const weights: number[][] = [];
  const sigma: number[] = [];
  const offsets: Record<string, number[]> = {};
  for (let i = 0; i < indicators; i++) {
    const samples = rows
      .map((row) => ({
        key: row.key,
        state: standardised(row.state, centre, scale),
        value: row.values[i] ?? Number.NaN,
      }))
      .filter((sample) => !Number.isNaN(sample.value));
    const fitted = fitOne(samples);
    weights.push(fitted.weights);
    sigma.push(fitted.sigma);
    for (const [key, offset] of fitted.offsets) {
      const list = offsets[key] ?? [];
      list[i] = offset;
      offsets[key] = list;
    }
  }
  for (const list of Object.values(offsets))
    for (let i = 0; i < indicators; i++) list[i] = list[i] ?? 0;
  const columns = centre.map((_, j) => known(rows.map((row) => row.state[j] ?? 0)));
  const low = columns.map((column) => Math.min(...column));
  const high = columns.map((column) => Math.max(...column));
  return { centre, scale, low, high, weights, offsets, sigma };
}

function known(column: readonly number[]): readonly number[] {
  const finite = column.filter(Number.isFinite);
  return finite.length > 0 ? finite : [0];
}

/** Fewest states whose regression may speak about others between them. */
const BRIDGE_STATES = 4;

/**
 * Whether a state that was never seen lies between states that were, closely enough for the regression to speak about it: at least four states, and no
 * variable outside the range fitted.
 */
export function between(model: ResidualModel, state: readonly number[]): boolean {
  if (Object.keys(model.offsets).length < BRIDGE_STATES) return false;
  return state.every((x, j) => !(x < (model.low[j] ?? x) || x > (model.high[j] ?? x)));
}

/**
 * What the model expects of an indicator; NaN for one never seen. Slopes are believed up to as far beyond the range they were fitted on as that range is
 * wide: what three kelvins taught says little about thirty.
 */
export function expectedOf(
  model: ResidualModel,
  indicator: number,
  key: string,
  state: readonly number[],
): number {
  const weights = model.weights[indicator];
  if (weights === undefined || weights.length === 0) return Number.NaN;
  const near = state.map((value, j) => {
    const [low = value, high = value] = [model.low[j], model.high[j]];
    return Math.min(Math.max(value, 2 * low - high), 2 * high - low);
  });
  const x = standardised(near, model.centre, model.scale);
  return linear(weights, x) + (model.offsets[key]?.[indicator] ?? 0);
}

function linear(weights: readonly number[], x: readonly number[]): number {
  let sum = weights[x.length] ?? 0;
  for (let j = 0; j < x.length; j++) sum += (weights[j] ?? 0) * (x[j] ?? 0);
  return sum;
}

function standardisation(states: readonly (readonly number[])[]) {
  const width = states[0]?.length ?? 0;
  const centre: number[] = [];
  const scale: number[] = [];
  for (let j = 0; j < width; j++) {
    const column = known(states.map((state) => state[j] ?? 0));
    const spread = Math.max(...column) - Math.min(...column);
    centre.push(median(column));
    scale.push(spread > STATE_SPREAD ? spread : 0);
  }
  return { centre, scale };
}

function standardised(
  state: readonly number[],
  centre: readonly number[],
  scale: readonly number[],
): number[] {
  return centre.map((c, j) => {
    const s = scale[j] ?? 0;
    const value = state[j] ?? c;
    return s > 0 && !Number.isNaN(value) ? (value - c) / s : 0;
  });
}

function fitOne(samples: readonly Sample[]) {
  if (samples.length < FEWEST) return { weights: [], sigma: Number.NaN, offsets: [] };
  const first = regression(samples);
  const residuals = samples.map((sample) => sample.value - linear(first, sample.state));
  const gate = 3 * Math.max(robustSigma(residuals, 0), 1e-9);
  const kept = samples.filter((_, index) => Math.abs(residuals[index] ?? 0) <= gate);
  const slopes = first.slice(0, -1).some((weight) => weight !== 0);
  // A median has already ignored what is far out; only slopes need the second look.
  const weights = slopes && kept.length >= FEWEST ? regression(kept) : first;
  const offsets = offsetsOf(samples, weights);
  const left = samples.map(
    (sample) => sample.value - linear(weights, sample.state) - (offsets.get(sample.key) ?? 0),
  );
  return { weights, sigma: robustSigma(left, 0), offsets: [...offsets] };
}

/** Least squares where the state varies; where it does not, the median is the better constant. */
function regression(samples: readonly Sample[]): number[] {
  const width = samples[0]?.state.length ?? 0;
  const varying = Array.from({ length: width }, (_, j) => j).filter((j) =>
    samples.some((sample) => sample.state[j] !== 0),
  );
  const weights = new Array<number>(width + 1).fill(0);
  if (varying.length === 0 || samples.length < 4 * (varying.length + 1)) {
    weights[width] = median(samples.map((sample) => sample.value));
    return weights;
  }
  const fit = new MultivariateLinearRegression(
    samples.map((sample) => varying.map((j) => sample.state[j] ?? 0)),
    samples.map((sample) => [sample.value]),
    { statistics: false },
  );
  for (const [index, j] of varying.entries()) weights[j] = fit.weights[index]?.[0] ?? 0;
  weights[width] = fit.weights[varying.length]?.[0] ?? 0;
  return weights;
}

function offsetsOf(samples: readonly Sample[], weights: readonly number[]): Map<string, number> {
  const byKey = new Map<string, number[]>();
  for (const sample of samples) {
    const list = byKey.get(sample.key) ?? [];
    list.push(sample.value - linear(weights, sample.state));
    byKey.set(sample.key, list);
  }
  return new Map(
    [...byKey].map(([key, list]) => [
      key,
      (median(list) * list.length) / (list.length + OFFSET_SHRINK),
    ]),
  );
}
