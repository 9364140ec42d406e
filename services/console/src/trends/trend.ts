import { INDICATORS } from "@raceway/condition/manipulation/indicators";
import { type ChannelId, parsePointPath } from "@raceway/model/identity";
import { type Channel, channelOf } from "@raceway/model/plant";
import {
  isoOf,
  NANOS_PER_SECOND,
  type Nanos,
  nanosOfIso,
  nanosOfSeconds,
} from "@raceway/model/time";
import { unitFacts } from "@raceway/model/unit";
import { StoreUnavailable, type TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Measurement } from "@raceway/telemetry/schema";
import { z } from "zod";
import type { IndicatorView, PointView, TrendView } from "../http/api-types.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";

const STATE: Measurement = "state";
const INDICATOR: Measurement = "indicator";

/** Windows that a chart gets when the client names none: about as many as a screen has room for. */
const WINDOWS = 600;
const DAY_SECONDS = 86_400;

const moment = z.string().transform((text, context) => {
  const nanos = nanosOfIso(text);
  if (nanos !== undefined) return nanos;
  context.addIssue({
    code: "custom",
    message: "expected a time with zone, e.g. 2026-11-22T06:00:00Z",
  });
  return z.NEVER;
});

/** Query of `GET /api/trend`. */
export const trendQuery = z.object({
  point: z.string().describe("Measurement point: site/line/machine/point."),
  channel: z
    .string()
    .optional()
    .describe("Absent: an indicator of the whole point (health, score)."),
  indicator: z.string(),
  to: moment
    .optional()
    .describe("End, excluded. Absent: just after the newest record of the point."),
  from: moment.optional().describe("Begin, included. Absent: `span` before the end."),
  span: z.coerce
    .number()
    .positive()
    .max(3660 * DAY_SECONDS)
    .default(DAY_SECONDS)
    .describe("Seconds."),
  every: z.coerce
    .number()
    .min(0)
    .optional()
    .describe("Means over windows of so many seconds; 0: every row. Absent: as fits a screen."),
});

/** Indicators that a point has as a whole, with what they mean. */
const POINT_INDICATORS: Readonly<Record<string, IndicatorView>> = {
  health: { unit: "%", meaning: "Health index, 100 = as new." },
  score: { unit: "1", meaning: "Anomaly score, 1 = at the limit." },
};

/** Every indicator by name; `signal` stands for the channel's own unit. */
export function indicatorCatalogue(): Readonly<Record<string, IndicatorView>> {
  const channel = INDICATORS.map(({ name, unit, meaning }) => [name, { unit, meaning }] as const);
  return { ...Object.fromEntries(channel), ...POINT_INDICATORS };
}

/** Reads a trend from the store. @throws Problem 404 for a point or channel the plant lacks, 503 when the store cannot answer. */
export async function readTrend(
  live: LiveState,
  store: Pick<TelemetryStore, "series">,
  query: z.output<typeof trendQuery>,
  now: () => Nanos,
): Promise<TrendView> {
  const point = live.point(query.point);
  const channel = live.context(query.point)?.point;
  if (point === undefined || channel === undefined)
    throw new Problem(404, "No such point", `The plant file has no point ${query.point}.`);
  const found = query.channel === undefined ? undefined : channelOf(channel, query.channel);
  if (query.channel !== undefined && found === undefined)
    throw new Problem(404, "No such channel", `${query.point} has no channel "${query.channel}".`);
  const { from, to } = rangeOf(query, point, now);
  const everySeconds = query.every ?? niceWindow(Number(to - from) / 1e9 / WINDOWS);
  const tags =
    query.channel === undefined ? {} : ({ channel: query.channel } satisfies Partial<ChannelId>);
  const rows = await seriesOf(store, {
    measurement: query.channel === undefined ? STATE : INDICATOR,
    fields: [query.indicator],
    tags: { ...parsePointPath(query.point), ...tags },
    from,
    to,
    ...(everySeconds > 0 && { everySeconds }),
  });
  return {
    point: query.point,
    ...(query.channel !== undefined && { channel: query.channel }),
    indicator: query.indicator,
    ...describe(query.indicator, found),
    from: isoOf(from),
    to: isoOf(to),
    ...(everySeconds > 0 && { everySeconds }),
    rows: rows.flatMap(({ time, fields }) => {
      const value = fields[query.indicator];
      return typeof value === "number" ? [[Number(time / 1_000_000n), value] as const] : [];
    }),
    limits: limitsOf(point, found, query.indicator),
  };
}

/** Rows of the store. @throws Problem 503 when it cannot answer. */
export async function seriesOf(
  store: Pick<TelemetryStore, "series">,
  query: Parameters<TelemetryStore["series"]>[0],
) {
  try {
    return await store.series(query);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new Problem(
      503,
      "No trends now",
      `The telemetry store does not answer: ${error.message}`,
    );
  }
}

/** Charts end with the data, not with the wall clock: a replay's times are not ours. @throws Problem 400 when the end is not after the begin. */
export function rangeOf(
  query: Pick<z.output<typeof trendQuery>, "from" | "to" | "span">,
  point: PointView,
  now: () => Nanos,
): { readonly from: Nanos; readonly to: Nanos } {
  const times = [point.state, ...Object.values(point.indicators)].flatMap(
    (view) => (view && nanosOfIso(view.time)) ?? [],
  );
  const newest = times.toSorted((a, b) => (a < b ? -1 : 1)).at(-1) ?? now();
  const to = query.to ?? newest + NANOS_PER_SECOND;
  const from = query.from ?? to - nanosOfSeconds(query.span);
  if (from >= to) throw new Problem(400, "Bad request", "from: expected a time before `to`");
  return { from, to };
}

const NICE = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
];

/** The shortest usual window that is long enough; 0 (every row) below one second. */
export function niceWindow(seconds: number): number {
  if (seconds < 1) return 0;
  return NICE.find((nice) => nice >= seconds) ?? Math.ceil(seconds / DAY_SECONDS) * DAY_SECONDS;
}

function describe(indicator: string, channel: Channel | undefined): IndicatorView {
  if (channel === undefined) return POINT_INDICATORS[indicator] ?? { unit: "", meaning: "" };
  const facts = INDICATORS.find(({ name }) => name === indicator);
  if (facts === undefined) return { unit: "", meaning: "" };
  const own = channel.unit === undefined ? "" : unitFacts(channel.unit).canonical;
  return { unit: facts.unit === "signal" ? own : facts.unit, meaning: facts.meaning };
}

/** Limits to draw: those of the plant file, and the bound that the latest evidence names. */
function limitsOf(
  point: PointView,
  channel: Channel | undefined,
  indicator: string,
): TrendView["limits"] {
  if (channel === undefined) return indicator === "score" ? [{ name: "limit", value: 1 }] : [];
  const declared = channel.limits.filter((limit) => limit.indicator === indicator);
  const spoken = (point.verdicts.anomaly?.evidence ?? []).filter(
    (piece) => piece.channel === channel.id && piece.indicator === indicator,
  );
  const limits = [
    ...declared.flatMap(({ warning, alarm }) => [
      { name: "warning", value: warning },
      { name: "alarm", value: alarm },
    ]),
    ...spoken.flatMap(({ limit, expected }) => [
      { name: "limit", value: limit },
      { name: "expected", value: expected },
    ]),
  ];
  const values = new Set<number>();
  return limits.flatMap(({ name, value }) => {
    if (value === undefined || values.has(value)) return [];
    values.add(value);
    return [{ name, value }];
  });
}
