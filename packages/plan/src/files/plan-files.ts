import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Nanos, nanosOfMillis } from "@raceway/model/time";
import { z } from "zod";
import type { ProductionOrder, Route } from "../production/order-pool.ts";
import type { Stock, WorkOrder } from "../work/work-order.ts";
import { number, PlanFileError, readTable, word } from "./table.ts";

/** What a folder says of the plan: each of its files may be missing. */
export interface PlanFiles {
  /** The order pool. */
  readonly orders: readonly PooledOrder[];
  readonly routes: readonly Route[];
  /** What a piece of each type is made of. */
  readonly materials: readonly Material[];
  readonly stock: readonly Stock[];
  /** Work that is wanted beside what analysis advises. */
  readonly works: readonly WantedWork[];
}

export interface PooledOrder extends Omit<ProductionOrder, "due"> {
  readonly due: Nanos;
}

export interface Material {
  readonly type: string;
  readonly item: string;
  readonly aPiece: number;
}

export interface WantedWork extends Omit<WorkOrder, "advised" | "latest" | "choices"> {
  /** By when it should be done. Absent: it can wait. */
  readonly latest?: Nanos;
  /** What it costs to do it later than that, or not at all. */
  readonly missCost: number;
}

/** What a day costs by which an order is late, and work is missed, where nobody says. */
const [LATE_COST_A_DAY, MISS_COST] = [100, 1000];
const MOST = 1e12;

const DAY_MS = 86_400_000;

/** Milliseconds since 1970, or days after the day on which the plan begins. */
const moment = z
  .string("a date")
  .transform((text) => {
    const inDays = /^\+(\d{1,4})d$/.exec(text)?.[1];
    if (inDays !== undefined) return { inDays: Number(inDays) };
    return Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59Z` : text);
  })
  .refine(
    (time) => typeof time === "object" || Number.isFinite(time),
    "a date (2026-12-24, the end of that day in UTC, or 2026-12-24T06:00:00Z, or +14d after the plan's first day)",
  );

/** A moment of a plan that begins at another; of days, the end in UTC. */
function momentIn(time: z.output<typeof moment>, from: Nanos): Nanos {
  if (typeof time === "number") return nanosOfMillis(time);
  const day = Math.floor(Number(from / 1_000_000n) / DAY_MS) + time.inDays;
  return nanosOfMillis((day + 1) * DAY_MS - 1000);
}

const orderRow = z.object({
  order: word,
  type: word,
  quantity: number(1, MOST, "a whole number of pieces above 0", true),
  due: moment,
  lateCostPerDay: number(0, MOST, "a cost of 0 or more").optional(),
});
const routeRow = z.object({
  type: word,
  line: word,
  piecesPerHour: number(1e-6, MOST, "a rate above 0"),
  setupHours: number(0, 1000, "hours from 0 to 1000").optional(),
  hourCost: number(0, MOST, "a cost of 0 or more").optional(),
});
const materialRow = z.object({
  type: word,
  item: word,
  perPiece: number(1e-9, MOST, "a number above 0"),
});
const stockRow = z.object({
  item: word,
  quantity: number(0, MOST, "a stock of 0 or more"),
  leadDays: number(0, 3660, "days from 0 to 3660").optional(),
});
const workRow = z.object({
  work: word,
  line: word,
  machine: word,
  what: word,
  hours: number(0.1, 1000, "hours from 0.1 to 1000"),
  people: number(1, 1000, "a whole number of people above 0", true).optional(),
  item: word.optional(),
  itemQuantity: number(1e-9, MOST, "a number above 0").optional(),
  latest: moment.optional(),
  missCost: number(0, MOST, "a cost of 0 or more").optional(),
});

/** The tables of a plan, each of which may be missing. */
export const PLAN_FILES = ["orders.csv", "routing.csv", "materials.csv", "stock.csv", "work.csv"];

/**
 * Reads `orders.csv`, `routing.csv`, `materials.csv`, `stock.csv` and `work.csv` of a folder.
 *
 * @param from when the plan begins: days may be counted from there.
 * @throws PlanFileError with file, line, what was found and what would be right.
 */
export function readPlanFiles(folder: string, from: Nanos): PlanFiles {
  if (!PLAN_FILES.some((file) => existsSync(join(folder, file))))
    throw new PlanFileError(
      `${folder}: found none of ${PLAN_FILES.join(", ")}; a folder with those that there are would be right`,
    );
  const read = <T extends z.ZodObject>(file: string, schema: T) =>
    readTable(join(folder, file), schema) ?? [];
  const orders = read("orders.csv", orderRow).map(({ order, due, lateCostPerDay, ...rest }) => ({
    ...rest,
    id: order,
    due: momentIn(due, from),
    lateCostADay: lateCostPerDay ?? LATE_COST_A_DAY,
  }));
  distinct(
    "orders.csv",
    orders.map(({ id }) => id),
  );
  const routes = read("routing.csv", routeRow).map(
    ({ piecesPerHour, setupHours = 0, hourCost = 1, ...rest }) => ({
      ...rest,
      piecesAnHour: piecesPerHour,
      setupHours,
      hourCost,
    }),
  );
  distinct(
    "routing.csv",
    routes.map(({ type, line }) => `${type} on ${line}`),
  );
  const stock = read("stock.csv", stockRow).map(({ leadDays = 0, ...rest }) => ({
    ...rest,
    leadDays,
  }));
  distinct(
    "stock.csv",
    stock.map(({ item }) => item),
  );
  const works = read("work.csv", workRow).map(
    ({ work, people = 1, item, itemQuantity = 1, latest, missCost = MISS_COST, ...rest }) => ({
      ...rest,
      id: work,
      people,
      ...(item !== undefined && { part: { item, quantity: itemQuantity } }),
      ...(latest !== undefined && { latest: momentIn(latest, from) }),
      missCost,
    }),
  );
  distinct(
    "work.csv",
    works.map(({ id }) => id),
  );
  return {
    orders,
    routes,
    materials: read("materials.csv", materialRow).map(({ perPiece, ...rest }) => ({
      ...rest,
      aPiece: perPiece,
    })),
    stock,
    works,
  };
}

function distinct(file: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name))
      throw new PlanFileError(`${file}: found ${name} twice; once would be right`);
    seen.add(name);
  }
}
