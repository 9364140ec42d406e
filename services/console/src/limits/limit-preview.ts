import { parsePointPath } from "@raceway/model/identity";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Measurement } from "@raceway/telemetry/schema";
import { z } from "zod";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import { niceWindow, rangeOf, seriesOf } from "../trends/trend.ts";
import type { LimitPlace } from "./limit-place.ts";
import type { CrossingView, LimitPreviewView } from "./limit-types.ts";

/** Query of `GET /api/limits/preview`. */
export const previewQuery = z.object({
  point: z.string().describe("Measurement point: site/line/machine/point."),
  channel: z.string(),
  indicator: z.string(),
  warning: z.coerce.number().optional().describe("Mark to try, in the indicator's unit."),
  alarm: z.coerce.number().optional(),
  days: z.coerce.number().min(0.01).max(366).default(30).describe("Of the newest history."),
});

const INDICATOR: Measurement = "indicator";
const DAY_SECONDS = 86_400;
/** Most values that are looked at one by one; beyond, means are. */
const MOST_VALUES = 50_000;
/** Values to draw: about as many as a screen has room for. */
const DRAWN = 800;
/** A value stands until the next one, but no longer than so many usual intervals: silence is no history. */
const LONGEST_INTERVALS = 5;

type Row = readonly [time: number, value: number];

/** How limits would have done on what the store holds. @throws Problem 503 when the store cannot answer, 404 for a point without a present. */
export async function previewLimit(
  live: LiveState,
  store: Pick<TelemetryStore, "series">,
  { point: path, channel, indicator, unit }: LimitPlace,
  { warning, alarm, days }: z.output<typeof previewQuery>,
  now: () => Nanos,
): Promise<LimitPreviewView> {
  const point = live.point(path);
  if (point === undefined) throw new Problem(404, "No such point", `There is no point ${path}.`);
  const { from, to } = rangeOf({ span: days * DAY_SECONDS }, point, now);
  const read = async (everySeconds?: number): Promise<readonly Row[]> => {
    const rows = await seriesOf(store, {
      measurement: INDICATOR,
      fields: [indicator],
      tags: { ...parsePointPath(path), channel },
      from,
      to,
      limit: MOST_VALUES,
      ...(everySeconds !== undefined && { everySeconds }),
    });
    return rows.flatMap(({ time, fields }) => {
      const value = fields[indicator];
      return typeof value === "number" ? [[Number(time / 1_000_000n), value] as const] : [];
    });
  };
  const each = await read();
  const everySeconds =
    each.length < MOST_VALUES ? undefined : niceWindow((days * DAY_SECONDS) / MOST_VALUES);
  const rows = everySeconds === undefined ? each : await read(everySeconds);
  const spans = spansOf(rows);
  return {
    point: path,
    channel,
    indicator,
    unit,
    from: isoOf(from),
    to: isoOf(to),
    values: rows.length,
    seconds: sum(spans) / 1000,
    ...(everySeconds !== undefined && { everySeconds }),
    ...(warning !== undefined && { warning: crossings(rows, spans, warning) }),
    ...(alarm !== undefined && { alarm: crossings(rows, spans, alarm) }),
    rows: highest(rows, DRAWN),
  };
}

/** How often and how long values stood at or above a mark. `spans`: how long each value counts, milliseconds. */
export function crossings(
  rows: readonly Row[],
  spans: readonly number[],
  mark: number,
): CrossingView {
  let [values, times, time] = [0, 0, 0];
  let first: number | undefined;
  let last: number | undefined;
  let endsAt = Number.NEGATIVE_INFINITY;
  rows.forEach(([at, value], i) => {
    if (value < mark) return;
    const span = spans[i] ?? 0;
    if (at > endsAt) times += 1;
    endsAt = at + span;
    first ??= at;
    last = at;
    values += 1;
    time += span;
  });
  const whole = sum(spans);
  return {
    mark,
    values,
    times,
    seconds: time / 1000,
    share: whole === 0 ? 0 : time / whole,
    ...(first !== undefined && { first: new Date(first).toISOString() }),
    ...(last !== undefined && { last: new Date(last).toISOString() }),
  };
}

/** How long each value counts, milliseconds: until the next one, at most some usual intervals; the last one for a usual interval. */
export function spansOf(rows: readonly Row[]): readonly number[] {
  const gaps = rows.slice(1).map(([time], i) => time - (rows[i]?.[0] ?? time));
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0;
  return rows.map((_, i) => Math.min(gaps[i] ?? usual, LONGEST_INTERVALS * usual));
}

/** At most about so many rows, each the highest of its share of the time. */
export function highest(rows: readonly Row[], most: number): readonly Row[] {
  const [start, end] = [rows[0]?.[0] ?? 0, rows.at(-1)?.[0] ?? 0];
  const width = Math.max(1, (end - start + 1) / most);
  const kept = new Map<number, Row>();
  for (const row of rows) {
    const share = Math.floor((row[0] - start) / width);
    const before = kept.get(share);
    if (before === undefined || row[1] > before[1]) kept.set(share, row);
  }
  return [...kept.values()];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
