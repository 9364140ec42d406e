import { csvCell, csvText } from "../containers/csv-text.ts";
import { TraceError } from "../trace.ts";
import { cellsOf } from "./cells.ts";
import { numberIn } from "./read-cells.ts";
import { styleOf } from "./table-style.ts";

/** A title of a column that says which series a row is of. */
const SERIES =
  /^(entity_?id|sensor(_?(id|name))?|variable|tag(_?name)?|name|channel|metric|series|topic|parameter|param|signal|measurement|_?field|attribute|quantity|item(_?id)?|point(_?id)?|key)$/i;
const VALUE = /^(_?value|val|state|reading|data|result|numeric_?value|v)$/i;
const TIME = /^(_?time|ts|timestamps?|date|date[ _]?time|last_(changed|updated)|t|datum|zeit)$/i;
const MOST_SERIES = 200;
/** Of the table that comes of it, most of them empty. */
const MOST_CELLS = 2e7;

/** Which columns of a table with a row for each value of each series say what; undefined when it is none. */
export function longColumns(head: string) {
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

/**
 * Such a table with a column for each series, rows in the order of the file.
 *
 * @throws TraceError when there are too many series.
 */
export function wideTable(text: string, file: string): string {
  const columns = longColumns(text.slice(0, 65_536));
  if (columns === undefined) throw new TraceError(file, "found no column of series in it");
  const { delimiter, series, value, time } = columns;
  const places = new Map<string, number>();
  const rows: (readonly [time: string, at: number, value: string])[] = [];
  for (const line of text.split(/\r?\n/).slice(1)) {
    if (line.trim() === "") continue;
    const cells = cellsOf(line, delimiter);
    const name = cells[series] ?? "";
    const at = places.get(name) ?? places.size;
    places.set(name, at);
    if (places.size > MOST_SERIES || rows.length * places.size > MOST_CELLS)
      throw new TraceError(
        file,
        `found ${places.size} series in ${rows.length} rows of one table; at most ${MOST_SERIES}, and ${MOST_CELLS} rows times series, would be right (a file for each series)`,
      );
    rows.push([cells[time] ?? "", at, numbered(cells[value] ?? "", delimiter)]);
  }
  const header = csvText([["time", ...places.keys()]]);
  const last = places.size - 1;
  return `${header}${rows
    .map(
      ([moment, at, cell]) =>
        `${csvCell(moment)},${",".repeat(at)}${csvCell(cell)}${",".repeat(last - at)}\n`,
    )
    .join("")}`;
}

/** A value as the new table writes numbers; words stay. */
function numbered(cell: string, delimiter: string): string {
  const decimalComma = delimiter !== "," && /^[-+]?\d*,\d+$/.test(cell);
  const number = numberIn(cell, { delimiter, decimalComma });
  return Number.isNaN(number) ? cell : String(number);
}
