import type { TraceLayout } from "@raceway/model/plant";
import { TraceError } from "../trace.ts";
import { type DateParts, dateParts, dayOf, possibleOrders } from "./date-form.ts";
import { datePattern } from "./date-pattern.ts";

/** Reads the dates of one column. */
export interface DateReader {
  /** `day`: dates alone; `clock`: times of day alone. */
  readonly what: "moment" | "day" | "clock";
  /** Seconds since 1970 (of a clock: since midnight); with `ahead` by UTC, else by a wall clock. Undefined for what is no date of this form. */
  read(text: string): { readonly seconds: number; readonly isUtc: boolean } | undefined;
}

/** What the numbers of a time column count. */
export interface NumberFormat {
  /** Seconds in one. */
  readonly scale: number;
  /** The number that stands for 1970-01-01; absent: as far as the numbers say. */
  readonly epoch?: number;
  /** They are of a clock on the wall, without a zone. */
  readonly isWall?: true;
}

/** What `trace.timeFormat` says beside patterns of dates. */
export const NUMBER_FORMATS: Readonly<Record<string, NumberFormat>> = {
  s: { scale: 1 },
  ms: { scale: 1e-3 },
  us: { scale: 1e-6 },
  ns: { scale: 1e-9 },
  /** Days as Excel counts them. */
  excel: { scale: 86_400, epoch: 25_569, isWall: true },
  /** Days as MATLAB counts them (datenum). */
  matlab: { scale: 86_400, epoch: 719_529, isWall: true },
  /** Seconds since 1904 by UTC, LabVIEW's. */
  labview: { scale: 1, epoch: 2_082_844_800 },
  /** Tenths of microseconds since the year 1, .NET's. */
  ticks: { scale: 1e-7, epoch: 621_355_968_000_000_000, isWall: true },
};

/** Share of a column's fields that must be dates. */
const ENOUGH = 0.8;

/**
 * How a column's dates are written; undefined when it has none.
 *
 * @param more further fields of the column, from elsewhere in the file, asked for only when the first leave open whether day or month stands first.
 * @throws TraceError when they still do.
 */
export function dateReader(
  fields: readonly string[],
  { file, title, layout, more }: DateQuestion,
): DateReader | undefined {
  const given = fields.filter((field) => field !== "");
  const read = readerOf(layout, file);
  const parts = given.flatMap((field) => read(field) ?? []);
  if (given.length === 0 || parts.length < given.length * ENOUGH) return undefined;
  const what = whatOf(parts[0]);
  if (what === "clock") return { what, read: (text) => clockIn(read(text)) };
  let orders = possibleOrders(parts);
  if (orders.length > 1) {
    const others = more().flatMap((field) => read(field) ?? []);
    orders = possibleOrders([...parts, ...others]);
  }
  const [order] = orders;
  if (order === undefined) return undefined;
  if (orders.length > 1)
    throw new TraceError(
      file,
      `column ${title}: "${given[0] ?? ""}" may be ${orders.map((one) => isoDay(parts[0], one)).join(" or ")}; trace.timeFormat in the plant file says which (DD/MM/YYYY HH:mm:ss, MM/DD/YYYY hh:mm:ss A, …)`,
    );
  return {
    what,
    read(text) {
      const found = read(text);
      const day = found?.date === undefined ? undefined : dayOf(found.date, order);
      if (found === undefined || day === undefined) return undefined;
      const { clock = 0, ahead } = found;
      return { seconds: day * 86_400 + clock - (ahead ?? 0), isUtc: ahead !== undefined };
    },
  };
}

export interface DateQuestion {
  readonly file: string;
  readonly title: string;
  readonly layout: TraceLayout;
  readonly more: () => readonly string[];
}

function readerOf(layout: TraceLayout, file: string): (text: string) => DateParts | undefined {
  const { timeFormat } = layout;
  if (timeFormat === undefined || Object.hasOwn(NUMBER_FORMATS, timeFormat)) return dateParts;
  const pattern = datePattern(timeFormat);
  if (pattern === undefined)
    throw new TraceError(
      file,
      `trace.timeFormat "${timeFormat}": a pattern such as DD/MM/YYYY HH:mm:ss.SSS, or ${Object.keys(NUMBER_FORMATS).join(", ")} would be right`,
    );
  return pattern;
}

function whatOf(parts: DateParts | undefined): DateReader["what"] {
  if (parts?.date === undefined) return "clock";
  return parts.clock === undefined ? "day" : "moment";
}

function clockIn(parts: DateParts | undefined) {
  return parts?.clock === undefined ? undefined : { seconds: parts.clock, isUtc: false };
}

function isoDay(parts: DateParts | undefined, order: Parameters<typeof dayOf>[1]): string {
  const day = parts?.date === undefined ? undefined : dayOf(parts.date, order);
  return day === undefined ? order : new Date(day * 86_400_000).toISOString().slice(0, 10);
}
