import type { Channel, IndicatorLimit, PointContext } from "@raceway/model/plant";
import { quantity, short } from "@raceway/model/quantity";
import type { Evidence } from "@raceway/model/verdict";
import type { Observation } from "../observation.ts";
import { type Finding, stated, unitOf } from "./finding.ts";
import { ISO_10816_3, zoneBoundaries, zoneOf } from "./limits/iso-10816-3.ts";

/** Scores below this are no news: the finding is left out. */
const QUIET = 0.9;

/**
 * The threshold model: absolute limits from the plant file, or set by a person in their place, and, where the machine is declared to be in scope, the zones of ISO 10816-3. Remembers nothing and speaks
 * from the first observation on. An uncalibrated channel has no absolute values to judge.
 *
 * @returns findings near or above a limit
 */
export function limitFindings(context: PointContext, observation: Observation): readonly Finding[] {
  const channel = context.point.channels.find(({ id }) => id === observation.channel);
  return [
    ...(channel === undefined ? [] : declaredFindings(channel, observation)),
    ...zoneFindings(context, observation),
  ];
}

function declaredFindings(channel: Channel, observation: Observation): readonly Finding[] {
  return channel.limits.flatMap((limit) => {
    const value = observation.indicators[limit.indicator];
    if (value === undefined) return [];
    const unit = unitOf(observation, limit.indicator);
    if (unit !== "1" && !observation.calibrated) return [];
    const score = limitScore(limit, value, unit);
    return score < QUIET
      ? []
      : [{ score, evidence: limitEvidence(observation.channel, limit, value, unit) }];
  });
}

/**
 * Score of a value against a limit: 1 at the warning, 2 at the alarm, straight between them. Below the warning, and where only one of the
 * two is given, it is measured as a ratio; levels (dB: 6 to the next mark) and temperatures (20 K) as a difference.
 */
export function limitScore(limit: IndicatorLimit, value: number, unit: string): number {
  const { warning, alarm } = limit;
  const span = unit === "dB" ? 6 : unit === "degC" ? 20 : undefined;
  const from = (mark: number) => (span === undefined ? value / mark - 1 : (value - mark) / span);
  if (alarm !== undefined && value >= alarm) return 2 + from(alarm);
  if (warning !== undefined && value >= warning)
    return alarm === undefined
      ? Math.min(1 + from(warning), 1.99)
      : 1 + (value - warning) / (alarm - warning);
  const below = Math.max(
    warning === undefined ? Number.NEGATIVE_INFINITY : 1 + from(warning),
    alarm === undefined ? Number.NEGATIVE_INFINITY : Math.min(0.99, 1 + from(alarm)),
  );
  return Math.max(0, below);
}

function limitEvidence(
  channel: string,
  limit: IndicatorLimit,
  value: number,
  unit: string,
): Evidence {
  const over = limit.alarm !== undefined && value >= limit.alarm ? "alarm" : "warning";
  const bound = over === "alarm" ? limit.alarm : (limit.warning ?? limit.alarm);
  const bounded = bound === undefined ? {} : { limit: stated(bound) };
  const position = bound !== undefined && value >= bound ? "is above" : "is close to";
  return {
    channel,
    indicator: limit.indicator,
    value: stated(value),
    unit,
    model: "limit",
    ...bounded,
    text: `${channel}: ${limit.indicator} ${quantity(value, unit)} ${position} its ${over} limit ${quantity(bound ?? value, unit)} ${originOf(limit)}.`,
  };
}

function originOf({ edited }: IndicatorLimit): string {
  return edited === undefined
    ? "from the plant file"
    : `set by ${edited.who} on ${edited.at.slice(0, 10)}`;
}

function zoneFindings(context: PointContext, observation: Observation): readonly Finding[] {
  const velocity = observation.indicators["velocity_rms"];
  if (velocity === undefined || !observation.calibrated) return [];
  const { iso, powerKw } = context.machine;
  const zones = zoneBoundaries(iso, powerKw, observation.speedRpm);
  if (zones === undefined) return [];
  const score = limitScore(
    { indicator: "velocity_rms", warning: zones.bc, alarm: zones.cd },
    velocity,
    "mm/s",
  );
  if (score < QUIET) return [];
  const bound = velocity >= zones.cd ? zones.cd : zones.bc;
  const zone = zoneOf(velocity, zones);
  return [
    {
      score,
      evidence: {
        channel: observation.channel,
        indicator: "velocity_rms",
        value: stated(velocity),
        unit: "mm/s",
        model: "iso-zone",
        limit: bound,
        text: `${observation.channel}: ${short(velocity)} mm/s rms is in zone ${zone} of ${ISO_10816_3.edition} (group ${zones.group}, ${zones.support}; B/C ${zones.bc}, C/D ${zones.cd} mm/s).`,
      },
    },
  ];
}
