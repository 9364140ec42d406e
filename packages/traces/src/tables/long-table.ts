import type { TraceLayout } from "@raceway/model/plant";
import { TraceError } from "../trace.ts";
import { cellsOf } from "./cells.ts";
import { checkFaults, numberIn } from "./read-cells.ts";
import { rowTimes } from "./row-times.ts";
import { type TablePiece, tablePieces } from "./table-pieces.ts";
import type { TableShape } from "./table-shape.ts";
import { styleOf } from "./table-style.ts";

/** A title of a column that says which series a row is of. */
const SERIES =
  /^(entity_?id|sensor(_?(id|name))?|variable|tag(_?name)?|name|channel|metric|series|topic|parameter|param|signal|measurement|_?field|attribute|quantity|item(_?id)?|point(_?id)?|key)$/i;
const VALUE = /^(_?value|val|state|reading|data|result|numeric_?value|v)$/i;
const TIME = /^(_?time|ts|timestamps?|date|date[ _]?time|last_(changed|updated)|t|datum|zeit)$/i;
const MOST_SERIES = 500;

/** Which columns of a long table say what, by their index. */
export interface LongColumns {
  readonly delimiter: string;
  readonly series: number;
  readonly value: number;
  readonly time: number;
}

/** Which columns of a table with a row for each value of each series say what; undefined when it is none. */
export function longColumns(head: string): LongColumns | undefined {
  const [title = "", first = ""] = head.split(/\r?\n/).filter((line) => line.trim() !== "");
  const { delimiter } = styleOf(title.includes(";") || title.includes("\t") ? title : first);
  const titles = cellsOf(title, delimiter).map((cell) => cell.replace(/^"(.*)"$/, "$1").trim());
  const at = (pattern: RegExp) => titles.findIndex((name) => pattern.test(name));
  const [series, value, time] = [at(SERIES), at(VALUE), at(TIME)];
  if (series < 0 || value < 0 || time < 0) return undefined;
  // A series is named by a word; numbers there are of something else.
  const named = cellsOf(first, delimiter)[series] ?? "";
  return /[^\d.,+-]/.test(named) ? { delimiter, series, value, time } : undefined;
}

/** The rows of one series, in the order of the file. */
export interface Series {
  readonly name: string;
  /** NaN for a row without a time. */
  readonly seconds: Float64Array;
  /** NaN for a row without a number. */
  readonly values: Float64Array;
}

export interface LongTable {
  readonly series: readonly Series[];
  /** The first of its times, seconds. */
  readonly first: number;
  /** Times are since 1970. */
  readonly isAbsolute: boolean;
}

/**
 * The series of a long table. Columns that the layout names are the time and the series, in the order in which they first come.
 *
 * @param shape of the table as it is in the file.
 * @throws TraceError when it has no times, or too many series.
 */
export async function readSeries(
  file: string,
  shape: TableShape,
  { series, value }: LongColumns,
  layout: TraceLayout,
  onPiece: (piece: TablePiece) => void = () => undefined,
): Promise<LongTable> {
  const places = new Map<string, number>();
  const own = new Map([
    [series, (name: string) => placeOf(file, places, name)],
    [value, (cell: string) => numberIn(cell, shape.style)],
  ]);
  const times = rowTimes(file, shape, layout);
  if (times === undefined)
    throw new TraceError(
      file,
      "found no times beside its series; a column of times would be right",
    );
  const columns: { seconds: number[]; values: number[] }[] = [];
  let first: number | undefined;
  let isAbsolute = false;
  for await (const piece of tablePieces(file, shape, own)) {
    checkFaults(file, piece.rows, piece.badRows, piece.firstFault);
    onPiece(piece);
    const found = times(piece);
    isAbsolute = found.isAbsolute;
    first ??= found.seconds.find((second) => !Number.isNaN(second));
    for (let row = 0; row < piece.rows; row++) {
      const place = piece.columns[series]?.[row] ?? Number.NaN;
      if (Number.isNaN(place)) continue;
      const column = columns[place] ?? { seconds: [], values: [] };
      columns[place] = column;
      column.seconds.push(found.seconds[row] ?? Number.NaN);
      column.values.push(piece.columns[value]?.[row] ?? Number.NaN);
    }
  }
  const names = namesOf(file, [...places.keys()], layout);
  return {
    series: columns.map(({ seconds, values }, place) => ({
      name: names[place] ?? "",
      seconds: Float64Array.from(seconds),
      values: Float64Array.from(values),
    })),
    first: first ?? 0,
    isAbsolute,
  };
}

function placeOf(file: string, places: Map<string, number>, name: string): number {
  const place = places.get(name) ?? places.size;
  places.set(name, place);
  if (place >= MOST_SERIES)
    throw new TraceError(
      file,
      `found more than ${MOST_SERIES} series in one table; at most so many would be right (a file for each series)`,
    );
  return place;
}

function namesOf(
  file: string,
  found: readonly string[],
  { columns }: TraceLayout,
): readonly string[] {
  if (columns === undefined) return found;
  if (columns.length === found.length + 1) return columns.slice(1);
  throw new TraceError(
    file,
    `found a time and ${found.length} series; ${columns.length} columns (${columns.join(", ")}) would be right`,
  );
}
