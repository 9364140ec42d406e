import type { TraceLayout } from "@raceway/model/plant";
import { TraceError } from "../trace.ts";
import { NUMBER_FORMATS, type NumberFormat } from "./column-dates.ts";
import { dateParts } from "./date-form.ts";
import { timeScale, timeUnit } from "./titles.ts";

/** How the numbers of a time column count; nothing in it: as seconds, or as what they can only be since 1970. */
export type NumericClock = Partial<NumberFormat>;

/** Whether numbers are dates written without marks: `20240816130000`, `202408161300`, with milliseconds too. */
export function isCompactMoment(fields: readonly string[]): boolean {
  return (
    fields.length > 0 &&
    fields.every(
      (field) => /^(19|20)\d{10}(\d{2}(\d{3})?)?$/.test(field) && dateParts(field) !== undefined,
    )
  );
}

/** Numbers that could be two things, by what they would be. */
interface Doubt {
  readonly format: keyof typeof NUMBER_FORMATS;
  readonly other: keyof typeof NUMBER_FORMATS;
  readonly words: string;
  readonly isMeant: (values: Float64Array) => boolean;
}

const DOUBTS: readonly Doubt[] = [
  {
    format: "excel",
    other: "s",
    words: "a day as Excel counts them",
    isMeant: (values) => areDays(values, 36_000, 60_000),
  },
  {
    format: "matlab",
    other: "s",
    words: "a day as MATLAB counts them",
    isMeant: (values) => areDays(values, 730_000, 755_000),
  },
  {
    format: "labview",
    other: "s",
    words: "seconds since 1904 as LabVIEW counts them",
    isMeant: (values) => within(values, 2.9e9, 4.2e9),
  },
  {
    format: "ticks",
    other: "ns",
    words: "ticks of .NET",
    isMeant: (values) => within(values, 6.2e17, 6.8e17),
  },
];

/** How the numbers of a time column count: by `trace.timeFormat`, its title or unit, or what they are. @throws TraceError when that could be two things. */
export function numericClock(
  file: string,
  { name, unit }: { readonly name: string; readonly unit?: string },
  numbers: Float64Array,
  { timeFormat }: TraceLayout,
): NumericClock {
  const declared = timeFormat === undefined ? undefined : NUMBER_FORMATS[timeFormat];
  if (declared !== undefined) return declared;
  const scale = (unit === undefined ? undefined : timeUnit(unit)) ?? timeScale(name);
  const doubt = DOUBTS.find(({ isMeant }) => isMeant(numbers));
  // Seconds that a title speaks of may be since 1904 all the same.
  if (scale !== undefined && doubt?.format !== "labview") return { scale };
  if (doubt === undefined) return {};
  const { format, other, words } = doubt;
  if (format === "excel" && /date/i.test(name)) return NUMBER_FORMATS["excel"] ?? {};
  throw new TraceError(
    file,
    `column ${name}: ${numbers.find(Number.isFinite)} may be ${words}, or ${other === "ns" ? "nanoseconds" : "seconds"} since 1970 or the beginning; trace.timeFormat in the plant file says which (${format} or ${other})`,
  );
}

/** Days with parts of a day, which make fractions that nobody writes for seconds; within two months, since rows of a second cannot be farther apart. */
function areDays(values: Float64Array, from: number, to: number): boolean {
  const fine = values.filter(
    (value) => value > from && value < to && Math.abs(value * 1e4 - Math.round(value * 1e4)) > 1e-5,
  );
  return fine.length > 0 && fine.length >= 0.6 * values.length && span(values) < 400;
}

function within(values: Float64Array, from: number, to: number): boolean {
  return values.length > 0 && values.every((value) => value > from && value < to);
}

function span(values: Float64Array): number {
  return Math.abs((values.at(-1) ?? 0) - (values[0] ?? 0));
}
