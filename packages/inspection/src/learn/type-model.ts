import { upperQuantile } from "@raceway/learn/normal";
import { FEATURES, type FeatureFacts } from "../measure/features.ts";
import { createDistanceModel } from "./distance-model.ts";
import { logarithmOf, type Population, type RememberedPart } from "./population.ts";
import { type Usual, usualOf } from "./usual.ts";

/** Fewer parts do not say what is usual. */
export const LEAST_PARTS = 32;
/** Limits lie farther out while few parts are known, by this over the square root of their number. */
const FEW_PARTS = 2;
/** The distance of everything together has a share of the chance as if it were so many features. */
const DISTANCE_SHARE = 4;
/** A taught good part widens a limit at most so far beyond it, as a share of its distance from the median, until a second one confirms it. */
const ONE_TEACHER = 0.25;
/** A part is like one that was found bad when it points the same way and goes nearly as far. */
const SAME_WAY = 0.85;
const AS_FAR = 0.7;
/** A bad part that differs from good ones by less cannot be told from them. */
const LEAST_DIFFERENCE = 3;
/** Differences below this are what good parts have, standard deviations. */
const ORDINARY = 2.5;

/** One column of a population: a feature at one speed from one side. */
export interface Column {
  readonly feature: FeatureFacts;
  readonly rpm: number;
  readonly side: string;
}

/** A column with what is usual there, and from where on it is not. Natural logarithms. */
export interface JudgedColumn extends Column {
  readonly usual: Usual;
  readonly limit: number;
}

/** What good parts of a type are like. */
export interface TypeModel {
  readonly parts: number;
  readonly columns: readonly JudgedColumn[];
  /** Farthest of the distances of each speed and side: 1 at the limit; 0 where there are too few parts for one. */
  distance(row: readonly number[]): number;
  /** The part found bad that a part is like; undefined: none. */
  likeBad(row: readonly number[]): RememberedPart | undefined;
}

/** Column names, as they are stored with a population. */
export function columnNames(columns: readonly Column[]): readonly string[] {
  return columns.map(({ feature, rpm, side }) => `${rpm}/${side}/${feature.name}`);
}

/** The columns of a type that is measured at some speeds from some sides. */
export function columnsOf(tests: readonly { rpm: number }[], sides: readonly string[]): Column[] {
  return tests.flatMap(({ rpm }) =>
    sides.flatMap((side) => FEATURES.map((feature) => ({ feature, rpm, side }))),
  );
}

/**
 * Learns what is usual from the parts of a population. A part is unusual in a feature beyond a limit that is the larger of two: chance (so many standard deviations that
 * all features of all speeds and sides together are beyond theirs as seldom as wanted) and size (a factor that is worth a part).
 *
 * @param falseRejectsPpm good parts of a million that may be beyond a limit by chance.
 * @returns undefined while too few are known.
 */
export function createTypeModel(
  columns: readonly Column[],
  population: Population,
  falseRejectsPpm: number,
): TypeModel | undefined {
  const parts = population.parts();
  if (parts.length < LEAST_PARTS) return undefined;
  const { good, bad } = population.taught();
  const chance = falseRejectsPpm / 1e6 / (columns.length + DISTANCE_SHARE);
  const z = upperQuantile(Math.min(0.4, chance)) * (1 + FEW_PARTS / Math.sqrt(parts.length));
  const judged = columns.map((column, k): JudgedColumn => {
    const usual = usualOf(Float64Array.from(parts, ({ row }) => logarithmOf(row[k] ?? 0)));
    const limit = usual.median + Math.max(z * usual.upward, Math.log(column.feature.size));
    return { ...column, usual, limit: taughtLimit(good, k, usual.median, limit) };
  });
  const standard = (row: readonly number[]) =>
    judged.map(({ usual }, k) => (logarithmOf(row[k] ?? 0) - usual.median) / usual.upward);
  const distance = distanceOf(
    judged,
    parts.map(({ row }) => standard(row)),
    DISTANCE_SHARE,
    falseRejectsPpm,
  );
  const differences = bad
    .map((part) => ({ part, way: beyondOrdinary(standard(part.row)) }))
    .filter(({ way }) => lengthOf(way) >= LEAST_DIFFERENCE);
  return {
    parts: parts.length,
    columns: judged,
    distance: (row) => distance(standard(row)),
    likeBad(row) {
      const way = beyondOrdinary(standard(row));
      const length = lengthOf(way);
      return differences.find(
        ({ way: other }) =>
          length >= AS_FAR * lengthOf(other) &&
          dot(way, other) >= SAME_WAY * length * lengthOf(other),
      )?.part;
    },
  };
}

/** A limit that people have found too narrow: one part widens it a little, a second one of that size confirms it. */
function taughtLimit(
  good: readonly RememberedPart[],
  k: number,
  median: number,
  limit: number,
): number {
  const [largest = limit, second = limit] = good
    .map(({ row }) => logarithmOf(row[k] ?? 0))
    .toSorted((a, b) => b - a);
  const alone = Math.min(largest, limit + ONE_TEACHER * (limit - median));
  return Math.max(limit, second, alone);
}

/** Features that a distance is taken of: bands, impacts, and of the many lines of each kind the farthest. */
function condensed(columns: readonly Column[], standard: readonly number[]): number[] {
  const lines = new Map<string, number>();
  const rest: number[] = [];
  columns.forEach(({ feature }, k) => {
    const value = standard[k] ?? 0;
    const kind = /^(outer|inner|ball)_wave|^lobes/.exec(feature.name)?.[0];
    if (kind === undefined) rest.push(value);
    else lines.set(kind, Math.max(lines.get(kind) ?? Number.NEGATIVE_INFINITY, value));
  });
  return [...rest, ...lines.values()];
}

/** The farthest of the distances of all speeds and sides. */
function distanceOf(
  columns: readonly Column[],
  rows: readonly (readonly number[])[],
  share: number,
  falseRejectsPpm: number,
): (standard: readonly number[]) => number {
  const places = [...new Set(columns.map(({ rpm, side }) => `${rpm}/${side}`))];
  const chance = ((falseRejectsPpm / 1e6) * (share / (columns.length + share))) / places.length;
  const z = upperQuantile(Math.min(0.4, chance)) * (1 + FEW_PARTS / Math.sqrt(rows.length));
  const models = places.map((place) => {
    const own = columns.map(({ rpm, side }) => `${rpm}/${side}` === place);
    const pick = (row: readonly number[]) =>
      condensed(
        columns.filter((_, k) => own[k]),
        row.filter((_, k) => own[k]),
      );
    const picked = rows.map(pick);
    const middle = (picked[0] ?? []).map((_, j) =>
      usualOf(Float64Array.from(picked, (row) => row[j] ?? 0)),
    );
    const centred = (row: readonly number[]) =>
      pick(row).map((value, j) => value - (middle[j]?.median ?? 0));
    return { centred, model: createDistanceModel(rows.map(centred), z) };
  });
  return (standard) =>
    Math.max(0, ...models.map(({ centred, model }) => model?.distance(centred(standard)) ?? 0));
}

function beyondOrdinary(standard: readonly number[]): readonly number[] {
  return standard.map((value) => (value > ORDINARY ? value : 0));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);
}

function lengthOf(way: readonly number[]): number {
  return Math.sqrt(dot(way, way));
}
