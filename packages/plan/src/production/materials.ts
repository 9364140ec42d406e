import type { Material } from "../files/plan-files.ts";
import type { Stock, WorkOrder } from "../work/work-order.ts";
import type { ProductionOrder } from "./order-pool.ts";

/** What lacks of an item for the orders, or the work, that want it. */
export interface Shortage {
  readonly item: string;
  readonly wanted: number;
  readonly inStock: number;
  /** Who wants it first and finds too little. */
  readonly first: string;
  /** When it is there if it is ordered at the plan's beginning, hours. */
  readonly readyAt: number;
}

export interface Supply {
  /** By order: when its materials are there, hours. */
  readonly readyAt: ReadonlyMap<string, number>;
  readonly shortages: readonly Shortage[];
}

/**
 * Gives the stock to the orders by due date; who finds too little of an item waits until what is ordered now has come. Items of which nobody keeps a stock are taken to be there.
 */
export function supply(
  orders: readonly ProductionOrder[],
  materials: readonly Material[],
  stock: readonly Stock[],
): Supply {
  const left = new Map(stock.map(({ item, quantity }) => [item, quantity]));
  const lead = new Map(stock.map(({ item, leadDays }) => [item, leadDays * 24]));
  const wanted = new Map<string, number>();
  const first = new Map<string, string>();
  const readyAt = new Map<string, number>();
  for (const { id, type, quantity } of orders.toSorted((a, b) => a.due - b.due)) {
    let ready = 0;
    for (const { item, aPiece } of materials.filter((each) => each.type === type)) {
      const before = left.get(item);
      if (before === undefined) continue;
      const need = quantity * aPiece;
      wanted.set(item, (wanted.get(item) ?? 0) + need);
      left.set(item, before - need);
      if (before >= need) continue;
      if (!first.has(item)) first.set(item, id);
      ready = Math.max(ready, lead.get(item) ?? 0);
    }
    readyAt.set(id, ready);
  }
  const shortages = stock
    .filter(({ item }) => first.has(item))
    .map(({ item, quantity, leadDays }) => ({
      item,
      wanted: wanted.get(item) ?? 0,
      inStock: quantity,
      first: first.get(item) ?? "",
      readyAt: leadDays * 24,
    }));
  return { readyAt, shortages };
}

/** The parts of which work wants more than there are. */
export function partShortages(
  works: readonly WorkOrder[],
  stock: readonly Stock[],
): readonly Shortage[] {
  return stock.flatMap(({ item, quantity, leadDays }) => {
    const wanting = works.filter(({ part }) => part?.item === item);
    const wanted = wanting.reduce((sum, { part }) => sum + (part?.quantity ?? 0), 0);
    if (wanted <= quantity) return [];
    const first = wanting.toSorted((a, b) => (a.latest ?? 1e9) - (b.latest ?? 1e9))[0]?.id ?? "";
    return [{ item, wanted, inStock: quantity, first, readyAt: leadDays * 24 }];
  });
}
