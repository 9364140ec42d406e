import type { PointContext } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { DiagnosisVerdict } from "@raceway/model/verdict";
import { stated } from "../detection/finding.ts";
import type { Observation } from "../observation.ts";
import type { ChannelMemory } from "./channel-memory.ts";
import { foundLines } from "./hypotheses/found-lines.ts";
import type { Naming } from "./hypotheses/name-fault.ts";
import type { Finding } from "./judge-point.ts";
import type { ShaftFinding, ToldElsewhere } from "./rotor/shaft-fault.ts";
import { elsewhereReason } from "./told-elsewhere.ts";

/** A rotor and a bearing may both be at fault. From this confidence on the bearing's is named, which will not wait. */
const SURE_OF_BEARING = 0.8;

/** Of a fault that the bearing's lines name and one of shaft or drive the surer is named, unless the bearing's is sure enough; the other is kept beside it. */
export function withShaft(naming: Naming, finding: ShaftFinding | undefined): Naming {
  if (finding === undefined) return naming;
  const { fault, confidence, reason } = finding;
  if (naming.fault === "unnamed")
    return { fault, confidence, reason, evidence: undefined, hypotheses: naming.hypotheses };
  if (naming.confidence >= Math.min(confidence, SURE_OF_BEARING)) {
    const beside = { fault, confidence: Math.min(confidence, 1 - naming.confidence) };
    return {
      ...naming,
      hypotheses: [...naming.hypotheses, beside],
      reason: `${naming.reason}; also ${reason}`,
    };
  }
  const bearing = { fault: naming.fault, confidence: naming.confidence };
  const others = naming.hypotheses.filter((other) => other.fault !== naming.fault);
  return { fault, confidence, reason, evidence: undefined, hypotheses: [bearing, ...others] };
}

/** Why an observation could not be judged, in its own words. @param least shaft turns from which on lines are sought */
export function unjudged(
  { lesser, kind, stretch }: Observation,
  memory: ChannelMemory | undefined,
  least: number,
): Naming {
  const reason =
    memory === undefined
      ? stretch !== undefined
        ? `lines of the spectrum ${Number(stretch.step.toPrecision(2))} orders apart: the bearing's not sought in more than ${Number((1 / least).toPrecision(2))}`
        : (lesser?.find((text) => text.includes("lines not sought")) ?? lesser?.[0])
      : `${memory.joined.pendingTurns.toFixed(1)} shaft turns without a gap: lines not sought under ${Number(memory.joined.leastTurns.toFixed(1))}`;
  return {
    fault: "unnamed",
    evidence: undefined,
    confidence: 0,
    hypotheses: [],
    reason: reason ?? `no lines to seek in ${kind}`,
  };
}

/** What a point says that fell silent, of a fault that another point tells in its place. */
export function handedOver(
  { point }: PointContext,
  channel: string,
  time: Nanos,
  told: ToldElsewhere,
): DiagnosisVerdict {
  return {
    type: "verdict",
    point: point.path,
    channel,
    time: isoOf(time),
    persistent: false,
    kind: "diagnosis",
    fault: "unnamed",
    confidence: 0,
    lines: [],
    hypotheses: [],
    text: elsewhereReason(told),
  };
}

export function verdictOf(
  { point, channel, time, speedRpm, speedSource }: Observation,
  { fault, confidence, hypotheses, reason, evidence }: Naming,
  persistent: boolean,
  found: Finding | undefined,
): DiagnosisVerdict {
  const statedRpm = speedRpm ?? 0;
  return {
    type: "verdict",
    point,
    channel: evidence?.channel.channel ?? channel,
    time: isoOf(time),
    persistent,
    kind: "diagnosis",
    fault,
    confidence,
    lines:
      evidence === undefined || found === undefined
        ? []
        : foundLines(evidence, found.orders, found.sideband),
    hypotheses,
    ...(found !== undefined && {
      speed: {
        rpm: stated(statedRpm * found.scale),
        statedRpm: stated(statedRpm),
        ...(speedSource !== undefined && { source: speedSource }),
      },
      unexplained: found.unexplained,
    }),
    text: fault === "unnamed" || persistent ? reason : `${reason}; on this record alone`,
  };
}
