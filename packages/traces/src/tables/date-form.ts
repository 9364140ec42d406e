/** In which order the numbers of a date stand. */
export type DateOrder = "ymd" | "dmy" | "mdy";

/** A date, a time of day, or both, as far as its text says. */
export interface DateParts {
  /** The numbers of the date in the order of the text, a month's name as its number. */
  readonly date?: readonly [number, number, number];
  /** Orders that the text itself allows, in words or by the length of its year. */
  readonly orders?: readonly DateOrder[];
  /** Seconds since midnight. */
  readonly clock?: number;
  /** Seconds that the clock is ahead of UTC. */
  readonly ahead?: number;
}

const CLOCK =
  /(?<![\d.])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,:](\d+))?)?(?:\s*([ap])\.?m\.?)?\s*([+-]\d{2}(?::?\d{2})?|[a-z]{1,5}(?![a-z]))?(?:\s*\[[\w/]+\])?(?=$|\s)/i;
const NUMBERS = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})\.?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T_ -]?(\d{2})(\d{2})(?:(\d{2})(?:[.,]?(\d+))?)?(z)?)?$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Months that other languages of plants begin otherwise. */
const FOREIGN: Readonly<Record<string, number>> = {
  mär: 3,
  mrz: 3,
  mai: 5,
  okt: 10,
  dez: 12,
  dic: 12,
  ene: 1,
  abr: 4,
  ago: 8,
};
const DAY_MONTH = /^(?:[a-z]{3,9},? )?(\d{1,2})[-/. ]+([a-zä]{3,9})\.?[-/, ]+(\d{2}|\d{4})$/i;
const MONTH_DAY = /^(?:[a-z]{3,9},? )?([a-zä]{3,9})\.? (\d{1,2}),? +(\d{4})$/i;

/** Hours that zones of which only one has the name are ahead of UTC; CST, IST and BST could be two. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ z: 0, utc: 0, gmt: 0, wet: 0, west: 1, cet: 1, met: 1, mez: 1, cest: 2, mesz: 2, eet: 2 },
  ...{ eest: 3, msk: 3, jst: 9, kst: 9, est: -5, edt: -4, cdt: -5, mst: -7, mdt: -6 },
  ...{ pst: -8, pdt: -7 },
};

/** A clock written with points or dashes behind a date: `02.01.2024 03.04.05`, `2024-01-02-03.04.05.123456`. */
const DOTTED =
  /^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})[T _-](\d{1,2})([.-])(\d{2})(?:\3(\d{2})(?:\.(\d+))?)?$/i;

/** Two numbers, or one of many digits: most cells of a table have neither, and are not looked at further. */
const MAY_BE_DATE = /\d\D+\d|\d{6}/;

/** A date as ISO 8601 writes it in place of words of East Asia, underscores, dotted clocks and brackets. */
function plainly(text: string): string {
  const bare = text
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]?/, "$1-$2-$3 ")
    .replace(
      /(\d{1,2})[時时시]\s*(\d{1,2})[分분](?:\s*(\d{1,2})[秒초]?)?/,
      (_, h, m, s) => `${h}:${m}:${s ?? "00"}`,
    )
    .replace(
      /(上午|下午|오전|오후|午前|午後)\s*(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)/,
      (_, half, clock) => (/下午|오후|午後/.test(half) ? `${clock} PM` : `${clock} AM`),
    )
    .replace(
      /(?<=[\sT])(\d{1,2})h(\d{2})(?:m(\d{2})s?)?$/i,
      (_, h, m, s) => `${h}:${m}:${s ?? "00"}`,
    )
    .replace(/^(\d{4}-\d{2}-\d{2})_(?=\d)/, "$1 ");
  const dotted = DOTTED.exec(bare);
  if (dotted === null) return bare;
  const [, day = "", hour = "", , minute = "", second = "00", fraction] = dotted;
  return `${day} ${hour}:${minute}:${second}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** Reads a text as a date with or without a time of day, or a time of day alone; undefined when it is neither. */
export function dateParts(written: string): DateParts | undefined {
  if (!MAY_BE_DATE.test(written)) return undefined;
  const text = plainly(written);
  const compact = COMPACT.exec(text);
  if (compact !== null) return compactParts(compact);
  const found = CLOCK.exec(text);
  // ISO writes a T between the two.
  const clockAt = found?.index ?? text.length;
  const rest =
    text.slice(0, clockAt).replace(/[T,;:]\s*$/i, "") +
    (found === null ? "" : text.slice(clockAt + found[0].length));
  const clock = found === null ? undefined : clockOf(found);
  if (found !== null && clock === undefined) return undefined;
  const time = clock === undefined ? {} : clock;
  const day = rest.trim().replaceAll(/\s+/g, " ");
  if (day === "") return clock === undefined ? undefined : time;
  const date = dateOf(day);
  return date === undefined ? undefined : { ...date, ...time };
}

function compactParts(match: RegExpExecArray): DateParts | undefined {
  const [year = 0, month = 0, day = 0, hour, minute, second, fraction] = match
    .slice(1, 8)
    .map((text) => (text === undefined ? undefined : Number(text)));
  if (!isDay(year, month, day)) return undefined;
  const date = { date: [year, month, day], orders: ["ymd"] } as const;
  if (hour === undefined) return date;
  const clock = secondsOf(hour, minute ?? 0, second ?? 0);
  if (clock === undefined) return undefined;
  const part = fraction === undefined ? 0 : Number(`0.${match[7]}`);
  return { ...date, clock: clock + part, ...(match[8] !== undefined && { ahead: 0 }) };
}

function clockOf(match: RegExpExecArray): Pick<DateParts, "clock" | "ahead"> | undefined {
  const [, hourText = "", minute = "", second = "0", fraction, half, zone] = match;
  let hour = Number(hourText);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  const whole = secondsOf(hour, Number(minute), Number(second));
  if (whole === undefined) return undefined;
  const clock = whole + (fraction === undefined ? 0 : Number(`0.${fraction}`));
  if (zone === undefined) return { clock };
  const ahead = aheadOf(zone);
  return ahead === undefined ? undefined : { clock, ahead };
}

function secondsOf(hour: number, minute: number, second: number): number | undefined {
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  return hour * 3600 + minute * 60 + second;
}

/** Undefined: a name that is no zone's, or of several. */
function aheadOf(zone: string): number | undefined {
  if (/^[a-z]/i.test(zone)) {
    const hours = ZONES[zone.toLowerCase()];
    return hours === undefined ? undefined : hours * 3600;
  }
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === "-" ? -seconds : seconds;
}

function dateOf(day: string): Pick<DateParts, "date" | "orders"> | undefined {
  const numbers = NUMBERS.exec(day);
  if (numbers !== null) {
    const [, a = "", mark, b = "", c = ""] = numbers;
    return { date: [Number(a), Number(b), Number(c)], orders: ordersOf(a, c, mark === ".") };
  }
  const dayFirst = DAY_MONTH.exec(day);
  if (dayFirst !== null) return named(dayFirst[2], Number(dayFirst[1]), Number(dayFirst[3]));
  const monthFirst = MONTH_DAY.exec(day) ?? cTime(day);
  if (monthFirst === null) return undefined;
  return named(monthFirst[1], Number(monthFirst[2]), Number(monthFirst[3]));
}

/** What C's ctime leaves when its clock is taken out: `Fri Aug 16 2024`. */
function cTime(day: string): RegExpExecArray | null {
  return /^[a-z]{3} ([a-z]{3}) +(\d{1,2}) +(\d{4})$/i.exec(day);
}

function named(
  name = "",
  day: number,
  year: number,
): Pick<DateParts, "date" | "orders"> | undefined {
  const word = name.slice(0, 3).toLowerCase();
  const month = FOREIGN[word] ?? MONTHS.indexOf(word) + 1;
  return month < 1 ? undefined : { date: [day, month, year], orders: ["dmy"] };
}

/** Orders by the length of the year; between dots the day comes first everywhere. */
function ordersOf(first: string, last: string, dots: boolean): readonly DateOrder[] {
  if (first.length > 2) return ["ymd"];
  if (last.length > 2) return dots ? ["dmy"] : ["dmy", "mdy"];
  return dots ? ["dmy"] : ["ymd", "dmy", "mdy"];
}

/** Days since 1970-01-01 of a date in an order; undefined when there is no such day. */
export function dayOf(
  [a, b, c]: readonly [number, number, number],
  order: DateOrder,
): number | undefined {
  const [year, month, day] = order === "ymd" ? [a, b, c] : order === "dmy" ? [c, b, a] : [c, a, b];
  const full = year < 100 ? year + (year < 70 ? 2000 : 1900) : year;
  return isDay(full, month, day) ? Date.UTC(full, month - 1, day) / 86_400_000 : undefined;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    year >= 1900 && year < 2200 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  );
}

/** The orders in which every one of some dates is a day; those that give the same days count once. */
export function possibleOrders(dates: readonly DateParts[]): readonly DateOrder[] {
  const seen = new Map<string, DateOrder>();
  for (const order of ["ymd", "dmy", "mdy"] as const) {
    const days = dates.map(({ date, orders }) =>
      date === undefined || !orders?.includes(order) ? undefined : dayOf(date, order),
    );
    if (days.length === 0 || days.includes(undefined)) continue;
    const key = days.join();
    if (!seen.has(key)) seen.set(key, order);
  }
  return [...seen.values()];
}
