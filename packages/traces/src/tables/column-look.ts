/** What the numbers of a column look like, for a person who has to say which is meant. */
export interface ColumnLook {
  readonly text: string;
  /** It only rises or stands still: a counter, a clock or a setting, and no waveform. */
  readonly isStill: boolean;
}

/** So many numbers at least say something of a column. */
const ENOUGH = 8;

/** Looks at the numbers of a column. */
export function columnLook(values: Float64Array): ColumnLook {
  const known = values.filter(Number.isFinite);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let rises = 0;
  let falls = 0;
  for (const [at, value] of known.entries()) {
    if (value < low) low = value;
    if (value > high) high = value;
    const before = known[at - 1] ?? value;
    if (value > before) rises++;
    if (value < before) falls++;
  }
  if (known.length === 0) return { text: "empty", isStill: true };
  const range = `${short(low)} … ${short(high)}`;
  if (known.length < ENOUGH) return { text: range, isStill: false };
  if (low === high) return { text: `stands still at ${short(low)}`, isStill: true };
  if (falls === 0) return { text: `only rises, ${range}`, isStill: true };
  if (rises === 0) return { text: `only falls, ${range}`, isStill: true };
  const levels = new Set(known);
  if (levels.size === 2) return { text: `pulses, ${range}`, isStill: false };
  const swings = low < 0 && high > 0 && Math.min(-low, high) > Math.max(-low, high) / 10;
  return { text: swings ? `swings about zero, ${range}` : range, isStill: false };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
