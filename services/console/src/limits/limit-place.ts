import { limitEditFault } from "@raceway/condition/limit-edit-fault";
import { indicatorFacts } from "@raceway/condition/manipulation/indicators";
import type { LimitEdit } from "@raceway/model/limit-edit";
import { channelOf, type PointContext } from "@raceway/model/plant";
import { unitFacts } from "@raceway/model/unit";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";

/** One indicator of a channel of a point, as the plant file knows it. */
export interface LimitPlace {
  readonly point: string;
  readonly context: PointContext;
  readonly channel: string;
  readonly indicator: string;
  readonly unit: string;
}

/** The place that a request names. @throws Problem 404 when the plant has no such point, channel or indicator. */
export function limitPlace(
  live: LiveState,
  { point, channel, indicator }: Pick<LimitPlace, "point" | "channel" | "indicator">,
): LimitPlace {
  const context = live.context(point);
  if (context === undefined)
    throw new Problem(404, "No such point", `The plant file has no point ${point}.`);
  const fault = limitEditFault(context.point, { channel, indicator, limit: null });
  if (fault !== undefined) throw new Problem(404, "No such indicator", `${fault}.`);
  return { point, context, channel, indicator, unit: unitAt(context, channel, indicator) };
}

/** @throws Problem 422 when a limit does not fit its place. */
export function requireFitting(
  { context, channel, indicator }: LimitPlace,
  limit: LimitEdit["limit"],
) {
  const fault = limitEditFault(context.point, { channel, indicator, limit });
  if (fault !== undefined) throw new Problem(422, "No limit for this", `${fault}.`);
}

/** Unit of an indicator on a channel; empty where the plant file does not say. */
export function unitAt({ point }: PointContext, channel: string, indicator: string): string {
  const unit = indicatorFacts(indicator)?.unit ?? "";
  if (unit !== "signal") return unit;
  const declared = channelOf(point, channel)?.unit;
  return declared === undefined ? "" : unitFacts(declared).canonical;
}
