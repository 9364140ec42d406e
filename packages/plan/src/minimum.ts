import highsModule, { type Highs } from "highs";

/** Choices, each made (1) or not (0): the least of Σ cost × x, with each row of A x within its bounds. */
export interface Programme {
  readonly columns: readonly Column[];
  readonly rows: readonly Bounds[];
}

export interface Column {
  readonly cost: number;
  /** What it adds to which row. */
  readonly entries: readonly (readonly [row: number, factor: number])[];
}

export interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

export interface Minimum {
  readonly values: Float64Array;
  readonly cost: number;
}

/** Relative distance from the bound at which a choice counts as the best. */
const GAP = 1e-6;
const [OPTIMAL, TIME_LIMIT] = [7, 13];

/** Its types describe a CommonJS module, and an ES module is what is loaded. */
const loadHighs = highsModule as unknown as () => Promise<Highs>;
let solver: Promise<Highs> | undefined;

/**
 * Solves a programme by HiGHS (Huangfu and Hall, Math. Prog. Comp. 10, 2018: branch and cut).
 *
 * @param seconds that it may take; from then on the best that was found counts.
 * @returns undefined when nothing satisfies the rows, or nothing was found in time.
 */
export async function minimum(
  { columns, rows }: Programme,
  seconds = 10,
): Promise<Minimum | undefined> {
  solver ??= loadHighs();
  const highs = await solver;
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const { entries } of columns) {
    for (const [row, factor] of entries) {
      indices.push(row);
      values.push(factor);
    }
    starts.push(indices.length);
  }
  const { integer } = highs.constants.variableType;
  const infinity = Number.POSITIVE_INFINITY;
  const model = highs.createModel({
    numCols: columns.length,
    numRows: rows.length,
    colCost: columns.map(({ cost }) => cost),
    colLower: columns.map(() => 0),
    colUpper: columns.map(() => 1),
    rowLower: rows.map(({ least }) => least ?? -infinity),
    rowUpper: rows.map(({ most }) => most ?? infinity),
    matrix: {
      format: "csc",
      numRows: rows.length,
      numCols: columns.length,
      starts,
      indices,
      values,
    },
    integrality: columns.map(() => integer),
  });
  try {
    model.options.set("output_flag", false);
    model.options.set("time_limit", seconds);
    model.options.set("mip_rel_gap", GAP);
    const { modelStatus } = model.run();
    const cost = model.getObjectiveValue();
    const isFound = modelStatus === TIME_LIMIT && Number.isFinite(cost);
    if (modelStatus !== OPTIMAL && !isFound) return undefined;
    const { colValue } = model.getSolution();
    return { values: colValue.slice(), cost };
  } finally {
    model.dispose();
  }
}
