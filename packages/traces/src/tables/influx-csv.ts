import { type Recording, readWhole } from "../recording.ts";
import { type Segment, segmentTrace } from "../segments.ts";
import { type Trace, TraceError } from "../trace.ts";
import { cellsOf } from "./cells.ts";
import { dateParts, dayOf } from "./date-form.ts";
import { textOf } from "./text.ts";
import { evenRuns } from "./time-column.ts";

/** Whether a file begins like InfluxDB's annotated CSV. */
export function isInfluxCsv(head: Buffer): boolean {
  return /^\s*(#(group|datatype|default),|,result,table,)/.test(textOf(head.subarray(0, 4096)));
}

/** Annotated CSV of InfluxDB 2 (Flux): each series a channel, `_value` where there is one, else its `_field`, with tags where fields repeat. */
export function influxCsvTrace(recording: Recording): Promise<Trace> {
  return segmentTrace(recording, {
    format: "csv",
    title: "Annotated CSV of InfluxDB",
    read: async (file) => readInfluxCsv(textOf(await readWhole(file)), file),
  });
}

interface Series {
  readonly tags: Readonly<Record<string, string>>;
  readonly points: (readonly [seconds: number, value: number])[];
}

/** Columns that tell nothing of a series. */
const NO_TAGS = ["", "result", "table", "_start", "_stop", "_time", "_value"];

/** The series of an annotated CSV. @throws TraceError when it has none. */
export function readInfluxCsv(text: string, file: string): readonly Segment[] {
  const series = new Map<string, Series>();
  let header: readonly string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line === "" || line.startsWith("#")) {
      header = undefined;
      continue;
    }
    const cells = cellsOf(line, ",");
    if (header === undefined) {
      header = cells;
      continue;
    }
    const names = header;
    const seconds = secondsOf(cells[names.indexOf("_time")] ?? "");
    const value = cells[names.indexOf("_value")] ?? "";
    if (seconds === undefined || value === "" || !Number.isFinite(Number(value))) continue;
    const tags = Object.fromEntries(
      names.flatMap((name, at) => (NO_TAGS.includes(name) ? [] : [[name, cells[at] ?? ""]])),
    );
    const key = JSON.stringify(tags);
    const one = series.get(key) ?? { tags, points: [] };
    series.set(key, one);
    one.points.push([seconds, Number(value)]);
  }
  if (series.size === 0)
    throw new TraceError(file, "found no rows with numbers under _time and _value");
  return [...series.values()].flatMap((one) => segmentsOf(one, nameOf(one, [...series.values()])));
}

function secondsOf(text: string): number | undefined {
  const parts = dateParts(text);
  const day = parts?.date === undefined ? undefined : dayOf(parts.date, "ymd");
  return day === undefined || parts?.clock === undefined
    ? undefined
    : day * 86_400 + parts.clock - (parts.ahead ?? 0);
}

function nameOf({ tags }: Series, all: readonly Series[]): string {
  if (all.length === 1) return "_value";
  const field = tags["_field"] ?? "_value";
  if (all.filter((other) => other.tags["_field"] === tags["_field"]).length === 1) return field;
  // Only what tells the series apart.
  const apart = Object.keys(tags).filter(
    (tag) => tag !== "_field" && new Set(all.map((other) => other.tags[tag])).size > 1,
  );
  return [field, ...apart.map((tag) => `${tag}=${tags[tag]}`)].join(" ");
}

function segmentsOf({ points }: Series, name: string): readonly Segment[] {
  const inOrder = points.toSorted((a, b) => a[0] - b[0]);
  const times = Float64Array.from(inOrder, ([seconds]) => seconds);
  const values = Float64Array.from(inOrder, ([, value]) => value);
  const { runs } = evenRuns(times) ?? { runs: [] };
  const whole = [{ from: 0, to: times.length, start: times[0] ?? 0, rate: 1 }];
  return (runs.length === 0 ? whole : runs).map(({ from, to, start, rate }) => ({
    name,
    time: BigInt(Math.round(start * 1e6)) * 1000n,
    sampleRate: rate,
    offsets: times.subarray(from, to).map((time) => time - start),
    samples: values.subarray(from, to),
  }));
}
