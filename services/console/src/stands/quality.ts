import type { Iso15242Band } from "@raceway/bearings/iso-15242";
import { capability } from "@raceway/inspection/control/capability";
import {
  type ChartPoint,
  ewmaChart,
  type InControl,
  individualsChart,
  individualsInControl,
  meansAndRanges,
} from "@raceway/inspection/control/control-chart";
import { counted, DRIFT_EWMA } from "@raceway/inspection/control/drift-watch";
import { NELSON, runSignals } from "@raceway/inspection/control/run-rules";
import type { BandControl } from "@raceway/model/part";
import type { BearingType, TestStand } from "@raceway/model/test-stand";
import type { QualityView } from "./stand-types.ts";

/** While ingest learns what is in control, the first parts that are shown say it: fewer where there are no more. */
const BASE = 100;
/** Of ingest's limits of single parts, standard deviations. */
const SHEWHART = 3;
/** Fewer parts make no chart. */
const LEAST = 20;

/** A part's velocity in a band. */
export interface MeasuredPart {
  readonly time: string;
  readonly serial?: string;
  /** µm/s, above 0. */
  readonly value: number;
  /** Where it lay by what was in control then; absent while that was learnt. */
  readonly control?: BandControl;
}

/** What parts are charted by. */
export interface Charted {
  readonly type: BearingType;
  readonly stand: TestStand;
  readonly band: Iso15242Band;
  /** Parts of a subgroup. */
  readonly size: number;
}

/**
 * Charts and capability of parts, in the order in which they were measured. Velocities differ from part to part by factors, so all is computed of their logarithms and given
 * as velocities again; a range becomes the largest over the smallest.
 */
export function qualityOf(measured: readonly MeasuredPart[], charted: Charted): QualityView {
  const parts = measured.map(({ control: _, ...part }) => part);
  if (parts.length < LEAST) return { parts };
  const values = parts.map(({ value }) => Math.log(value));
  const limit = limitOf(charted);
  const found = limit && capability(values, { upper: Math.log(limit.limit) });
  return {
    parts,
    charts: chartsOf(measured, values, charted.size),
    ...(limit && found && { capability: { ...limit, cpk: found.cpk, ppk: found.ppk } }),
  };
}

function chartsOf(
  parts: readonly MeasuredPart[],
  values: readonly number[],
  size: number,
): NonNullable<QualityView["charts"]> {
  const latest = parts.at(-1)?.control;
  const base = Math.min(BASE, values.length);
  const inControl =
    latest === undefined ? individualsInControl(values.slice(0, base)) : inControlOf(latest);
  const singles = individualsChart(values, inControl);
  return {
    ...(latest === undefined && { base }),
    individuals: { ...limitsOf(inControl, singles), signals: signalsOf(values, inControl, 1) },
    ewma: latest === undefined ? ewmaOf(values, inControl) : toldEwma(parts),
    ...(base >= 2 * size && {
      subgroups: subgroupsOf(values, { base, size, inControl: latest && inControl }),
    }),
  };
}

/** What ingest says is in control, as logarithms. */
function inControlOf({ centre, upper }: BandControl): InControl {
  return { centre: Math.log(centre), sigma: Math.log(upper / centre) / SHEWHART };
}

function ewmaOf(values: readonly number[], inControl: InControl) {
  const { centre, sigma } = inControl;
  // As ingest watches for drifts: a single defect is none.
  const bounded = values.map((value) => centre + sigma * counted((value - centre) / sigma));
  const ewma = ewmaChart(bounded, inControl, DRIFT_EWMA);
  return {
    values: ewma.map(({ value }) => Math.exp(value)),
    lower: ewma.map(({ lower }) => Math.exp(lower)),
    upper: ewma.map(({ upper }) => Math.exp(upper)),
  };
}

/** The moving mean as ingest had it after each part; there was none before it was learnt. */
function toldEwma(parts: readonly MeasuredPart[]) {
  return {
    values: parts.map(({ control }) => control?.ewma ?? null),
    lower: parts.map(({ control }) => control?.ewmaLower ?? null),
    upper: parts.map(({ control }) => control?.ewmaUpper ?? null),
  };
}

/** Means and ranges of subgroups. @param inControl absent: what the first `base` values say. */
function subgroupsOf(
  values: readonly number[],
  {
    base,
    size,
    inControl: known,
  }: { readonly base: number; readonly size: number; readonly inControl: InControl | undefined },
) {
  const inControl = known ?? meansAndRanges(values.slice(0, base), size).inControl;
  const { means, ranges, meanRange } = meansAndRanges(values, size, inControl);
  return {
    size,
    means: {
      ...limitsOf(inControl, means),
      values: means.map(({ value }) => Math.exp(value)),
      signals: signalsOf(
        means.map(({ value }) => value),
        inControl,
        size,
      ),
    },
    ranges: {
      ...limitsOf({ centre: meanRange }, ranges),
      values: ranges.map(({ value }) => Math.exp(value)),
    },
  };
}

function limitsOf({ centre }: Pick<InControl, "centre">, points: readonly ChartPoint[]) {
  const { lower = centre, upper = centre } = points[0] ?? {};
  return { centre: Math.exp(centre), lower: Math.exp(lower), upper: Math.exp(upper) };
}

/** Nelson's rules, of means of so many values. */
function signalsOf(values: readonly number[], { centre, sigma }: InControl, size: number) {
  const deviations = values.map((value) => ((value - centre) / sigma) * Math.sqrt(size));
  return runSignals(deviations, NELSON);
}

/** The tightest of what the worst delivered grades of a type's tables allow in a band, µm/s. */
function limitOf({ type, stand, band }: Charted) {
  const limits = type.grading.flatMap(({ table, atLeast }) => {
    const grade = table.grades.find(({ id }) => id === atLeast);
    const found = grade?.limits.find(({ quantity }) => quantity === band);
    if (grade === undefined || found === undefined) return [];
    const limit = found.most * (found.unit === "anderon" ? stand.anderon[band] : 1);
    return [{ limit, table: table.name, grade: grade.name }];
  });
  return limits.sort((a, b) => a.limit - b.limit)[0];
}
