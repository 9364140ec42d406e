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
import type { BearingType, TestStand } from "@raceway/model/test-stand";
import type { QualityView } from "./stand-types.ts";

/** The first parts that are shown say what is in control: fewer where there are no more. */
const BASE = 100;
/** Fewer parts make no chart. */
const LEAST = 20;

/** A part's velocity in a band. */
export interface MeasuredPart {
  readonly time: string;
  readonly serial?: string;
  /** µm/s, above 0. */
  readonly value: number;
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
export function qualityOf(parts: readonly MeasuredPart[], charted: Charted): QualityView {
  if (parts.length < LEAST) return { parts };
  const values = parts.map(({ value }) => Math.log(value));
  const limit = limitOf(charted);
  const found = limit && capability(values, { upper: Math.log(limit.limit) });
  return {
    parts,
    charts: chartsOf(values, charted.size),
    ...(limit && found && { capability: { ...limit, cpk: found.cpk, ppk: found.ppk } }),
  };
}

function chartsOf(values: readonly number[], size: number): NonNullable<QualityView["charts"]> {
  const base = Math.min(BASE, values.length);
  const inControl = individualsInControl(values.slice(0, base));
  const singles = individualsChart(values, inControl);
  const { centre, sigma } = inControl;
  // As ingest watches for drifts: a single defect is none.
  const bounded = values.map((value) => centre + sigma * counted((value - centre) / sigma));
  const ewma = ewmaChart(bounded, inControl, DRIFT_EWMA);
  return {
    base,
    individuals: { ...limitsOf(inControl, singles), signals: signalsOf(values, inControl, 1) },
    ewma: {
      values: ewma.map(({ value }) => Math.exp(value)),
      lower: ewma.map(({ lower }) => Math.exp(lower)),
      upper: ewma.map(({ upper }) => Math.exp(upper)),
    },
    ...(base >= 2 * size && { subgroups: subgroupsOf(values, base, size) }),
  };
}

function subgroupsOf(values: readonly number[], base: number, size: number) {
  const { inControl } = meansAndRanges(values.slice(0, base), size);
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
