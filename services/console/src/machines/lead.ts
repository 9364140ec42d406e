import { indicatorFacts } from "@raceway/condition/manipulation/indicators";
import type { Channel } from "@raceway/model/plant";
import { unitFacts } from "@raceway/model/unit";
import { LEVELS, type LeadView } from "../http/api-types.ts";
import type { PointNow } from "../live/live-point.ts";
import { summarise } from "../live/summary.ts";

/** What a person looks at first where nothing is wrong: the quantity of the standards before those that depend on the sensor. */
const FIRST = ["velocity_rms", "rms", "level_a", "level", "temperature"] as const;

/** Every field that a lead can be of, for one question to the store. */
export const LEAD_FIELDS: readonly string[] = FIRST;

/**
 * The value of a point that a list has room for: what its anomaly is about, else the first of {@link FIRST} that one of its channels has. A machine's bearings are
 * compared by it, so it is the same indicator for all that are well.
 *
 * @returns undefined while no channel has a value of that kind.
 */
export function leadOf(point: PointNow): LeadView | undefined {
  const { anomaly } = point.verdicts;
  const spoken = anomaly?.persistent && anomaly.severity !== "normal" ? anomaly.evidence : [];
  for (const { channel, indicator } of spoken) {
    const lead = FIRST.some((name) => name === indicator) && leadIn(point, channel, indicator);
    if (lead) return lead;
  }
  for (const indicator of FIRST)
    for (const channel of point.indicators.keys()) {
      const lead = leadIn(point, channel, indicator);
      if (lead) return lead;
    }
  return undefined;
}

/** The point that speaks for its machine: the worst, and of equals the one with the least health. */
export function worstOf(points: readonly PointNow[]): PointNow | undefined {
  const badness = ({ state, verdicts }: PointNow) =>
    1000 * LEVELS.indexOf(summarise(state, verdicts).level) + (state?.health ?? 100);
  return points.toSorted((a, b) => badness(a) - badness(b))[0];
}

function leadIn(
  { context, indicators }: PointNow,
  channel: string,
  indicator: string,
): LeadView | undefined {
  const latest = indicators.get(channel);
  const value = latest?.indicators[indicator];
  if (latest === undefined || value === undefined) return undefined;
  const unit = unitOf(
    indicator,
    context.point.channels.find(({ id }) => id === channel),
  );
  return { point: context.point.path, channel, indicator, value, unit, time: latest.time };
}

/** Unit of an indicator of a channel, canonical; empty where none is known. */
export function unitOf(indicator: string, channel: Channel | undefined): string {
  const unit = indicatorFacts(indicator)?.unit ?? "";
  if (unit !== "signal") return unit;
  return channel?.unit === undefined ? "" : unitFacts(channel.unit).canonical;
}
