import type { PartFinding } from "@raceway/model/part";
import type { Anderon, Grade, Graded, GradeLimit, GradeRule } from "@raceway/model/test-stand";
import type { Features } from "../measure/features.ts";

/** What one speed and side yielded. */
export interface Measured {
  readonly side: string;
  /** The test's speed, r/min. */
  readonly rpm: number;
  readonly features: Features;
}

/** The grade of a part by a table, and what keeps it from the worst that is delivered. */
export interface Grading {
  readonly table: string;
  /** Null: below the worst. */
  readonly grade: string | null;
  readonly findings: readonly PartFinding[];
}

/** Grades a part: the best grade all of whose limits all its measurements keep. */
export function gradeBy(
  { table, atLeast }: GradeRule,
  measured: readonly Measured[],
  anderon: Anderon,
): Grading {
  const held = table.grades.find((grade) => exceeded(grade, measured, anderon).length === 0);
  const wanted = table.grades.findIndex(({ id }) => id === atLeast);
  const reached = held === undefined ? table.grades.length : table.grades.indexOf(held);
  const least = table.grades[wanted];
  const findings =
    reached <= wanted || least === undefined
      ? []
      : exceeded(least, measured, anderon).map((each) => findingOf(table.name, least, each));
  return { table: table.id, grade: held?.id ?? null, findings };
}

interface Exceeded {
  readonly at: Measured;
  readonly limit: GradeLimit;
  readonly value: number;
  readonly most: number;
}

function exceeded(
  { limits }: Grade,
  measured: readonly Measured[],
  anderon: Anderon,
): readonly Exceeded[] {
  return limits.flatMap((limit) =>
    measured.flatMap((at) => {
      const value = gradedValue(limit.quantity, at.features);
      const most = limit.most * (limit.unit === "anderon" ? anderonOf(limit.quantity, anderon) : 1);
      return value <= most ? [] : [{ at, limit, value, most }];
    }),
  );
}

/** A graded quantity in µm/s, m/s² or as a ratio. */
export function gradedValue(quantity: Graded, features: Features): number {
  const of = (name: string) => features[name] ?? Number.POSITIVE_INFINITY;
  switch (quantity) {
    case "low_crest":
      return of("low_peak") / of("low");
    case "medium_crest":
      return of("medium_peak") / of("medium");
    case "high_crest":
      return of("high_peak") / of("high");
    default:
      return of(quantity);
  }
}

function anderonOf(quantity: Graded, anderon: Anderon): number {
  const [band] = quantity.split("_");
  return anderon[band as keyof Anderon] ?? 1;
}

function findingOf(
  table: string,
  { name }: Grade,
  { at, limit, value, most }: Exceeded,
): PartFinding {
  const { side, rpm } = at;
  const unit = { "um/s": "um/s", anderon: "um/s", "m/s2": "m/s2", "1": "1" }[limit.unit];
  const words = limit.quantity.replace("_", " ");
  return {
    fault: "below-grade",
    side,
    rpm,
    feature: limit.quantity,
    value,
    limit: most,
    unit,
    text: `Side ${side} at ${rpm} r/min: ${words} ${value.toPrecision(3)} ${unit}; ${table} ${name} allows ${limit.said}.`,
  };
}
