import { indicatorWords } from "@raceway/model/indicator-words";
import { unitInPrint } from "@raceway/model/verdict-words";
import { language, locale, t } from "../i18n/text.ts";
import { plantNow } from "./plant-clock.ts";

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

/** A sentence of the service as it is printed: it writes units in plain letters. */
export function printed(text: string): string {
  return sentence(text.replace(/\bm\/s2\b/g, "m/s²").replace(/\bdegC\b/g, "°C"));
}

/** A text as a sentence begins. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Local time; the date too when it is not today. */
export function moment(iso: string, now = new Date(plantNow())): string {
  const time = new Date(iso);
  const clock = time.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
  if (time.toDateString() === now.toDateString()) return clock;
  return `${time.toLocaleDateString(locale(), { day: "numeric", month: "short", year: "numeric" })}, ${clock}`;
}

/** Local time with the day of the week and the date. */
export function weekMoment(iso: string): string {
  return new Date(iso).toLocaleString(locale(), {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
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
