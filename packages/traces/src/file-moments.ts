import { dirname, join, relative, sep } from "node:path";
import type { TraceLayout } from "@raceway/model/plant";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { Recording } from "./recording.ts";
import { dateParts, dayOf, possibleOrders } from "./tables/date-form.ts";
import { datePattern } from "./tables/date-pattern.ts";
import { wallClock } from "./tables/wall-clock.ts";
import { TraceError } from "./trace.ts";

const DAY = 86_400;
/** A day and a time of day in a path, whatever stands between their numbers. */
const DAY_AND_TIME =
  /(?<!\d)(\d{4})[-_./]?(\d{2})[-_./]?(\d{2})[-_./ T]{0,2}(?:[^/\d]*\/)?(?:[^/\d]*)(\d{2})[-_.:h]?(\d{2})[-_.:m]?(\d{2})(?:[.,](\d{1,6}))?(Z)?(?!\d)/;
/** Day first: `15-01-2024_03h04m05s`; only where the month cannot be the day. */
const DAY_FIRST =
  /(?<!\d)(\d{2})([-_.])(\d{2})\2(\d{4})[-_ T]+(\d{2})[-_.:h]?(\d{2})[-_.:m]?(\d{2})(?!\d)/;
/** A month by its name: `Jan-02-2024_03-04-05`, `02Jan2024_030405`. */
const MONTH_NAMED =
  /(?<![A-Za-z\d])(?:(\d{1,2})[-_. ]?([A-Za-z]{3,9})|([A-Za-z]{3,9})[-_. ]?(\d{1,2}))[-_., ]{0,2}(\d{4})[-_ T.]+(\d{2})[-_.:h]?(\d{2})[-_.:m]?(\d{2})(?!\d)/;
const EPOCH = /(?<!\d)(\d{10}|\d{13})(?!\d)/;
/** A year of two digits: which of the three numbers it is, the name does not say. */
const SHORT = /(?<!\d)(\d{2})(\d{2})(\d{2})[-_ T](\d{2})(\d{2})(\d{2})(?!\d)/;

/**
 * The moments that the names of files and their folders tell: `vib_2024-01-02_03-04-05.csv`, `2024-01-02/030405.csv`, seconds since 1970. By the
 * layout's time zone. `trace.fileTime` says how they are written otherwise.
 *
 * @returns undefined unless every name has one.
 * @throws TraceError when a name could be read in two ways.
 */
export function fileMoments({
  path,
  files,
  layout,
}: Recording): ((file: string) => Nanos) | undefined {
  const root = files.length === 1 && files[0] === path ? dirname(path) : path;
  // Folders of a year and a month may stand above the one that was given.
  return (
    momentsBelow(root, files, layout) ??
    (DATED_FOLDER.test(root) ? momentsBelow(join(root, "../../.."), files, layout) : undefined)
  );
}

/** A folder of a month in that of a year, and perhaps of a day in it. */
const DATED_FOLDER = /[\\/](19|20)\d{2}([\\/](0[1-9]|1[0-2])([\\/]\d{2})?)?$/;

function momentsBelow(
  root: string,
  files: readonly string[],
  layout: TraceLayout,
): ((file: string) => Nanos) | undefined {
  const clock = wallClock(layout.timeZone ?? "UTC");
  const moments = new Map<string, Nanos>();
  for (const file of files) {
    const name = relative(root, file)
      .split(sep)
      .join("/")
      .replace(/\.[A-Za-z]\w*$/, "");
    const shown = shownIn(name, file, layout.fileTime);
    if (shown === undefined) return undefined;
    moments.set(file, nanosOfSeconds(shown.isUtc ? shown.seconds : clock(shown.seconds)));
  }
  return (file) => moments.get(file) ?? 0n;
}

interface Shown {
  readonly seconds: number;
  readonly isUtc: boolean;
}

function shownIn(name: string, file: string, pattern: string | undefined): Shown | undefined {
  if (pattern !== undefined) return byPattern(name, file, pattern);
  const full = DAY_AND_TIME.exec(name);
  if (full !== null) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = full
      .slice(1, 7)
      .map(Number);
    const days = dayOf([year, month, day], "ymd");
    if (days !== undefined && hour < 24 && minute < 60 && second < 60)
      return {
        seconds: days * DAY + hour * 3600 + minute * 60 + second + Number(`0.${full[7] ?? 0}`),
        isUtc: full[8] !== undefined,
      };
  }
  const dayFirst = DAY_FIRST.exec(name);
  if (dayFirst !== null) return fromDayFirst(dayFirst, name, file);
  const named = fromMonthName(name);
  if (named !== undefined) return named;
  const epoch = EPOCH.exec(name)?.[1];
  if (epoch !== undefined) {
    const seconds = Number(epoch) / (epoch.length === 13 ? 1000 : 1);
    if (seconds > 6e8 && seconds < 4.2e9) return { seconds, isUtc: true };
  }
  if (SHORT.test(name))
    throw new TraceError(
      file,
      `found a time with a year of two digits in the name "${name}"; trace.fileTime in the plant file says how to read it (YYMMDD_HHmmss, DDMMYY_HHmmss)`,
    );
  return undefined;
}

function fromMonthName(name: string): Shown | undefined {
  const found = MONTH_NAMED.exec(name);
  if (found === null) return undefined;
  const [, before, month, other, behind, year = "", ...clock] = found;
  const parts = dateParts(`${before ?? behind} ${month ?? other} ${year}`);
  const days = parts?.date === undefined ? undefined : dayOf(parts.date, "dmy");
  const [hour = 0, minute = 0, second = 0] = clock.map(Number);
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return { seconds: days * DAY + hour * 3600 + minute * 60 + second, isUtc: false };
}

function fromDayFirst(match: RegExpExecArray, name: string, file: string): Shown | undefined {
  const [first = 0, , second = 0, year = 0, hour = 0, minute = 0, sec = 0] = match
    .slice(1)
    .map(Number);
  const orders = possibleOrders([{ date: [first, second, year], orders: ["dmy", "mdy"] }]);
  const [order] = orders;
  if (orders.length > 1)
    throw new TraceError(
      file,
      `found the name "${name}", in which day or month may stand first; trace.fileTime in the plant file says which (DD-MM-YYYY_HHmmss, …)`,
    );
  const days = order === undefined ? undefined : dayOf([first, second, year], order);
  if (days === undefined || hour > 23 || minute > 59 || sec > 59) return undefined;
  return { seconds: days * DAY + hour * 3600 + minute * 60 + sec, isUtc: false };
}

function byPattern(name: string, file: string, pattern: string): Shown {
  const parts = datePattern(pattern, true)?.(name);
  const day = parts?.date === undefined ? undefined : dayOf(parts.date, "ymd");
  if (parts === undefined || day === undefined)
    throw new TraceError(
      file,
      `found the name "${name}"; one with a time written as ${pattern} (trace.fileTime) would be right`,
    );
  return {
    seconds: day * DAY + (parts.clock ?? 0) - (parts.ahead ?? 0),
    isUtc: parts.ahead !== undefined,
  };
}
