const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/** A span for people: two significant digits in the largest unit of which it holds two. `"90 min"`, `"3.5 d"`, `"40 s"`. */
export function spanInWords(seconds: number): string {
  for (const [unit, size] of UNITS)
    if (seconds >= 2 * size) return `${Number((seconds / size).toPrecision(2))} ${unit}`;
  return `${Number(seconds.toPrecision(2))} s`;
}
