import type { TrendView } from "../../src/http/api-types.ts";
import { getTrend, type TrendChoice } from "../shared/api.ts";

/** So few rows are read again, closer: those of a young plant all fall into one window of a long span. */
const FEW_ROWS = 60;
const LEAST_SECONDS = 60;

/** A trend over at most the span asked for, and no longer than there is data. */
export async function getFittedTrend(choice: TrendChoice): Promise<TrendView> {
  const trend = await getTrend(choice);
  const first = trend.rows[0]?.[0];
  if (first === undefined || trend.rows.length > FEW_ROWS) return trend;
  const held = (Date.parse(trend.to) - first) / 1000 + (trend.everySeconds ?? 0);
  return getTrend({ ...choice, span: Math.max(held, LEAST_SECONDS) });
}
