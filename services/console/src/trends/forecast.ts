import { lifeDistribution } from "@raceway/condition/advisory/life-distribution";
import { stopOutlooks } from "@raceway/condition/advisory/stop-outlook";
import { parsePointPath } from "@raceway/model/identity";
import { type Line, STOP_HORIZON, stopsBetween } from "@raceway/model/plant";
import { isoOf, type Nanos, nanosOfIso } from "@raceway/model/time";
import type { PrognosisVerdict } from "@raceway/model/verdict";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Measurement } from "@raceway/telemetry/schema";
import type { z } from "zod";
import type { ForecastView, StopOutlookView } from "../http/api-types.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import { rangeOf, seriesOf, type trendQuery } from "./trend.ts";

const PROGNOSIS: Measurement = "prognosis";
const FIELDS = ["rul", "low", "high"] as const;
/** Stops that are looked at: more than these nobody plans ahead. */
const STOPS_MOST = 12;

/** How the forecast of remaining life changed. @throws Problem 404 for a point that the plant lacks, 503 when the store cannot answer. */
export async function readForecast(
  live: LiveState,
  store: Pick<TelemetryStore, "series">,
  query: Pick<z.output<typeof trendQuery>, "point" | "from" | "to" | "span">,
  now: () => Nanos,
): Promise<ForecastView> {
  const point = live.point(query.point);
  if (point === undefined)
    throw new Problem(404, "No such point", `The plant file has no point ${query.point}.`);
  const { from, to } = rangeOf(query, point, now);
  const rows = await seriesOf(store, {
    measurement: PROGNOSIS,
    fields: FIELDS,
    tags: { ...parsePointPath(query.point) },
    from,
    to,
  });
  const stops = outlooks(live.context(query.point)?.line, point.verdicts.prognosis);
  return {
    point: query.point,
    from: isoOf(from),
    to: isoOf(to),
    rows: rows.flatMap(({ time, fields: { rul, low, high } }) =>
      typeof rul === "number" && typeof low === "number" && typeof high === "number"
        ? [[Number(time / 1_000_000n), rul, low, high] as const]
        : [],
    ),
    ...(stops.length > 0 && { stops }),
  };
}

/** What waiting for each of the line's next stops comes to. */
function outlooks(
  line: Line | undefined,
  forecast: PrognosisVerdict | undefined,
): readonly StopOutlookView[] {
  if (line === undefined || forecast?.lowSeconds === undefined || forecast.rulSeconds === undefined)
    return [];
  const { rulSeconds, lowSeconds, highSeconds = rulSeconds, interval = 0.8, time } = forecast;
  const since = nanosOfIso(time);
  if (since === undefined) return [];
  const life = lifeDistribution({ rulSeconds, lowSeconds, highSeconds, interval });
  const stops = stopsBetween(line, since, since + STOP_HORIZON).slice(0, STOPS_MOST);
  return stopOutlooks(line, life, stops, since).map(({ stop: { start, end }, risk, cost }) => ({
    start,
    end,
    risk,
    ...(cost !== undefined && { failureCost: cost.failure, wasteCost: cost.waste }),
  }));
}
