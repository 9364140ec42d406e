import type { MappedTime, TimeForm } from "@raceway/model/mapping-plan";
import { type Nanos, nanosOfIso } from "@raceway/model/time";
import { momentOf } from "@raceway/model/week";
import { shown } from "./shown.ts";

/** Nanoseconds in one unit of a number of time. */
const STEP: Readonly<Record<Exclude<TimeForm, "iso" | "local">, bigint>> = {
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1000n,
  ns: 1n,
};
const MINUTE = 60_000_000_000n;
const LOCAL = /^(\d{4})[-/.](\d{2})[-/.](\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/;

/**
 * A time as a message gives it, in the form that the plant file names.
 *
 * @returns undefined when there is none.
 * @throws Error when it is not of that form: what was found, and what would be right.
 */
export function sourceTime(found: unknown, { as, timeZone }: MappedTime): Nanos | undefined {
  if (found === undefined || found === null || found === "") return undefined;
  const time =
    as === "iso"
      ? isoTime(found)
      : as === "local"
        ? localTime(found, timeZone)
        : counted(found, as);
  if (time === undefined)
    throw new Error(`found the time ${shown(found)}, ${EXPECTED[as]} is right`);
  return time;
}

const EXPECTED: Readonly<Record<TimeForm, string>> = {
  iso: "ISO 8601 with a zone (`as: local` for one without, `s` or `ms` for a number)",
  local: "a date and time without a zone, 2026-11-30 06:00:00,",
  s: "a number of seconds since 1970",
  ms: "a number of milliseconds since 1970",
  us: "a number of microseconds since 1970",
  ns: "a number of nanoseconds since 1970",
};

/** ISO 8601 leaves out more than our own messages may. */
function isoTime(found: unknown): Nanos | undefined {
  if (typeof found !== "string") return undefined;
  const ours = nanosOfIso(found);
  if (ours !== undefined) return ours;
  const whole = found
    .trim()
    .replace(/^(\d{4}-\d{2}-\d{2}) /, "$1T")
    .replace(/([+-]\d{2})(\d{2})$/, "$1:$2")
    .replace(/(T\d{2}:\d{2})(?=Z|[+-])/, "$1:00")
    .replace(/(T\d{2}:\d{2}:\d{2}\.\d{9})\d+/, "$1");
  return nanosOfIso(whole);
}

function localTime(found: unknown, timeZone: string): Nanos | undefined {
  const match = typeof found === "string" ? LOCAL.exec(found.trim()) : null;
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = "0", fraction = ""] = match;
  const date = new Date(
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)),
  );
  if (date.getUTCDate() !== Number(day) || Number(second) > 60) return undefined;
  return (
    momentOf(Number((BigInt(date.getTime()) * 1_000_000n) / MINUTE), timeZone) +
    BigInt(second) * STEP.s +
    BigInt(fraction.padEnd(9, "0"))
  );
}

/** A double holds nanoseconds of today to 256 ns; a text holds them all. */
function counted(found: unknown, as: keyof typeof STEP): Nanos | undefined {
  const text = String(found).trim();
  if (
    (typeof found !== "number" && typeof found !== "string") ||
    !/^\d+(\.\d+)?(e\+?\d+)?$/i.test(text)
  )
    return undefined;
  const [whole = "", fraction = ""] = text.split(".");
  if (/e/i.test(text)) return BigInt(Math.round(Number(found))) * STEP[as];
  const digits = STEP[as].toString().length - 1;
  return BigInt(whole) * STEP[as] + BigInt(fraction.padEnd(digits, "0").slice(0, digits) || "0");
}
