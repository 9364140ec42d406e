import type {
  GaugeView,
  PartView,
  QualityView,
  StandView,
  YieldView,
} from "../../src/stands/stand-types.ts";
import { get } from "../shared/api.ts";

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

function ask<T>({ line, id }: Stand, what: string, query: Query): Promise<T> {
  const texts = Object.entries(query).map(([name, value]) => [name, String(value)]);
  return get<T>(`stands/${line.id}/${id}/${what}?${new URLSearchParams(texts)}`);
}
