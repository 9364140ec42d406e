import { hash } from "node:crypto";
import type { PlacedWorkView, PlanView, ShortageView } from "./plan-view.ts";

/** A work order as it is handed to a maintenance system: docs/plan.md. */
export interface WorkMessage {
  readonly type: "work-order";
  readonly site: string;
  /** The same for as long as the work is wanted, whenever it is to be done. */
  readonly work: string;
  /** `withdrawn`: it is wanted no more, by what was measured or told since. */
  readonly status: "planned" | "withdrawn";
  readonly line: string;
  readonly machine: string;
  readonly what: string;
  /** ISO 8601, UTC; absent where it is withdrawn. */
  readonly start?: string;
  readonly end?: string;
  readonly hours: number;
  readonly people: number;
  readonly part?: { readonly item: string; readonly quantity: number };
  /** The part is not on the shelf in that number: when it is there if it is ordered now. */
  readonly partMissing?: Pick<ShortageView, "inStock" | "readyAt">;
  /** Of what analysis advises. */
  readonly point?: string;
  readonly fault?: string;
}

/** The work orders of a plan. */
export function workMessages(site: string, plan: PlanView): readonly WorkMessage[] {
  return plan.work.placed.map((placed) => messageOf(site, placed, plan.partShortages));
}

function messageOf(
  site: string,
  placed: PlacedWorkView,
  lacks: readonly ShortageView[],
): WorkMessage {
  const { work, line, machine, what, start, end, hours, people, part, advised } = placed;
  const lack = part && lacks.find(({ item }) => item === part.item);
  return {
    ...{ type: "work-order", site, work, status: "planned", line, machine, what },
    ...{ start, end, hours, people },
    ...(part && { part }),
    ...(lack && { partMissing: { inStock: lack.inStock, readyAt: lack.readyAt } }),
    ...(advised && { point: advised.point, fault: advised.fault }),
  };
}

/** The same work, wanted no more. */
export function withdrawn({ start, end, partMissing, ...rest }: WorkMessage): WorkMessage {
  return { ...rest, status: "withdrawn" };
}

/**
 * What tells one message from another about the same work: two that ask for the same have the same, so that a receiver may take it as the key under which it takes each
 * once. Work for which the line stops as soon as it can begins anew with every plan: its hour says nothing new.
 */
export function idempotencyKey(message: WorkMessage, isAtOnce: boolean): string {
  const { start, end, partMissing, ...rest } = message;
  const said = isAtOnce ? rest : { ...rest, start, end };
  return hash("sha256", JSON.stringify({ ...said, isMissing: partMissing !== undefined })).slice(
    0,
    32,
  );
}
