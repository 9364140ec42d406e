import type { PointContext } from "@raceway/model/plant";
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

/** A microphone hears the machines around it too: what is not named without it is not named surer than this with it. */
const MOST_BY_SOUND = 0.7;

/**
 * Weighs the channels on the housing first, and only where they name nothing all of them with the microphones near it: one more view, believed less.
 */
export function judgePoint(
  context: PointContext,
  views: readonly PointViews[],
  orders: PartOrders,
  known: Known,
): Finding {
  const heard = new Set(
    context.point.channels.filter(({ kind }) => kind === "sound").map(({ id }) => id),
  );
  const felt = views.filter(({ channel }) => !heard.has(channel));
  const alone = felt.length === 0 ? undefined : judge(context, felt, orders, known);
  if (alone !== undefined && (alone.naming.fault !== "unnamed" || felt.length === views.length))
    return alone;
  const all = judge(context, views, orders, known);
  const { naming } = all;
  if (naming.fault === "unnamed") return alone ?? all;
  const confidence = Math.min(naming.confidence, MOST_BY_SOUND);
  const reason = `${naming.reason}; by sound, which may be another machine's`;
  return { ...all, naming: { ...naming, confidence, reason } };
}
