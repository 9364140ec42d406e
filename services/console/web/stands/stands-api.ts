import type {
  GaugeView,
  PartView,
  QualityView,
  StandView,
  YieldView,
} from "../../src/stands/stand-types.ts";
import { get, send } from "../shared/api.ts";

/** What the console answers about test stands. */

type Query = Readonly<Record<string, string | number>>;
type Stand = Pick<StandView, "line" | "id">;

export const getStands = () => get<readonly StandView[]>("stands");
export const findParts = (stand: Stand, query: Query) =>
  ask<readonly PartView[]>(stand, "parts", query);
export const getQuality = (stand: Stand, query: Query) => ask<QualityView>(stand, "quality", query);
export const getGaugeStudies = (stand: Stand, query: Query) =>
  ask<readonly GaugeView[]>(stand, "gauge", query);
export const getYield = (stand: Stand, query: Query) => ask<YieldView>(stand, "yield", query);

/** What is to be learnt anew, by whom and why. */
export interface Relearn {
  readonly type: string;
  readonly side: string;
  readonly rpm: number;
  readonly band: string;
  readonly who: string;
  readonly why: string;
}

export const relearn = ({ line, id }: Stand, what: Relearn) =>
  send<{ readonly told: true }>("POST", `stands/${line.id}/${id}/relearn`, what);

function ask<T>({ line, id }: Stand, what: string, query: Query): Promise<T> {
  const texts = Object.entries(query).map(([name, value]) => [name, String(value)]);
  return get<T>(`stands/${line.id}/${id}/${what}?${new URLSearchParams(texts)}`);
}
