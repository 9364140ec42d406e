import type { Language } from "./language.ts";

/** A remaining life with its interval, seconds. */
export interface Life {
  readonly seconds: number;
  readonly low: number;
  readonly high: number;
  /** The level lies beyond all at which lives are known to end. */
  readonly endReached?: boolean;
}

const UNITS = [
  { size: 30 * 86_400, en: "month", zh: "个月" },
  { size: 7 * 86_400, en: "week", zh: "周" },
  { size: 86_400, en: "day", zh: "天" },
  { size: 3600, en: "hour", zh: "小时" },
  { size: 60, en: "minute", zh: "分钟" },
] as const;
type Unit = (typeof UNITS)[number];
const MINUTE = UNITS[4];

/** An interval whose ends lie further apart says only in what units to think. */
const DECADE = 10;

/** Whether nobody can plan with what is left: the end is reached, or the lower end of the interval is under a minute. */
export function isSpent({ low, endReached }: Pick<Life, "low" | "endReached">): boolean {
  return endReached === true || low < MINUTE.size;
}

/** Whether the interval spans more than a decade: a number would claim to know what is not known. */
export function isVague({ low, high }: Pick<Life, "low" | "high">): boolean {
  return high > DECADE * low;
}

/** A span as people say it, rounded down, so that nobody is told more time than there is: `"less than a minute"`, `"3 hours"`, `"12 days"`. */
export function spanSaid(seconds: number, language: Language = "en"): string {
  if (seconds < MINUTE.size) return language === "en" ? "less than a minute" : "不到 1 分钟";
  const unit = unitOf(seconds);
  return counted(wholes(seconds, unit), unit, language);
}

/** What is left, as people say it: `"about 3 days (2 to 5 days)"`, `"not yet known: hours to weeks"`, `"none: the end of life is reached"`. */
export function lifeSaid(life: Life, language: Language = "en"): string {
  const { seconds, low, high } = life;
  const words = WORDS[language];
  if (isSpent(life)) return words.spent;
  if (isVague(life)) return words.vague(pluralOf(low, language), pluralOf(high, language));
  const unit = UNITS.find(({ size }) => low >= size) ?? MINUTE;
  const [from, to] = [wholes(low, unit), Math.ceil(high / unit.size)];
  return words.about(spanSaid(seconds, language), `${from}`, counted(to, unit, language));
}

const WORDS = {
  en: {
    spent: "none: the end of life is reached",
    vague: (from: string, to: string) =>
      `not yet known: ${from === to ? from : `${from} to ${to}`}`,
    about: (middle: string, from: string, to: string) => `about ${middle} (${from} to ${to})`,
  },
  zh: {
    spent: "已到寿命终点",
    vague: (from: string, to: string) => `尚不确定：${from === to ? from : `${from}至${to}`}`,
    about: (middle: string, from: string, to: string) => `约 ${middle}（${from} 至 ${to}）`,
  },
} as const;

/** The largest unit of which a span holds two. */
function unitOf(seconds: number): Unit {
  return UNITS.find(({ size }) => seconds >= 2 * size) ?? MINUTE;
}

function wholes(seconds: number, { size }: Unit): number {
  return Math.max(1, Math.floor(seconds / size));
}

function counted(count: number, unit: Unit, language: Language): string {
  if (language === "zh") return `${count} ${unit.zh}`;
  return `${count} ${unit.en}${count === 1 ? "" : "s"}`;
}

const SOME_ZH: Readonly<Record<Unit["en"], string>> = {
  month: "数月",
  week: "数周",
  day: "数天",
  hour: "数小时",
  minute: "数分钟",
};

function pluralOf(seconds: number, language: Language): string {
  const { en } = unitOf(seconds);
  return language === "en" ? `${en}s` : SOME_ZH[en];
}
