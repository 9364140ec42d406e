import { parsePointPath } from "@raceway/model/identity";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Measurement } from "@raceway/telemetry/schema";
import type { z } from "zod";
import type { ForecastView } from "../http/api-types.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import { rangeOf, seriesOf, type trendQuery } from "./trend.ts";

const PROGNOSIS: Measurement = "prognosis";
const FIELDS = ["rul", "low", "high"] as const;

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
  return {
    point: query.point,
    from: isoOf(from),
    to: isoOf(to),
    rows: rows.flatMap(({ time, fields: { rul, low, high } }) =>
      typeof rul === "number" && typeof low === "number" && typeof high === "number"
        ? [[Number(time / 1_000_000n), rul, low, high] as const]
        : [],
    ),
  };
}
