import type { TraceLayout } from "@raceway/model/plant";
import { unitNamed } from "@raceway/model/unit-name";
import { TraceError } from "../trace.ts";
import { cellsOf } from "./cells.ts";
import { type DateReader, dateReader } from "./column-dates.ts";
import { type ColumnLook, columnLook } from "./column-look.ts";
import { dateParts } from "./date-form.ts";
import { brief, type TableStyle } from "./number-table.ts";
import { isCompactMoment, type NumericClock, numericClock } from "./numeric-clock.ts";
import { type Preamble, preambleFacts } from "./preamble.ts";
import { numberIn } from "./read-cells.ts";
import { hasDecimalComma, headLines, styleOf } from "./table-style.ts";
import { TIME_NAME, titlesAbove } from "./titles.ts";

/** How a text table is laid out. */
export interface TableShape {
  readonly style: TableStyle;
  /** Lines before the first row of numbers. */
  readonly skip: number;
  /** What they say of rate and beginning. */
  readonly preamble: Preamble;
  readonly columns: readonly TableColumn[];
  /** The column along which the rows are lines of a spectrum: frequencies that rise, where no column has times. */
  readonly axis?: number;
}

export interface TableColumn {
  readonly name: string;
  /** What a line of units, or the unit beside every number, says of it. */
  readonly unit?: string;
  /** `time` has numbers, `date` dates or times of day; `index` counts rows, `text` has words and `passed` was not chosen: no channels. */
  readonly role: "channel" | "time" | "date" | "index" | "text" | "passed";
  /** Present when the role is `date`. */
  readonly dates?: DateReader;
  /** Present when the role is `time`. */
  readonly clock?: NumericClock;
  /** Its numbers have more around them (units), or words among them. */
  readonly isMixed?: boolean;
  readonly look: ColumnLook;
}

/** What is known of a table before it is looked at. */
export interface TableExpectation {
  readonly columns?: readonly string[];
  /** Of the columns that nothing names, with their number from 1 after it. Default `col`. */
  readonly columnPrefix?: string;
  /** Columns that are read, by their index; default: all. */
  readonly only?: readonly number[];
}

/** A table's file as far as its shape needs it. */
export interface TableHead {
  readonly file: string;
  readonly head: Uint8Array;
  /** The end of a file that is longer than its head. */
  readonly tail: Uint8Array;
}

/** So many rows alike in a row are the table; fewer may be part of a preamble. */
const ROWS_ALIKE = 3;
/** So many rows are looked at to tell what a column is. */
const ROWS_SEEN = 2000;
const INDEX_NAME = /^(|unnamed: 0|index|idx|sample( ?(no\.?|number|index))?|row|n|no\.?|#)$/i;

/**
 * The shape of a table from the head of its file: the rows begin where three lines in a row have the same number of numbers, dates or empty fields, else
 * of fields some of which are numbers; the lines before them that are as wide name the columns. What the layout declares wins.
 *
 * @throws TraceError when no rows are found, or other than declared, or when dates or times could be read in two ways.
 */
export function tableShape(
  source: TableHead,
  layout: TraceLayout,
  expected: TableExpectation,
): TableShape {
  const { file } = source;
  const lines = wholeLines(source);
  if (lines.length === 1 && (lines[0]?.split("\r").length ?? 0) > ROWS_ALIKE)
    throw new TraceError(
      file,
      "its lines end with CR alone, as on old Macintoshes; LF or CRLF would be right (tr '\\r' '\\n')",
    );
  // Where only some columns are read the others have words, and no row is made of numbers.
  const strict = expected.only === undefined ? firstRow(lines, layout, rowOfNumbers) : lines.length;
  const isStrict = strict < lines.length;
  const first = isStrict ? strict : firstRow(lines, layout, rowWithWords);
  const line = lines[first];
  if (line === undefined) {
    throw new TraceError(file, noRows(source.head, lines.slice(layout.skipRows ?? 0)));
  }
  const style = commonStyle(lines.slice(first, first + 200), layout);
  const rows = rowsFrom(lines.slice(first, first + ROWS_SEEN), style);
  const width = Math.max(widthOf(rows), titledWidth(lines[first - 1], rows, style.delimiter));
  const titles = titlesAbove(lines, first, width, style.delimiter);
  const names = columnNames(source, { line, first, width }, titles.names, layout, expected);
  const tail = () => rowsFrom(headLines(source.tail).slice(1), style);
  const columns = names.map((name, index): TableColumn => {
    if (expected.only?.includes(index) === false)
      return { name, role: "passed", look: columnLook(new Float64Array()) };
    const title = { name, unit: titles.units[index] ?? "" };
    return columnOf(rows, index, title, { source, style, layout, tail });
  });
  const clocked = withOneTime(file, columns, layout);
  refuseUnreadDates(file, clocked, rows, layout);
  const preamble = preambleFacts(lines.slice(0, first), layout.timeZone);
  const axis = axisOf(clocked);
  return {
    style,
    skip: first,
    preamble,
    columns: clocked,
    ...(axis !== undefined && { axis }),
  };
}

/** Why a file is no table, in words. */
function noRows(head: Uint8Array, lines: readonly string[]): string {
  const [found, ...more] = lines.filter((line) => line.trim() !== "");
  if (found === undefined) return "the file is empty; rows of numbers would be right";
  const odd = head.filter((byte) => byte < 9 || (byte > 13 && byte < 32)).length;
  if (odd > head.length / 50)
    return 'found bytes that are no text, of a form that nothing in them names; with their type they would be right: in Python numpy.save("rec.npy", numpy.fromfile("rec.bin", "<i2")) (16-bit integers; "<f4" floats)';
  if (more.length === 0 && /[A-Za-z]/.test(found))
    return `found titles ("${brief(found)}") and no rows under them; rows of numbers would be right`;
  return `found no rows of numbers in its head, but "${brief(found)}"; lines of numbers separated by ",", ";", tabs or blanks would be right (trace.delimiter and trace.skipRows in the plant file say otherwise)`;
}

/** The lines of the head, without one that it cuts off. */
function wholeLines({ head, tail }: TableHead): readonly string[] {
  const lines = withoutSeparatorLine(headLines(head));
  return tail.length > 0 && lines.length > 1 ? lines.slice(0, -1) : lines;
}

/** What looks like a date to a person: three numbers apart, or a clock. */
const LIKE_A_DATE =
  /^\D{0,12}\d{1,4}\s?[^\d\s,.+]{1,9}\s?\d{1,2}\s?[^\d\s,]{1,9}\s?\d{1,4}|\b\d{1,2}:\d{2}\b/u;

/** Dates in a form that is not known are asked for: without them the recording would be of another day. */
function refuseUnreadDates(
  file: string,
  columns: readonly TableColumn[],
  rows: readonly string[][],
  layout: TraceLayout,
): void {
  if (
    layout.columns !== undefined ||
    columns.some(({ role }) => role === "time" || role === "date")
  )
    return;
  for (const [index, { role, name }] of columns.entries()) {
    if (role !== "text") continue;
    const fields = rows.map((row) => row[index] ?? "").filter((field) => field !== "");
    const alike = fields.filter((field) => LIKE_A_DATE.test(field)).length;
    if (alike < 3 || alike < 0.8 * fields.length || new Set(fields).size < 2) continue;
    throw new TraceError(
      file,
      `column ${name}: "${brief(fields[0] ?? "")}" looks like a date in a form that is not known; trace.timeFormat in the plant file says how it is written (DD.MM.YYYY HH:mm:ss.SSS, …), or trace.columns names the columns, none of them "time"`,
    );
  }
}

/** Spreadsheets say their separator in a line `sep=;` of its own, which is empty here so that lines keep their numbers. */
function withoutSeparatorLine(lines: readonly string[]): readonly string[] {
  return /^sep=.$/i.test(lines[0] ?? "") ? ["", ...lines.slice(1)] : lines;
}

function rowsFrom(lines: readonly string[], { delimiter }: TableStyle): readonly string[][] {
  return lines.filter((line) => line.trim() !== "").map((line) => cellsOf(line, delimiter));
}

/** The width of most rows, without columns at the end that are empty in all. */
function widthOf(rows: readonly string[][]): number {
  const counts = new Map<number, number>();
  let filled = 1;
  for (const row of rows.slice(0, 50)) {
    counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
    filled = Math.max(filled, row.findLastIndex((cell) => cell !== "") + 1);
  }
  const [usual = 1] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  return Math.min(usual, filled);
}

/** How many columns a full line of titles just above the rows has, where rows are as wide: the last may be filled far below only. */
function titledWidth(
  line: string | undefined,
  rows: readonly string[][],
  delimiter: string,
): number {
  const titles = cellsOf((line ?? "").replace(/^\s*[#%]+\s*/, ""), delimiter);
  const isFull = titles.length > 1 && titles.every((title) => /[^\d\s.,+-]/u.test(title));
  return isFull && rows.every((row) => row.length === titles.length) ? titles.length : 0;
}

interface ColumnQuestion {
  readonly source: TableHead;
  readonly style: TableStyle;
  readonly layout: TraceLayout;
  readonly tail: () => readonly string[][];
}

function columnOf(
  rows: readonly string[][],
  index: number,
  { name, unit }: { readonly name: string; readonly unit: string },
  { source, style, layout, tail }: ColumnQuestion,
): TableColumn {
  const fields = rows.map((row) => row[index] ?? "");
  const filled = fields.filter((field) => field !== "");
  const numbers = filled.map((field) => numberIn(field, style));
  const share = numbers.filter((value) => !Number.isNaN(value)).length / filled.length;
  const look = columnLook(Float64Array.from(numbers));
  const mostlyNumbers = share > 0.5 || filled.every((field) => NOT_A_NUMBER.test(field));
  const isClock = TIME_NAME.test(name);
  const declared = layout.timeFormat !== undefined && isClock;
  if (!mostlyNumbers || declared || (isClock && isCompactMoment(filled))) {
    const more = () => tail().map((row) => row[index] ?? "");
    const dates = dateReader(filled, { file: source.file, title: name, layout, more });
    if (dates !== undefined) return { name, role: "date", dates, look };
  }
  if (!mostlyNumbers) return { name, role: "text", look };
  const said = unit === "" ? unitBeside(filled) : unit;
  const base = {
    name,
    ...(said !== undefined && { unit: said }),
    ...((said !== unit || share < 1) && filled.some(hasMore(style)) && { isMixed: true }),
    look,
  };
  if (isClock) {
    const clock = numericClock(source.file, base, Float64Array.from(numbers), layout);
    return { ...base, role: "time", clock };
  }
  return { ...base, role: index === 0 && INDEX_NAME.test(name) ? "index" : "channel" };
}

/** What stands where a number is missing. */
const NOT_A_NUMBER = /^[-+]?(nan|inf(inity)?)$/i;

function hasMore(style: TableStyle): (field: string) => boolean {
  const pattern = style.decimalComma ? WITH_COMMA : WITH_POINT;
  return (field) => !pattern.test(field);
}

/** The unit that stands beside every number of a column. */
function unitBeside(fields: readonly string[]): string | undefined {
  const units = new Set(
    fields.slice(0, 50).map((field) => /^[-+]?[\d.,]+(?:e[-+]?\d+)?\s*(\D.*)$/i.exec(field)?.[1]),
  );
  const [unit] = units;
  return units.size === 1 && unit !== undefined && unitNamed(unit) !== undefined ? unit : undefined;
}

/** A title that speaks of what a spectrum's lines stand along. */
const AXIS_NAME = /^(f|fr[eé]q\w*|frequenz|频率|orders?|ordnung(en)?|hz|cpm)(?![a-z])/i;

function axisOf(columns: readonly TableColumn[]): number | undefined {
  if (columns.some(({ role }) => role === "time" || role === "date")) return undefined;
  const found = columns.findIndex(
    ({ role, name, look }) =>
      role === "channel" && AXIS_NAME.test(name) && look.text.startsWith("only rises"),
  );
  const hasMore = columns.some(({ role }, at) => role === "channel" && at !== found);
  return found >= 0 && hasMore ? found : undefined;
}

/** Leaves a table one clock: where several columns could be it, those that stand still are none. */
function withOneTime(
  file: string,
  columns: readonly TableColumn[],
  { columns: named }: TraceLayout,
): readonly TableColumn[] {
  const moving = (column: TableColumn) =>
    column.role === "time" && !/stands/.test(column.look.text);
  const moments = columns.filter(({ dates }) => dates?.what === "moment");
  const days = columns.filter(({ dates }) => dates?.what === "day");
  const clocks = columns.filter(({ dates }) => dates?.what === "clock");
  const times = columns.filter(moving);
  const best = (some: readonly TableColumn[]) =>
    some.length < 2
      ? some[0]
      : (some.find(({ name }) => named !== undefined && /^time$/i.test(name)) ??
        only(some.filter(({ name }) => /^(_?time|timestamps?|date[ _]?time|时间)$/i.test(name))));
  const moment = best(moments);
  if (moment === undefined && moments.length > 1)
    throw new TraceError(
      file,
      `found dates in the columns ${moments.map(({ name }) => name).join(", ")}; name the one that dates the rows "time" in trace.columns of the plant file`,
    );
  const [day] = days;
  const [clock] = clocks;
  const chosen: readonly (TableColumn | undefined)[] =
    moment !== undefined
      ? [moment]
      : day !== undefined || clock !== undefined
        ? [day, clock]
        : [best(times) ?? times[0]];
  return columns.map((column) => {
    const isClock = column.role === "time" || column.role === "date";
    return !isClock || chosen.includes(column) ? column : { ...column, role: "passed" };
  });
}

function only<T>(some: readonly T[]): T | undefined {
  return some.length === 1 ? some[0] : undefined;
}

/** How many fields a row has; 0 when the line is none. */
type RowWidth = (line: string, style: TableStyle) => number;

/** Index of the first of the rows; the number of lines when there are none. */
function firstRow(lines: readonly string[], layout: TraceLayout, widthOf: RowWidth): number {
  const begin = layout.skipRows ?? 0;
  let start = -1;
  let width = 0;
  let alike = 0;
  let candidate = -1;
  for (let at = begin; at < lines.length && alike < ROWS_ALIKE; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "") continue;
    const found = widthOf(line, styleFor(line, layout));
    if (found > 0 && found === width) alike++;
    else {
      // The last line of the head may be cut off: it is no reason to doubt the rows before it.
      if (found > 0 && at === lines.length - 1 && alike > 0) break;
      // One line that is no row between rows of the same width is a remark among them.
      if (found === 0 && alike > 1) {
        candidate = start;
        alike = 0;
        continue;
      }
      start = found > 0 ? (found === width && candidate >= 0 ? candidate : at) : -1;
      if (found !== width) candidate = -1;
      width = found;
      alike = found > 0 ? 1 : 0;
    }
  }
  return start < 0 ? lines.length : start;
}

function rowOfNumbers(line: string, style: TableStyle): number {
  const fields = cellsOf(line, style.delimiter);
  const isRow =
    fields.every(
      (field) => field === "" || isNumber(field, style) || dateParts(field) !== undefined,
    ) && fields.some((field) => isNumber(field, style));
  return isRow ? trimmedWidth(fields) : 0;
}

/** Words between blanks are prose, not columns. */
function rowWithWords(line: string, style: TableStyle): number {
  const fields = cellsOf(line, style.delimiter);
  const isRow =
    style.delimiter !== " " && fields.some((field) => !Number.isNaN(numberIn(field, style)));
  return isRow ? fields.length : 0;
}

function trimmedWidth(fields: readonly string[]): number {
  return fields.length;
}

const WITH_COMMA = /^[-+]?(\d+(,\d*)?|,\d+)([eEdD][-+]?\d+)?$/;
const WITH_POINT = /^[-+]?(\d+(\.\d*)?|\.\d+)([eEdD][-+]?\d+)?$/;

/** NaN and Inf stand where a number would: they make no other table of it. */
function isNumber(field: string, style: TableStyle): boolean {
  if (NOT_A_NUMBER.test(field)) return true;
  return (style.decimalComma ? WITH_COMMA : WITH_POINT).test(field);
}

function styleFor(line: string, { delimiter }: TraceLayout): TableStyle {
  if (delimiter === undefined) return styleOf(line);
  const named = delimiter === "tab" || delimiter === "\\t" ? "\t" : delimiter;
  return { delimiter: named, decimalComma: named !== "," && hasDecimalComma(line.split(named)) };
}

/** The style of rows of which the first may be all integers. */
function commonStyle(rows: readonly string[], layout: TraceLayout): TableStyle {
  const { delimiter } = styleFor(rows[0] ?? "", layout);
  const decimalComma =
    delimiter !== "," && hasDecimalComma(rows.flatMap((row) => row.split(delimiter)));
  return { delimiter, decimalComma };
}

function columnNames(
  { file }: TableHead,
  { line, first, width }: { readonly line: string; readonly first: number; readonly width: number },
  titles: readonly string[],
  layout: TraceLayout,
  { columns, columnPrefix = "col" }: TableExpectation,
): readonly string[] {
  const named = layout.columns ?? columns;
  if (named !== undefined) {
    if (named.length === width) return named;
    throw new TraceError(
      file,
      `line ${first + 1}: found ${width} columns in "${brief(line)}"; ${named.length} (${named.join(", ")}) would be right`,
    );
  }
  const seen = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const title = titles[index];
    const isNone = title === undefined || (title === "" && index > 0);
    // The second of a title keeps it, so that it is seen that several could be meant.
    const own = isNone ? undefined : seen.has(title) ? `${title} #${index + 1}` : title;
    const name = own ?? `${columnPrefix}${index + 1}`;
    seen.add(name);
    return name;
  });
}
