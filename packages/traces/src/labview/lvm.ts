import { nanosOfSeconds } from "@raceway/model/time";
import { momentInText } from "../moment-text.ts";
import type { Recording } from "../recording.ts";
import { readWhole } from "../recording.ts";
import { plausibleRate } from "../sample-rate.ts";
import { type Segment, segmentTrace } from "../segments.ts";
import { textOf } from "../tables/text.ts";
import { type Trace, TraceError } from "../trace.ts";

/** LabVIEW measurement files (.lvm): text whose headers say rate, unit and time of every channel (NI, "Specification for the LabVIEW Measurement File"). */
export function lvmTrace(recording: Recording): Promise<Trace> {
  return segmentTrace(recording, {
    format: "lvm",
    title: "LabVIEW measurement",
    read: async (file, { layout }) =>
      readMeasurementFile(textOf(await readWhole(file)), file, layout.timeZone),
  });
}

const END = "***End_of_Header***";
type Header = ReadonlyMap<string, readonly string[]>;

/**
 * The channels of all segments of a file.
 *
 * @throws TraceError when it is none, or a row does not fit.
 */
export function readMeasurementFile(
  text: string,
  file: string,
  timeZone: string | undefined,
): readonly Segment[] {
  const lines = text.split(/\r?\n/);
  if (!/^LabVIEW Measurement/i.test(lines[0] ?? ""))
    throw new TraceError(file, 'found no "LabVIEW Measurement" in its first line');
  const separator = /^Separator\s*,|^Separator\tComma/im.test(text.slice(0, 4096)) ? "," : "\t";
  const whole = readHeader(lines, 0, separator);
  const segments: Segment[] = [];
  for (let at = whole.next; at < lines.length; ) {
    if ((lines[at] ?? "").trim() === "") {
      at++;
      continue;
    }
    const hasHeader = /^Channels\b/.test(lines[at] ?? "");
    const header = hasHeader
      ? readHeader(lines, at, separator)
      : { fields: whole.fields, next: at };
    const rows = readRows(lines, header.next, separator, whole.fields, file);
    segments.push(...channelsOf(whole.fields, header.fields, rows.columns, timeZone));
    at = rows.next;
  }
  if (segments.length === 0) throw new TraceError(file, "found no rows of numbers in it");
  return segments;
}

function readHeader(lines: readonly string[], from: number, separator: string) {
  const fields = new Map<string, readonly string[]>();
  let at = from;
  for (; at < lines.length && !(lines[at] ?? "").startsWith(END); at++) {
    const [key = "", ...values] = (lines[at] ?? "").split(separator);
    fields.set(
      key.trim(),
      values.map((value) => value.trim()),
    );
  }
  return { fields: fields as Header, next: at + 1 };
}

interface Column {
  /** Empty: it has none. */
  readonly title: string;
  /** Where its facts stand in the header's lines, which have no place for X columns but where each channel has its own. */
  readonly place: number;
  readonly values: readonly number[];
  /** What its X column says of each value; empty where there is none. */
  readonly x: readonly number[];
}

interface Rows {
  readonly columns: readonly Column[];
  readonly next: number;
}

function readRows(
  lines: readonly string[],
  from: number,
  separator: string,
  whole: Header,
  file: string,
): Rows {
  const xColumns = whole.get("X_Columns")?.[0] ?? "One";
  const decimal = whole.get("Decimal_Separator")?.[0] === "," ? "," : ".";
  const header = (lines[from] ?? "").split(separator).map((title) => title.trim());
  const hasTitles = header.some((title) => /[A-Za-z]/.test(title) && !isNumber(title, decimal));
  const titles = hasTitles ? header : [];
  const isMulti = /^multi$/i.test(xColumns);
  const isX = (index: number) => (isMulti ? index % 2 === 0 : index === 0);
  const columns = new Map<number, { values: number[]; x: number[] }>();
  let at = hasTitles ? from + 1 : from;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "" || /^Channels\b/.test(line)) break;
    const cells = line.split(separator).map((cell) => cell.trim());
    for (const [index, cell] of cells.entries()) {
      if (isX(index) || cell === "" || /^comment$/i.test(titles[index] ?? "")) continue;
      if (!isNumber(cell, decimal)) {
        // A comment stands behind the numbers.
        if (index >= cells.length - 1 && index > 1) continue;
        throw new TraceError(
          file,
          `line ${at + 1}: found "${cell.slice(0, 40)}"; a number would be right`,
        );
      }
      const column = columns.get(index) ?? { values: [], x: [] };
      columns.set(index, column);
      column.values.push(numberOf(cell, decimal));
      const x = cells[isMulti ? index - 1 : 0] ?? "";
      if (isNumber(x, decimal)) column.x.push(numberOf(x, decimal));
    }
  }
  const found = [...columns].map(([index, column]) => ({
    ...column,
    title: titles[index] ?? "",
    place: index - 1,
  }));
  return { columns: found, next: at };
}

function isNumber(text: string, decimal: string): boolean {
  return text !== "" && Number.isFinite(numberOf(text, decimal));
}

function numberOf(text: string, decimal: string): number {
  return Number(decimal === "," ? text.replace(",", ".") : text);
}

function channelsOf(
  whole: Header,
  header: Header,
  columns: readonly Column[],
  timeZone: string | undefined,
): readonly Segment[] {
  return columns.map(({ title, place, values, x }, index) => {
    const at = (key: string) => header.get(key)?.[place] || undefined;
    const step = Number((at("Delta_X") ?? "").replace(",", "."));
    const own = x.length === values.length ? ownTimes(x, step) : undefined;
    const sampleRate = own ? undefined : (rateOf(step) ?? rateOf(meanStep(x)));
    const time = startOf(whole, header, place, timeZone);
    const offset = own?.begin ?? Number((at("X0") ?? "0").replace(",", "."));
    const unitText = at("Y_Unit_Label");
    return {
      name: title || `channel ${index + 1}`,
      ...(unitText !== undefined && { unitText }),
      ...(time !== undefined && {
        time: time + nanosOfSeconds(Number.isFinite(offset) ? offset : 0),
      }),
      ...(sampleRate !== undefined && { sampleRate }),
      ...(own && { offsets: own.offsets, sampleRate: own.sampleRate }),
      samples: Float64Array.from(values),
    };
  });
}

/**
 * Times that the X column gives each value, where they are not evenly spaced: a logger that writes a row when it has one puts any Delta_X into
 * the header. Undefined where a step is enough.
 */
function ownTimes(x: readonly number[], step: number) {
  const [begin] = x;
  const mean = meanStep(x);
  if (begin === undefined || mean === undefined || !(mean > 0)) return undefined;
  const even = step > 0 ? step : mean;
  const isEven = x.every((value, index) => Math.abs(value - begin - index * even) < even / 2);
  const rises = x.every((value, index) => index === 0 || value > (x[index - 1] ?? value));
  if (isEven || !rises) return undefined;
  return { begin, sampleRate: 1 / mean, offsets: Float64Array.from(x, (value) => value - begin) };
}

function rateOf(step: number | undefined): number | undefined {
  // Six digits of a step: a rate to as many.
  return step !== undefined && step > 0
    ? plausibleRate(Number((1 / step).toPrecision(5)))
    : undefined;
}

function meanStep(x: readonly number[]): number | undefined {
  const [first] = x;
  const last = x.at(-1);
  return first === undefined || last === undefined || x.length < 2
    ? undefined
    : (last - first) / (x.length - 1);
}

/** A segment's own date and time; the file's where they have the same second, which the file says more finely. */
function startOf(whole: Header, header: Header, index: number, timeZone: string | undefined) {
  const moment = (fields: Header, column: number) => {
    const date = fields.get("Date")?.[column];
    const time = fields.get("Time")?.[column];
    return date && time ? momentInText(`${date} ${time.replace(",", ".")}`, timeZone) : undefined;
  };
  const own = moment(header, index) ?? moment(header, 0);
  const file = moment(whole, 0);
  const second = 1_000_000_000n;
  if (
    own !== undefined &&
    file !== undefined &&
    own % second === 0n &&
    own === file - (file % second)
  )
    return file;
  return own ?? file;
}
