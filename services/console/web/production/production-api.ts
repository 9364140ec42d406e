import type { AlarmsWorthView, ProductionView } from "../../src/production/production-types.ts";
import { get, send } from "../shared/api.ts";

/** What the console answers about downtime and effectiveness. */

/** Milliseconds since 1970; what is still to come is left out by the service. */
export interface Asked {
  readonly from: number;
  readonly to: number;
}

export const getProduction = (span: Asked) => get<ProductionView>(`production?${queryOf(span)}`);
export const getAlarmsWorth = (span: Asked) =>
  get<AlarmsWorthView>(`production/alarms?${queryOf(span)}`);
export const productionFile = (span: Asked, rows: "shifts" | "stops") =>
  `./api/production.csv?${queryOf(span)}&rows=${rows}`;

/** What somebody knows of a stop. */
export interface ToldCause {
  /** A moment in the stop, ISO 8601. */
  readonly at: string;
  readonly cause?: string;
  readonly planned?: true;
  readonly who: string;
}

export const tellCause = (line: string, machine: string, told: ToldCause) =>
  send<{ readonly told: true }>("POST", `production/${line}/${machine}/cause`, told);

function queryOf({ from, to }: Asked): URLSearchParams {
  return new URLSearchParams({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
}
