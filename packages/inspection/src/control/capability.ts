import { upperQuantile } from "@raceway/learn/normal";
import { individualsInControl, mean } from "./control-chart.ts";

/** Between what a value must lie. A vibration has an upper limit only. */
export interface Specification {
  readonly lower?: number;
  readonly upper?: number;
}

/** An index with the interval that its true value lies in with the confidence wanted. */
export interface Index {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a process is able to hold: Cp and Cpk by its short-term spread, Pp and Ppk by all of it. */
export interface Capability {
  readonly count: number;
  readonly mean: number;
  /** By the moving ranges. */
  readonly shortTerm: number;
  /** Of all values. */
  readonly overall: number;
  /** Absent without two limits. */
  readonly cp?: Index;
  readonly cpk: Index;
  readonly pp?: Index;
  readonly ppk: Index;
}

/** Moving ranges know less of a spread than a standard deviation does: var(σ̂) = 0.826 σ²/n against 0.5 σ²/n (J. D. Cryer, T. P. Ryan, Journal of Quality Technology 22, 1990, 187–192). */
const RANGE_WORTH = 0.5 / 0.826;

/**
 * Capability of values that are spread normally; what is not is transformed first (band velocities: their logarithms, and the limit's).
 *
 * Sources: ISO 22514-2:2017 (indices); Montgomery, eqs 8.4 to 8.9; intervals by chi-square (8.19) for Cp and Pp, and by A. F. Bissell, Applied Statistics 39 (1990) 331–340
 * (8.21) for Cpk and Ppk. With one limit the index is that of its side.
 *
 * @param values in the order in which they were made. @param confidence of the intervals, two-sided. @throws RangeError for fewer than two values or no limit.
 */
export function capability(
  values: readonly number[],
  { lower, upper }: Specification,
  confidence = 0.95,
): Capability {
  if (lower === undefined && upper === undefined)
    throw new RangeError(
      "no limit: capability is measured against a lower limit, an upper one or both",
    );
  const { centre, sigma: shortTerm } = individualsInControl(values);
  const overall = standardDeviation(values);
  const tail = (1 - confidence) / 2;
  const freedom = values.length - 1;
  const room = Math.min(
    upper === undefined ? Number.POSITIVE_INFINITY : upper - centre,
    lower === undefined ? Number.POSITIVE_INFINITY : centre - lower,
  );
  const width = upper !== undefined && lower !== undefined ? upper - lower : undefined;
  const shortFreedom = Math.max(1, RANGE_WORTH * freedom);
  return {
    count: values.length,
    mean: centre,
    shortTerm,
    overall,
    ...(width !== undefined && {
      cp: byChiSquare(width / (6 * shortTerm), shortFreedom, tail),
      pp: byChiSquare(width / (6 * overall), freedom, tail),
    }),
    cpk: byBissell(room / (3 * shortTerm), values.length, shortFreedom, tail),
    ppk: byBissell(room / (3 * overall), values.length, freedom, tail),
  };
}

function byChiSquare(value: number, freedom: number, tail: number): Index {
  const at = (z: number) => value * Math.sqrt(chiSquareQuantile(z, freedom) / freedom);
  const z = upperQuantile(tail);
  return { value, low: at(-z), high: at(z) };
}

function byBissell(value: number, count: number, freedom: number, tail: number): Index {
  const reach = upperQuantile(tail) * Math.sqrt(1 / (9 * count) + value ** 2 / (2 * freedom));
  return { value, low: value - reach, high: value + reach };
}

/** Quantile of chi-square at a normal deviate, by E. B. Wilson and M. M. Hilferty, PNAS 17 (1931) 684–688: within 1 % from 10 degrees of freedom on. */
function chiSquareQuantile(z: number, freedom: number): number {
  const part = 2 / (9 * freedom);
  return freedom * Math.max(0, 1 - part + z * Math.sqrt(part)) ** 3;
}

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(
    values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1),
  );
}
