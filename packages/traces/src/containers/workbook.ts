import { SaxesParser } from "saxes";
import { TraceError } from "../trace.ts";
import { csvText } from "./csv-text.ts";
import { zipEntries } from "./zip.ts";

/** The cells of all sheets together: as many as Excel's largest sheet has rows, times sixteen. */
const MOST_CELLS = 2 ** 24;
/** Places of a sheet that may be empty for each cell before a row's last one, and in a small sheet. */
const EMPTY_A_CELL = 8;
const SMALL_SHEET = 200_000;
const MS_PER_DAY = 86_400_000;
/** Days from Excel's zero, 1899-12-30, to 1970. */
const EPOCH_DAYS = 25_569;
/** Numbers of built-in formats that show dates or times (ECMA-376, part 1, 18.8.30). */
const DATE_FORMATS = [14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47];

/**
 * The sheets of an Excel workbook (.xlsx, ECMA-376) as texts of tables, by name. Dates become ISO 8601.
 *
 * @throws TraceError when it is damaged or too large.
 */
export async function workbookSheets(file: string): Promise<ReadonlyMap<string, string>> {
  const parts = await partsOf(file);
  try {
    const book = {
      file,
      strings: stringsOf(parts.get("xl/sharedStrings.xml") ?? ""),
      dates: dateStyles(parts.get("xl/styles.xml") ?? ""),
      cells: 0,
      places: 0,
    };
    const sheets = new Map<string, string>();
    for (const { name, part } of sheetsOf(parts)) {
      const rows = rowsOf(parts.get(part) ?? "", book);
      if (rows.length > 0) sheets.set(name, csvText(rows));
    }
    return sheets;
  } catch (error) {
    if (error instanceof TraceError) throw error;
    throw new TraceError(file, "damaged Excel workbook: a part of it is no XML", { cause: error });
  }
}

const PARTS =
  /^xl\/(workbook|sharedStrings|styles|worksheets\/[^/]+)\.xml$|^xl\/_rels\/workbook\.xml\.rels$/i;

async function partsOf(file: string): Promise<ReadonlyMap<string, string>> {
  const parts = new Map<string, string>();
  try {
    for await (const { name, bytes } of zipEntries(file, (entry) => PARTS.test(entry)))
      parts.set(name, bytes.toString("utf8"));
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    throw new TraceError(file, `Excel workbook: ${error.reason}`, { cause: error });
  }
  return parts;
}

type Attributes = Readonly<Record<string, string>>;

function parse(
  xml: string,
  handle: {
    readonly open?: (name: string, attributes: Attributes) => void;
    readonly text?: (text: string) => void;
    readonly close?: (name: string) => void;
  },
): void {
  if (xml === "") return;
  const parser = new SaxesParser();
  const local = (name: string) => name.replace(/^.*:/, "");
  parser.on("opentag", ({ name, attributes }) =>
    handle.open?.(local(name), attributes as Attributes),
  );
  parser.on("text", (text) => handle.text?.(text));
  parser.on("closetag", ({ name }) => handle.close?.(local(name)));
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
}

function stringsOf(xml: string): readonly string[] {
  const strings: string[] = [];
  let current = "";
  let isText = false;
  parse(xml, {
    open(name) {
      if (name === "si") current = "";
      isText = name === "t";
    },
    text(text) {
      if (isText) current += text;
    },
    close(name) {
      if (name === "si") strings.push(current);
      isText = false;
    },
  });
  return strings;
}

/** Which cell styles show dates. */
function dateStyles(xml: string): readonly boolean[] {
  const own = new Map<number, boolean>();
  const styles: boolean[] = [];
  let isCell = false;
  parse(xml, {
    open(name, { numFmtId, formatCode }) {
      if (name === "numFmt") {
        const code = (formatCode ?? "").replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, "");
        own.set(Number(numFmtId), /[ymdhs]/i.test(code));
      }
      if (name === "cellXfs") isCell = true;
      if (name === "xf" && isCell)
        styles.push(own.get(Number(numFmtId)) ?? DATE_FORMATS.includes(Number(numFmtId)));
    },
    close(name) {
      if (name === "cellXfs") isCell = false;
    },
  });
  return styles;
}

function sheetsOf(parts: ReadonlyMap<string, string>) {
  const targets = new Map<string, string>();
  parse(parts.get("xl/_rels/workbook.xml.rels") ?? "", {
    open(name, attributes) {
      if (name === "Relationship")
        targets.set(
          attributes["Id"] ?? "",
          (attributes["Target"] ?? "").replace(/^\/?(xl\/)?/, "xl/"),
        );
    },
  });
  const sheets: { readonly name: string; readonly part: string }[] = [];
  parse(parts.get("xl/workbook.xml") ?? "", {
    open(name, attributes) {
      const id =
        attributes["r:id"] ?? Object.entries(attributes).find(([key]) => key.endsWith(":id"))?.[1];
      if (name === "sheet")
        sheets.push({ name: attributes["name"] ?? "sheet", part: targets.get(id ?? "") ?? "" });
    },
  });
  return sheets;
}

interface Book {
  readonly file: string;
  readonly strings: readonly string[];
  readonly dates: readonly boolean[];
  cells: number;
  /** Places of all rows up to their last cells. */
  places: number;
}

function rowsOf(xml: string, book: Book): readonly (readonly unknown[])[] {
  const rows: unknown[][] = [];
  let cell: Attributes = {};
  let value = "";
  let isValue = false;
  parse(xml, {
    open(name, attributes) {
      if (name === "row") rows.push([]);
      if (name === "c") {
        cell = attributes;
        value = "";
        if (++book.cells > MOST_CELLS)
          throw new TraceError(book.file, `more than ${MOST_CELLS} cells`);
      }
      isValue = name === "v" || name === "t";
    },
    text(text) {
      if (isValue) value += text;
    },
    close(name) {
      isValue = false;
      const row = rows.at(-1);
      if (name !== "c" || row === undefined || value === "") return;
      const column = columnOf(cell["r"]) ?? row.length;
      if (column >= 16_384) return;
      book.places += Math.max(0, column + 1 - row.length);
      if (book.places > SMALL_SHEET + EMPTY_A_CELL * book.cells)
        throw new TraceError(book.file, "nearly all cells up to the last of each row are empty");
      row[column] = cellValue(value, cell, book);
    },
  });
  return rows.map((row) => Array.from(row));
}

/** `BC12` is the 54th column, counted from 0. */
function columnOf(place: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(place ?? "")?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellValue(text: string, { t, s }: Attributes, { strings, dates }: Book): unknown {
  if (t === "s") return strings[Number(text)] ?? "";
  if (t === "b") return text === "1" ? 1 : 0;
  if (t !== undefined && t !== "n") return text;
  const number = Number(text);
  if (dates[Number(s)] !== true || !Number.isFinite(number)) return text;
  // A double of days is good to a few microseconds; dates without a day are times alone.
  const micros = Math.round(number * MS_PER_DAY * 1000) - EPOCH_DAYS * MS_PER_DAY * 1000;
  const iso = new Date(Math.floor(micros / 1000)).toISOString();
  const fine = `${iso.slice(11, 19)}.${String(((micros % 1e6) + 1e6) % 1e6).padStart(6, "0")}`;
  return number < 1 ? fine : `${iso.slice(0, 10)} ${fine}`;
}
