import { normalCdf } from "@raceway/learn/normal";
import { mean } from "../control/control-chart.ts";

/** One measurement of a part by an operator; the order of a part's and operator's trials does not matter. */
export interface Trial {
  readonly part: string;
  readonly operator: string;
  readonly value: number;
}

/** How much of the spread is the gauge's, standard deviations in the unit of the values. */
export interface GaugeStudy {
  readonly parts: number;
  readonly operators: number;
  readonly trials: number;
  /** Equipment variation: the same operator, the same part, again. */
  readonly repeatability: number;
  /** Appraiser variation: another operator, with how operators and parts go together where that is no chance. */
  readonly reproducibility: number;
  /** Of it what operators and parts make together; 0 where it is pooled into repeatability. */
  readonly interaction: number;
  readonly gauge: number;
  readonly partVariation: number;
  readonly total: number;
  /** `gauge` of `total`, 0–1: below 0.1 good, above 0.3 not fit for use. */
  readonly share: number;
  /** Number of distinct categories that the gauge can tell apart: 5 or more are wanted. */
  readonly categories: number;
  /** Chance of an interaction as large as this without any. */
  readonly interactionChance: number;
}

/** An interaction less sure than this is pooled into repeatability. */
const SIGNIFICANT = 0.05;
const LEAST = { parts: 2, operators: 2, trials: 2 } as const;
/** √2 · 1 standard deviation of either side of a 97 % interval: what a category is wide (AIAG MSA, ch. III B). */
const CATEGORY = Math.SQRT2;

/**
 * Repeatability and reproducibility of a gauge by analysis of variance of crossed parts and operators, both random.
 *
 * Source: AIAG, Measurement Systems Analysis, 4th ed. (2010), ch. III B and appendix A; Montgomery, § 8.7.2. The chance of F by E. Paulson, Annals of Mathematical Statistics
 * 13 (1942) 233–235.
 *
 * @param trials every part by every operator equally often, at least twice each. @throws RangeError that names what is missing.
 */
export function gaugeStudy(trials: readonly Trial[]): GaugeStudy {
  const fault = studyFault(trials);
  if (fault !== undefined) throw new RangeError(faultText(fault));
  const { parts, operators, cells: named } = crossedCells(trials);
  const cells = named.map(({ values }) => values);
  const [p, o, each] = [parts.length, operators.length, cells[0]?.length ?? 0];
  const grand = mean(trials.map(({ value }) => value));
  const meanOf = (own: (trial: Trial) => boolean) =>
    mean(trials.filter(own).map(({ value }) => value));
  const squares = (means: readonly number[]) =>
    means.reduce((sum, value) => sum + (value - grand) ** 2, 0);
  const ofParts = o * each * squares(parts.map((part) => meanOf((trial) => trial.part === part)));
  const ofOperators =
    p * each * squares(operators.map((operator) => meanOf((trial) => trial.operator === operator)));
  const ofCells = each * squares(cells.map(mean));
  const within = cells.reduce((sum, cell) => {
    const centre = mean(cell);
    return sum + cell.reduce((own, value) => own + (value - centre) ** 2, 0);
  }, 0);
  const crossed = Math.max(0, ofCells - ofParts - ofOperators);
  const [crossedFreedom, withinFreedom] = [(p - 1) * (o - 1), p * o * (each - 1)];
  const f = crossed / crossedFreedom / (within / withinFreedom);
  const interactionChance = within === 0 ? 0 : chanceOfF(f, crossedFreedom, withinFreedom);
  const isReal = interactionChance < SIGNIFICANT;
  const error = isReal
    ? within / withinFreedom
    : (within + crossed) / (withinFreedom + crossedFreedom);
  const crossedMean = isReal ? crossed / crossedFreedom : error;
  const variance = (difference: number, count: number) => Math.max(0, difference / count);
  const interaction = variance(crossedMean - error, each);
  const operator = variance(ofOperators / (o - 1) - crossedMean, p * each);
  const part = variance(ofParts / (p - 1) - crossedMean, o * each);
  const gauge = error + operator + interaction;
  return {
    ...{ parts: p, operators: o, trials: each },
    repeatability: Math.sqrt(error),
    reproducibility: Math.sqrt(operator + interaction),
    interaction: Math.sqrt(interaction),
    gauge: Math.sqrt(gauge),
    partVariation: Math.sqrt(part),
    total: Math.sqrt(gauge + part),
    share: Math.sqrt(gauge / (gauge + part)),
    categories: Math.max(1, Math.floor(CATEGORY * Math.sqrt(part / gauge))),
    interactionChance,
  };
}

/** What a study lacks before it can be judged. */
export type StudyFault =
  | { readonly lacks: "parts-or-operators"; readonly parts: number; readonly operators: number }
  /** The first cell that lacks trials, and how many more do. */
  | {
      readonly lacks: "trials";
      readonly part: string;
      readonly operator: string;
      readonly found: number;
      readonly wanted: number;
      readonly others: number;
    };

/** What is missing before trials make a study; undefined: nothing. */
export function studyFault(trials: readonly Trial[]): StudyFault | undefined {
  const { parts, operators, cells } = crossedCells(trials);
  if (parts.length < LEAST.parts || operators.length < LEAST.operators)
    return { lacks: "parts-or-operators", parts: parts.length, operators: operators.length };
  const wanted = Math.max(LEAST.trials, ...cells.map(({ values }) => values.length));
  const short = cells.filter(({ values }) => values.length < wanted);
  const [first] = short;
  if (first === undefined) return undefined;
  const { part, operator, values } = first;
  return {
    lacks: "trials",
    part,
    operator,
    found: values.length,
    wanted,
    others: short.length - 1,
  };
}

function crossedCells(trials: readonly Trial[]) {
  const parts = [...new Set(trials.map(({ part }) => part))];
  const operators = [...new Set(trials.map(({ operator }) => operator))];
  const cells = parts.flatMap((part) =>
    operators.map((operator) => ({
      part,
      operator,
      values: trials
        .filter((trial) => trial.part === part && trial.operator === operator)
        .map(({ value }) => value),
    })),
  );
  return { parts, operators, cells };
}

function faultText(fault: StudyFault): string {
  if (fault.lacks === "parts-or-operators")
    return `${fault.parts} parts and ${fault.operators} operators: a gauge study needs two of each at least; ten and three are usual`;
  const { part, operator, found, wanted, others } = fault;
  const more = others > 0 ? ` (and ${others} more such cells)` : "";
  return `part ${part} was measured ${found} times by ${operator}; ${wanted} times are right${more}`;
}

/** Chance of a value of F as large or larger. */
function chanceOfF(f: number, above: number, below: number): number {
  const [a, b] = [2 / (9 * above), 2 / (9 * below)];
  const root = Math.cbrt(f);
  return 1 - normalCdf(((1 - b) * root - (1 - a)) / Math.sqrt(b * root ** 2 + a));
}
