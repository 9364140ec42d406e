import { computedSpectrumOf } from "@raceway/model/computed-value";
import type { Channel, PointContext } from "@raceway/model/plant";
import type { SpectralLine } from "@raceway/model/verdict";
import { BROADBAND } from "../manipulation/modulation.ts";
import type { PointViews } from "./channel-memory.ts";
import type { DiagnosisModel } from "./hypotheses/model.ts";
import type { Naming } from "./hypotheses/name-fault.ts";
import { nameFault } from "./hypotheses/name-fault.ts";
import type { OwnSizes } from "./hypotheses/own-sizes.ts";
import type { PartEvidence } from "./hypotheses/part-evidence.ts";
import { weighParts } from "./hypotheses/part-evidence.ts";
import type { PartOrders } from "./hypotheses/part-lines.ts";
import { strongLines } from "./hypotheses/strong-lines.ts";
import { speedCandidates } from "./lines/shaft-speed.ts";

/** What is known of the bearing beside its orders: how far its lines may be off, and how large they always were. */
export interface Known {
  readonly tolerance: number;
  readonly own: OwnSizes;
  readonly model: DiagnosisModel;
}

/** What was found, and by which speed. */
export interface Finding {
  readonly naming: Naming;
  /** True speed over stated speed, most probably. */
  readonly scale: number;
  readonly unexplained: readonly SpectralLine[];
  readonly weighed: readonly PartEvidence[];
  readonly orders: PartOrders;
  readonly sideband: number;
}

/** Weighs what all channels of a point have gathered so far. */
function judge(
  { machine }: PointContext,
  views: readonly PointViews[],
  orders: PartOrders,
  { tolerance, own, model }: Known,
): Finding {
  const speeds = speedCandidates(
    views.flatMap(({ shaft }) => (shaft === undefined ? [] : [shaft])),
    views.flatMap((each) => each.views.filter(({ name }) => BROADBAND.has(name))),
    Math.max(...views.map(({ speedTolerance }) => speedTolerance)),
    model.kappa,
  );
  const mainsHz = machine.lineFrequencyHz;
  const weighed = weighParts(views, orders, tolerance, speeds, mainsHz, model);
  const naming = nameFault(weighed, own.halfway, model);
  const { evidence } = naming;
  const scale = evidence?.scale ?? speeds[0]?.scale ?? 1;
  const named =
    naming.fault === "unnamed" || evidence === undefined ? undefined : { evidence, orders };
  const unexplained = strongLines(views, scale, mainsHz, named);
  const { sideband } = model;
  const told = withStrongLines(naming, unexplained);
  return { naming: told, scale, unexplained, weighed, orders, sideband };
}

/** What has no name but strong lines says so, for somebody to look for what makes them. */
function withStrongLines(naming: Naming, lines: readonly SpectralLine[]): Naming {
  if (naming.fault !== "unnamed" || lines.length === 0) return naming;
  const places = lines.map(({ foundHz }) => foundHz.toFixed(1)).join(", ");
  return {
    ...naming,
    reason: `${naming.reason}; strong lines at ${places} Hz fit no declared part`,
  };
}

/** What is not named without a lesser channel is not named surer than this with it. */
const MOST_BY_LESSER = 0.7;
/** By a microphone only where the conditions of a name together are so probable: drives hum at combs of their own. */
const LEAST_BY_SOUND = 0.6;

interface Doubt {
  readonly words: string;
  /** Chance that a name must have, where more is asked for than of any. */
  readonly leastChance?: number;
}

/**
 * Why a channel is believed less than a waveform of the housing; undefined: it is not. A microphone hears the machines around it too; of a spectrum that a sensor computed nobody knows the mean that
 * its lines are parts of, the band or the smoothing.
 */
function lessBelieved(channel: Channel): Doubt | undefined {
  if (channel.kind === "sound")
    return { words: "by sound, which may be another machine's", leastChance: LEAST_BY_SOUND };
  return computedSpectrumOf(channel) && { words: "by a spectrum that the sensor computed" };
}

/**
 * Weighs the waveforms of the housing first, and only where they name nothing all channels together: sound and spectra that sensors computed are one more view each, believed less.
 */
export function judgePoint(
  context: PointContext,
  views: readonly PointViews[],
  orders: PartOrders,
  known: Known,
): Finding {
  const doubts = new Map(
    context.point.channels.map((channel): [string, Doubt | undefined] => [
      channel.id,
      lessBelieved(channel),
    ]),
  );
  const felt = views.filter(({ channel }) => doubts.get(channel) === undefined);
  const alone = felt.length === 0 ? undefined : judge(context, felt, orders, known);
  if (alone !== undefined && (alone.naming.fault !== "unnamed" || felt.length === views.length))
    return alone;
  const heard = views.flatMap(({ channel }) => doubts.get(channel) ?? []);
  const least = heard.map(({ leastChance = 0 }) => leastChance);
  const model = { ...known.model, leastChance: Math.max(known.model.leastChance, ...least) };
  const all = judge(context, views, orders, { ...known, model });
  const { naming } = all;
  if (naming.fault === "unnamed") return alone ?? all;
  const confidence = Math.min(naming.confidence, MOST_BY_LESSER);
  const reason = `${naming.reason}; ${heard[0]?.words}`;
  return { ...all, naming: { ...naming, confidence, reason } };
}
