import type { Unit } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import { cellsOf } from "./cells.ts";
import { dateParts } from "./date-form.ts";

/** What the lines above a table's rows say of its columns. */
export interface Titles {
  /** One a column; empty where nothing is said. */
  readonly names: readonly string[];
  /** What a line of units says, one a column. */
  readonly units: readonly string[];
}

/** A title that speaks of time. */
export const TIME_NAME =
  /^(_?time|t|ts|timestamps?|date|date[ _]?time|datum|zeit|uhrzeit|seconds?|secs?|x_value|elapsed|uptime|epoch|clock|millis(econds)?|micros(econds)?|时间|日期)(?![a-z])/i;
/** Seconds in one unit of time. */
const TIME_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  micros: 1e-6,
  microseconds: 1e-6,
  ms: 1e-3,
  millis: 1e-3,
  milliseconds: 1e-3,
  msec: 1e-3,
  s: 1,
  sec: 1,
  secs: 1,
  seconds: 1,
  min: 60,
  minutes: 60,
  h: 3600,
  hours: 3600,
};

/** Seconds in the unit of time that a text names: `ms`, `[s]`. */
export function timeUnit(text: string): number | undefined {
  const word = text
    .trim()
    .replace(/^[[(](.*)[\])]$/, "$1")
    .toLowerCase();
  return Object.hasOwn(TIME_UNITS, word) ? TIME_UNITS[word] : undefined;
}

/** Seconds in one unit of a time column, by its title: `time (ms)`, `t_us`, `millis`; undefined when it does not say. */
export function timeScale(title: string): number | undefined {
  const ending = /(?:[[(_ ]|^)([a-zµμ]+)[\])]?$/i.exec(title.trim())?.[1] ?? "";
  return /^(s|h|t)$/i.test(title.trim()) ? undefined : timeUnit(ending);
}

/** The unit that ends a title in brackets: `acceleration [m/s²]`; the text itself when it is none that is known. Else one behind a comma, a slash, `in` or a mark. */
export function unitInTitle(title: string): Unit | string | undefined {
  const bare = title.trim();
  const text = /[[(]([^\])]+(?:\([^)]*\))?)[\])]$/.exec(bare)?.[1]?.trim();
  if (text === undefined) return unitBehind(bare);
  // The capital alone is a gauss where nothing else speaks of acceleration.
  return unitNamed(text) ?? (text === "G" && ACCELERATION.test(bare) ? "g" : text);
}

const ACCELERATION = /acc|vib|beschl|schwing|加速|振/i;
const TEMPERATURE = /temp|温/i;

/** `Acceleration, m/s^2`, `Temperatur in °C`, `acc_mg`, `CH1.Acc.g`: letters that could as well be a sensor's count only where the title says the quantity. */
function unitBehind(title: string): Unit | undefined {
  const spelt = /(?:,|\s\/|\sin)\s+([^\s,][^,]{0,11})$/i.exec(title)?.[1];
  const named = spelt === undefined ? undefined : unitNamed(spelt);
  if (named !== undefined) return named;
  const marked = /[_. -]([A-Za-z°µ]{1,4}(?:_?s_?2)?)$/.exec(title);
  const word = marked?.[1] ?? "";
  const before = title.slice(0, marked?.index ?? 0);
  if (ACCELERATION.test(before))
    return { g: "g", mg: "mg", ms2: "m/s2", m_s2: "m/s2", mms2: "mm/s2", mm_s2: "mm/s2" }[
      word.toLowerCase()
    ] as Unit | undefined;
  if (TEMPERATURE.test(before))
    return { c: "degC", degc: "degC", "°c": "degC", f: "degF", degf: "degF", "°f": "degF", k: "K" }[
      word.toLowerCase()
    ] as Unit | undefined;
  return { rpm: "r/min", ips: "in/s", mms: "mm/s" }[word.toLowerCase()] as Unit | undefined;
}

/** Units that are written in brackets and that no channel here comes in. */
const UNITS_ELSEWHERE =
  /^(m?bar|k?pa|mpa|psi|atm|ppm|lux|lx|rad|deg|°|dps|gauss|ut|mt|pc|nc|ohm|l\/min|kwh|wh|va|var|ph|lb|kg|t|db[a-z]{1,3})$/i;

/** Whether what stands in brackets is meant as a unit, also where it is none that is known: `(bar)`, `(furlong/s2)`; `(left)` is not. */
export function looksLikeUnit(text: string): boolean {
  return UNITS_ELSEWHERE.test(text) || /^[A-Za-zµμ°]{1,8}[²³^/·*][\w²³^/·*()-]{1,8}$/u.test(text);
}

/** A title without the unit in brackets at its end. */
export function withoutUnit(title: string): string {
  return title.replace(/\s*[[(][^[(]*[\])]$/, "").trim() || title;
}

/** Titles may stand so many lines above the rows: names, descriptions, units. */
const MOST_TITLE_LINES = 4;

/** The titles above the first row: the lines as wide as the rows, of which one may have units. */
export function titlesAbove(
  lines: readonly string[],
  first: number,
  width: number,
  delimiter: string,
): Titles {
  const above: (readonly string[])[] = [];
  for (let at = first - 1; at >= 0 && above.length < MOST_TITLE_LINES; at--) {
    const line = (lines[at] ?? "").replace(/^\s*[#%]+\s*/, "");
    if (line.trim() === "") {
      if (above.length > 0) break;
      continue;
    }
    const fields = titleFields(line, width, delimiter);
    if (fields === undefined || (above.length > 0 && fields.some(isValue))) break;
    above.push(fields);
  }
  const units = above.find((fields, at) => isUnits(fields) && above.length > 1 && at < 2);
  const names = above.filter((fields) => fields !== units);
  const timed = names.filter((fields) => fields.some((field) => TIME_NAME.test(field)));
  // Above units may stand descriptions, and above these the names.
  const best = (units === undefined ? timed[0] : timed.at(-1)) ?? names[0];
  return { names: best ?? [], units: units ?? [] };
}

/** The fields of a header with as many as there are columns; undefined when it is something else. */
function titleFields(line: string, width: number, own: string): readonly string[] | undefined {
  // Above a single column, `Date: 2024-01-02` is something that the file says of itself.
  if (width === 1 && /^[^:=]{1,60}[:=]\s*\S/.test(line)) return undefined;
  for (const delimiter of new Set([own, ",", ";", "\t", "|", " "])) {
    const fields = cellsOf(line.replace(/\r$/, ""), delimiter).map((field) =>
      field.replace(/^"(.*)"$/, "$1").trim(),
    );
    while (fields.length > width && fields.at(-1) === "") fields.pop();
    // LabVIEW announces a column of comments that rows leave out.
    const extra = fields.length === width + 1 && fields.at(-1)?.toLowerCase() === "comment";
    if (fields.length === width || extra) return fields.slice(0, width);
  }
  return undefined;
}

/** A number or a date, which a title is not. */
function isValue(field: string): boolean {
  return /^[-+]?\d/.test(field) && (!Number.isNaN(Number(field)) || dateParts(field) !== undefined);
}

/** Whether a line has nothing but units, and one at least. */
function isUnits(fields: readonly string[]): boolean {
  const bare = fields.map((field) => field.replace(/^[[(](.*)[\])]$/, "$1").trim());
  const known = bare.filter((field) => unitNamed(field) !== undefined || timeUnit(field));
  const silent = bare.filter((field) => /^[-–.]?$|^(none|text|date|string)$/i.test(field));
  return known.length > 0 && known.length + silent.length === bare.length;
}
