import type { TraceLayout } from "@raceway/model/plant";
import { cellsOf } from "./cells.ts";
import type { TableHead } from "./table-shape.ts";
import { headLines } from "./table-style.ts";

/** A table that has a whole waveform in one cell of each row. */
export interface CellRecords {
  readonly delimiter: string;
  /** Lines before the first row. */
  readonly skip: number;
  readonly names: readonly string[];
  /** Column of the waveforms. */
  readonly wave: number;
}

/** So many numbers in one cell are a waveform. */
const FEWEST = 8;

/** Recognises a table whose rows hold a waveform each in one cell; undefined for any other. */
export function cellRecords({ head }: TableHead, layout: TraceLayout): CellRecords | undefined {
  const lines = headLines(head);
  const [header = "", first = ""] = lines;
  const candidates = layout.delimiter === undefined ? [",", ";", "\t", "|"] : [layout.delimiter];
  for (const delimiter of candidates) {
    const names = cellsOf(header, delimiter);
    const cells = cellsOf(first, delimiter);
    // The head may end within the first row.
    const isCut = lines.length < 3;
    if (cells.length !== names.length && !(isCut && cells.length <= names.length)) continue;
    if (names.some((name) => numbersIn(name) !== undefined)) continue;
    const waves = cells.flatMap((cell, at) =>
      (numbersIn(cell)?.length ?? 0) >= FEWEST ? [at] : [],
    );
    const [wave] = waves;
    if (wave !== undefined && waves.length === 1)
      return { delimiter, skip: 1, names: layout.columns ?? names, wave };
  }
  return undefined;
}

/** The numbers of a cell that holds many, with or without brackets around them; undefined when it does not. */
export function numbersIn(cell: string): Float64Array | undefined {
  const inner = cell.trim().replace(/^[[({](.*)[\])}]$/s, "$1");
  const fields = inner.split(/[;,|\s]+/).filter((field) => field !== "");
  if (fields.length < 2) return undefined;
  const values = Float64Array.from(fields, Number);
  return values.every(Number.isFinite) ? values : undefined;
}
