import type { DateParts } from "./date-form.ts";

/** What each token of a pattern stands for, as a part of a regular expression. */
const TOKENS: Readonly<Record<string, string>> = {
  YYYY: "(?<year>\\d{4})",
  YY: "(?<year>\\d{2})",
  MMM: "(?<name>[A-Za-zä]{3,9})",
  MM: "(?<month>\\d{1,2})",
  M: "(?<month>\\d{1,2})",
  DD: "(?<day>\\d{1,2})",
  D: "(?<day>\\d{1,2})",
  HH: "(?<hour>\\d{1,2})",
  H: "(?<hour>\\d{1,2})",
  hh: "(?<hour>\\d{1,2})",
  h: "(?<hour>\\d{1,2})",
  mm: "(?<minute>\\d{2})",
  ss: "(?<second>\\d{2})",
  A: "(?<half>[AaPp])\\.?[Mm]\\.?",
  Z: "(?<zone>[Zz]|[+-]\\d{2}:?\\d{2})",
};
const TOKEN = /YYYY|YY|MMM|MM|M|DD|D|HH|H|hh|h|mm|ss|S+|A|Z/g;

/**
 * A reader of dates that are written after a pattern: `DD/MM/YYYY HH:mm:ss.SSS`, `M/D/YY h:mm A`. Tokens are those of most date libraries.
 *
 * @param within the pattern may stand anywhere in a text, as a time in a file's name.
 * @returns undefined when the pattern has no token, or one twice.
 */
export function datePattern(
  pattern: string,
  within = false,
): ((text: string) => DateParts | undefined) | undefined {
  const used = pattern.match(TOKEN) ?? [];
  if (used.length === 0) return undefined;
  const source = pattern
    .split(/(YYYY|YY|MMM|MM|M|DD|D|HH|H|hh|h|mm|ss|S+|A|Z)/)
    .map((piece, at) =>
      at % 2 === 0
        ? piece.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&").replaceAll(" ", "\\s+")
        : (TOKENS[piece] ?? "(?<fraction>\\d{1,9})"),
    )
    .join("");
  try {
    // In a name the digits next to each other have the length that the pattern gives them.
    const fixed = within ? source.replaceAll("{1,2})", "{2})") : `^\\s*${source}\\s*$`;
    const regexp = new RegExp(fixed);
    return (text) => {
      const groups = regexp.exec(text)?.groups;
      return groups && partsOf(groups);
    };
  } catch {
    return undefined;
  }
}

function partsOf(groups: Readonly<Record<string, string | undefined>>): DateParts {
  const { year, name, month, day, hour, minute, second, fraction, half, zone } = groups;
  const hours =
    half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  const clock =
    hour === undefined
      ? undefined
      : hours * 3600 +
        Number(minute ?? 0) * 60 +
        Number(second ?? 0) +
        Number(`0.${fraction ?? 0}`);
  const monthNumber = name === undefined ? Number(month ?? 1) : monthOf(name);
  const ahead = zone === undefined ? undefined : aheadOf(zone);
  return {
    ...(year !== undefined && {
      date: [Number(year), monthNumber, Number(day ?? 1)],
      orders: ["ymd"],
    }),
    ...(clock !== undefined && { clock }),
    ...(ahead !== undefined && { ahead }),
  };
}

function monthOf(name: string): number {
  const months = "janfebmaraprmayjunjulaugsepoctnovdec";
  return months.indexOf(name.slice(0, 3).toLowerCase()) / 3 + 1;
}

function aheadOf(zone: string): number {
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
