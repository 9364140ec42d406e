import type { TraceLayout } from "@raceway/model/plant";
import { TraceError } from "../trace.ts";
import { allFieldsOf, brief, fieldsOf, type TableStyle } from "./number-table.ts";
import { headLines, isTimestamp, styleOf } from "./table-style.ts";

/** How a text table is laid out. */
export interface TableShape {
  readonly style: TableStyle;
  /** Lines before the first row of numbers. */
  readonly skip: number;
  readonly columns: readonly TableColumn[];
}

export interface TableColumn {
  readonly name: string;
  /** `time` has numbers, `date` has dates with a time of day; `index` counts rows and `text` has words: no channels. */
  readonly role: "channel" | "time" | "date" | "index" | "text";
}

/** What is known of a table before it is looked at. */
export interface TableExpectation {
  readonly columns?: readonly string[];
  /** Of the columns that nothing names, with their number from 1 after it. Default `col`. */
  readonly columnPrefix?: string;
}

/** So many rows alike in a row are the table; fewer may be part of a preamble. */
const ROWS_ALIKE = 3;
const TIME_NAME = /^(time|t|timestamps?|date ?time|seconds?|secs?|zeit|x_value|elapsed)\b/i;
const INDEX_NAME = /^(|unnamed: 0|index|idx|sample( ?(no\.?|number|index))?|row|n|no\.?|#)$/i;

/**
 * The shape of a table from the head of its file: the rows begin where three lines in a row have the same number of numbers, else of fields some
 * of which are numbers; the line before them is the header when it has as many fields. What the layout declares wins.
 *
 * @throws TraceError when no rows are found, or other than declared.
 */
export function tableShape(
  file: string,
  head: Uint8Array,
  layout: TraceLayout,
  expected: TableExpectation,
): TableShape {
  const lines = headLines(head);
  const strict = firstRow(lines, layout, rowOfNumbers);
  const isStrict = strict < lines.length;
  const first = isStrict ? strict : firstRow(lines, layout, rowWithWords);
  const line = lines[first];
  if (line === undefined) {
    const found = lines.slice(layout.skipRows ?? 0).find((each) => each.trim() !== "");
    throw new TraceError(
      file,
      `found no rows of numbers in its head, but "${brief(found ?? "")}"; lines of numbers separated by ",", ";", tabs or blanks would be right (trace.delimiter and trace.skipRows in the plant file say otherwise)`,
    );
  }
  const style = commonStyle(lines.slice(first), layout);
  const fields = (isStrict ? fieldsOf : allFieldsOf)(line, style.delimiter);
  const names = columnNames(file, lines, first, fields.length, style, layout, expected);
  const hasDate = fields.some(isTimestamp);
  const columns = names.map((name, index): TableColumn => {
    const field = fields[index] ?? "";
    if (isTimestamp(field)) return { name, role: "date" };
    if (!isNumber(field, style)) return { name, role: "text" };
    if (TIME_NAME.test(name) && !hasDate) return { name, role: "time" };
    return { name, role: index === 0 && INDEX_NAME.test(name) ? "index" : "channel" };
  });
  return { style, skip: first, columns };
}

/** How many fields a row has; 0 when the line is none. */
type RowWidth = (line: string, style: TableStyle) => number;

/** Index of the first of the rows; the number of lines when there are none. */
function firstRow(lines: readonly string[], layout: TraceLayout, widthOf: RowWidth): number {
  const begin = layout.skipRows ?? 0;
  let start = -1;
  let width = 0;
  let alike = 0;
  for (let at = begin; at < lines.length && alike < ROWS_ALIKE; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "") continue;
    const found = widthOf(line, styleFor(line, layout));
    if (found > 0 && found === width) alike++;
    else {
      // The last line of the head may be cut off: it is no reason to doubt the rows before it.
      if (found > 0 && at === lines.length - 1 && alike > 0) break;
      start = found > 0 ? at : -1;
      width = found;
      alike = found > 0 ? 1 : 0;
    }
  }
  return start < 0 ? lines.length : start;
}

function rowOfNumbers(line: string, style: TableStyle): number {
  const fields = fieldsOf(line, style.delimiter);
  const isRow =
    fields.every((field) => isNumber(field, style) || isTimestamp(field)) &&
    fields.some((field) => isNumber(field, style));
  return isRow ? fields.length : 0;
}

/** Words between blanks are prose, not columns. */
function rowWithWords(line: string, style: TableStyle): number {
  const fields = allFieldsOf(line, style.delimiter);
  const isRow = style.delimiter !== " " && fields.some((field) => isNumber(field, style));
  return isRow ? fields.length : 0;
}

const WITH_COMMA = /^[-+]?(\d+(,\d*)?|,\d+)([eE][-+]?\d+)?$/;
const WITH_POINT = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/;

/** NaN and Inf stand where a number would: they are to be complained of, not passed over. */
function isNumber(field: string, style: TableStyle): boolean {
  if (/^[-+]?(nan|inf(inity)?)$/i.test(field)) return true;
  return (style.decimalComma ? WITH_COMMA : WITH_POINT).test(field);
}

function styleFor(line: string, { delimiter }: TraceLayout): TableStyle {
  const style = styleOf(line);
  if (delimiter === undefined) return style;
  const named = delimiter === "tab" || delimiter === "\\t" ? "\t" : delimiter;
  const decimalComma = named !== "," && !line.includes(".") && /\d,\d/.test(line);
  return { delimiter: named, decimalComma };
}

/** The style of rows of which the first may be all integers. */
function commonStyle(rows: readonly string[], layout: TraceLayout): TableStyle {
  const { delimiter } = styleFor(rows[0] ?? "", layout);
  const decimalComma =
    delimiter !== "," &&
    rows.some((row) => /\d,\d/.test(row)) &&
    !rows.some((row) => row.includes("."));
  return { delimiter, decimalComma };
}

function columnNames(
  file: string,
  lines: readonly string[],
  first: number,
  width: number,
  style: TableStyle,
  layout: TraceLayout,
  { columns, columnPrefix = "col" }: TableExpectation,
): readonly string[] {
  const named = layout.columns ?? columns;
  if (named !== undefined) {
    if (named.length === width) return named;
    throw new TraceError(
      file,
      `line ${first + 1}: found ${width} columns in "${brief(lines[first] ?? "")}"; ${named.length} (${named.join(", ")}) would be right`,
    );
  }
  const header = lines
    .slice(0, first)
    .findLast((line) => line.trim() !== "")
    ?.replace(/^\s*[#%]+\s*/, "");
  const titles = header === undefined ? [] : headerFields(header, width, style);
  const seen = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const title = titles[index];
    const name =
      title === undefined || (title === "" && index > 0) || seen.has(title)
        ? `${columnPrefix}${index + 1}`
        : title;
    seen.add(name);
    return name;
  });
}

/** The titles of a header with as many fields as there are columns; none when it is something else. */
function headerFields(header: string, width: number, style: TableStyle): readonly string[] {
  for (const delimiter of [style.delimiter, ",", ";", "\t", " "]) {
    const fields = allFieldsOf(header, delimiter);
    const kept = fields.length > width ? fieldsOf(header, delimiter) : fields;
    // LabVIEW announces a column of comments that rows leave out.
    const extra = kept.length === width + 1 && kept.at(-1)?.toLowerCase() === "comment";
    if (kept.length === width || extra) return kept;
  }
  return [];
}
