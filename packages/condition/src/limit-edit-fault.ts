import type { LimitEdit } from "@raceway/model/limit-edit";
import { type Channel, channelOf, type MeasurementPoint } from "@raceway/model/plant";
import { unitFacts } from "@raceway/model/unit";
import { INDICATORS, type IndicatorFacts } from "./manipulation/indicators.ts";

/** Units whose values are measured from a reference, so that limits may be zero or below. */
const FROM_A_REFERENCE: readonly string[] = ["dB", "degC"];

/** What is wrong with a limit for a channel of a point, in words that say what would be right; undefined: nothing. */
export function limitEditFault(
  point: MeasurementPoint,
  edit: Pick<LimitEdit, "channel" | "indicator" | "limit">,
): string | undefined {
  const channel = channelOf(point, edit.channel);
  if (channel === undefined)
    return `${point.path} has no channel "${edit.channel}": it has ${point.channels.map(({ id }) => id).join(", ")}`;
  const known = indicatorsOf(channel);
  const facts = known.find(({ name }) => name === edit.indicator);
  if (facts === undefined)
    return `a ${channel.kind} channel has no indicator "${edit.indicator}": ${known.map(({ name }) => name).join(", ") || "none"} are its own`;
  if (edit.limit === null) return undefined;
  if (facts.unit !== "1" && isUncalibrated(channel))
    return `${point.path}/${channel.id} measures in ${channel.unit}, which is not calibrated: only pure numbers (unit 1) can have a limit`;
  const lowest = Math.min(...Object.values(edit.limit));
  if (lowest <= 0 && !FROM_A_REFERENCE.includes(facts.unit))
    return `a limit of ${facts.name} above 0 is right, not ${lowest}`;
  return undefined;
}

/** The indicators that records of a channel can yield. */
export function indicatorsOf({ kind }: Channel): readonly IndicatorFacts[] {
  return INDICATORS.filter(({ kinds }) => kinds.includes(kind));
}

function isUncalibrated({ unit }: Channel): boolean {
  return unit !== undefined && unitFacts(unit).quantity === "relative";
}
