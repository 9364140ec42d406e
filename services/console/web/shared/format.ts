import { indicatorWords } from "@raceway/model/indicator-words";
import { unitInPrint } from "@raceway/model/verdict-words";
import { zoneOffset } from "@raceway/model/zone";
import { meaningInChinese } from "../i18n/meanings-zh.ts";
import { language, locale, t } from "../i18n/text.ts";
import { plantNow, plantZone } from "./plant-clock.ts";

/** Numbers and times as people on a shop floor read them. */

/** A number with three digits that count, without an exponent where it is readable without. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2);
  return Number(value.toPrecision(size >= 1000 ? 4 : 3)).toString();
}

/** A share of 0 to 1. */
export function percent(share: number): string {
  return String(Math.round(share * 100));
}

/** A value with its unit; a pure number stands alone. */
export function withUnit(value: number, unit: string): string {
  return unit === "" || unit === "1" ? number(value) : `${number(value)} ${unitInPrint(unit)}`;
}

export { unitInPrint as unitText };

/** An indicator's name for people; a newer service may know some that have none yet. */
export function indicatorText(name: string): string {
  return indicatorWords(name, language()) ?? name.replaceAll("_", " ");
}

/** What an indicator means. @param english as the service's catalogue has it. */
export function meaningText(name: string, english = ""): string {
  return (language() === "zh" ? meaningInChinese(name) : undefined) ?? english;
}

/** A sentence of the service as it is printed: it writes units in plain letters. */
export function printed(text: string): string {
  return sentence(text.replace(/\bm\/s2\b/g, "m/s²").replace(/\bdegC\b/g, "°C"));
}

/** A text as a sentence begins. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;
const DATE = { day: "numeric", month: "short", year: "numeric" } as const;
const DAY = { day: "numeric", month: "short" } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant by the plant's clock, as the language writes it. */
function written(at: Date | number, options: Intl.DateTimeFormatOptions): string {
  const timeZone = plantZone();
  const key = `${timeZone} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale(), { ...options, timeZone });
  formats.set(key, format);
  return format.format(at);
}

/** Time by the plant's clock; the date too when it is not today there. */
export function moment(iso: string, now = new Date(plantNow())): string {
  const time = new Date(iso);
  const [clock, date] = [written(time, CLOCK), written(time, DATE)];
  return date === written(now, DATE) ? clock : `${date}, ${clock}`;
}

/** Time by the plant's clock with the day of the week and the date. */
export function weekMoment(iso: string): string {
  return written(new Date(iso), { weekday: "short", ...DAY, ...CLOCK });
}

/** The day of a moment by the plant's clock, milliseconds since 1970, with the day of the week. */
export function weekDay(at: number): string {
  return written(at, { weekday: "short", ...DAY });
}

/** A moment on an axis, milliseconds since 1970, by the plant's clock. */
export function axisMoment(at: number, detail: "days" | "hours" | "both"): string {
  if (detail === "both") return written(at, { ...DAY, ...CLOCK });
  return written(at, detail === "days" ? DAY : CLOCK);
}

/** Year and month by the plant's clock, e.g. `2026-11`. @param back so many months before. */
export function monthOf(at: number, back = 0): string {
  const shown = new Date(at + zoneOffset(at, plantZone()));
  return new Date(Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth() - back, 1))
    .toISOString()
    .slice(0, 7);
}

const SPANS = [
  ["span.days", 86_400],
  ["span.hours", 3600],
  ["span.minutes", 60],
] as const;

/** A span in its largest fitting unit, e.g. "3 d". */
export function span(seconds: number): string {
  for (const [unit, size] of SPANS)
    if (seconds >= 1.5 * size) return t(unit, { number: Math.round(seconds / size) });
  return t("span.seconds", { number: Math.round(seconds) });
}

/** The unit that fits the longest span of an axis: its size in seconds, and how so many of it are written. */
export function spanAxis(longest: number) {
  const [unit, size] = SPANS.find(([, length]) => longest >= 1.5 * length) ?? ["span.seconds", 1];
  return { size, text: (count: number) => t(unit, { number: number(count) }) };
}
