import type { Language } from "./language.ts";

const UNITS = [
  [86_400, { en: "d", zh: "天" }],
  [3600, { en: "h", zh: "小时" }],
  [60, { en: "min", zh: "分钟" }],
] as const;
const SECONDS = { en: "s", zh: "秒" } as const;

/** A span for people: two significant digits in the largest unit of which it holds two. `"90 min"`, `"3.5 d"`, `"40 s"`. */
export function spanInWords(seconds: number, language: Language = "en"): string {
  for (const [size, unit] of UNITS)
    if (seconds >= 2 * size) return `${Number((seconds / size).toPrecision(2))} ${unit[language]}`;
  return `${Number(seconds.toPrecision(2))} ${SECONDS[language]}`;
}
