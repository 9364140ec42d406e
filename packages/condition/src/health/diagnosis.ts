import type { Json } from "@raceway/model/json";
import type { Bearing, PointContext } from "@raceway/model/plant";
import { isoOf } from "@raceway/model/time";
import type { DiagnosisVerdict, Fault } from "@raceway/model/verdict";
import type { Observation } from "../observation.ts";
import type { Stage } from "../stage.ts";
import { promising, weighCombs } from "./bearing-evidence.ts";
import { bearingViews } from "./bearing-views.ts";
import type { CombOrders } from "./comb.ts";
import { combOrders, isCombFault, slipWindow } from "./comb.ts";
import { combLines } from "./comb-lines.ts";
import { decoyBearings } from "./decoy-bearings.ts";
import type { Naming } from "./name-fault.ts";
import { NAMING_STRENGTH, nameFault } from "./name-fault.ts";
import type { OrderAverage } from "./order-average.ts";
import { createOrderAverage } from "./order-average.ts";
import type { ShaftFinding } from "./shaft-fault.ts";
import { createShaftFaults } from "./shaft-fault.ts";

/** Share of the naming strength that raw scores must reach before the decoys are asked: the blunt views may add a little. */
const QUICK_LOOK = 0.8;
/** Evaluations that a name must hold before it counts as persistent. */
const HOLD = 3;
/** Fewer shaft turns than this, in all blocks together, are chance's as much as the bearing's. */
const LEAST_TURNS = 10;
/** Share of a full average that must be new before a verdict that has settled is weighed again: less moves nothing. */
const RENEWED = 0.33;
/** Faults of a record that leave nothing to read lines from. Clipping does not: it flattens impacts but keeps their rhythm. */
const UNREADABLE = new Set(["flat-line", "drop-out", "out-of-range", "stuck"]);

/** What is remembered of one channel. */
interface ChannelMemory {
  readonly average: OrderAverage;
  /** Latest shaft speed. */
  shaftHz: number;
  /** Largest relative error of that speed. */
  speedTolerance: number;
  /** Blocks since the last weighing. */
  fresh: number;
}

/** The verdict that stands, and how long the latest name has held. */
interface Standing {
  fault: Fault;
  persistent: boolean;
  candidate: Fault;
  held: number;
}

interface Snapshot {
  readonly standing: Standing | null;
  readonly shaft: Json;
  readonly channels: readonly {
    readonly channel: string;
    readonly shaftHz: number;
    readonly speedTolerance: number;
    readonly fresh: number;
    readonly average: Json;
  }[];
}

/** Names bearing faults of one measurement point. A {@link Stage}. */
export type Diagnosis = Required<
  Pick<Stage<Observation, DiagnosisVerdict>, "name" | "process" | "snapshot" | "restore">
>;

/**
 * ISO 13374's health assessment of one measurement point, as far as it names faults.
 *
 * Blocks are averaged per channel in orders; the combs of the declared bearing are weighed over all vibration channels together. One decisive
 * block is enough for a name; a name that holds for three is persistent. A verdict is given for the first observation that can be judged and whenever
 * fault or persistence change; a persistent name stands until another verdict has held as long.
 */
export function createDiagnosis(context: PointContext): Diagnosis {
  const { bearing } = context.point;
  const channels = new Map<string, ChannelMemory>();
  const shaft = createShaftFaults(context);
  let standing: Standing | null = null;

  function remember(observation: Observation): ChannelMemory | undefined {
    const { modulation, speedRpm, speedTolerance = 0 } = observation;
    if (modulation === undefined || speedRpm === undefined) return undefined;
    let memory = channels.get(observation.channel);
    if (memory === undefined) {
      memory = {
        average: createOrderAverage(),
        shaftHz: speedRpm / 60,
        speedTolerance,
        fresh: 0,
      };
      channels.set(observation.channel, memory);
    }
    memory.shaftHz = speedRpm / 60;
    memory.speedTolerance = speedTolerance;
    memory.average.add(modulation, memory.shaftHz);
    memory.fresh++;
    return memory;
  }

  /** Whether another weighing could change anything: the verdict has not settled, or enough of the average is new, or the shaft says something else. */
  function isDue({ average, fresh }: ChannelMemory, finding: ShaftFinding | undefined): boolean {
    if (standing === null || standing.held < HOLD || standing.candidate !== standing.fault)
      return true;
    if (average.blocks < average.memory || fresh >= RENEWED * average.memory) return true;
    return !isCombFault(standing.fault) && standing.fault !== (finding?.fault ?? "unnamed");
  }

  const judge = bearing === undefined ? undefined : createJudge(context, bearing);

  function settle(fault: Fault): boolean {
    if (standing === null) {
      standing = { fault, persistent: false, candidate: fault, held: 1 };
      return true;
    }
    standing.held = fault === standing.candidate ? standing.held + 1 : 1;
    standing.candidate = fault;
    const lasting = standing.held >= HOLD;
    // A persistent name outlives single blocks that say otherwise.
    if (standing.persistent && fault !== standing.fault && !lasting) return false;
    const persistent = fault !== "unnamed" && lasting;
    const changed = fault !== standing.fault || persistent !== standing.persistent;
    standing.fault = fault;
    standing.persistent = persistent;
    return changed;
  }

  return {
    name: "diagnosis",
    process(observation) {
      if (observation.kind !== "vibration" || observation.duration === 0) return [];
      if (observation.sensorFaults.some(({ fault }) => UNREADABLE.has(fault))) return [];
      const memory = remember(observation);
      const finding = shaft.judge(observation);
      const seen = memory === undefined ? undefined : turnsSeen(channels);
      if (seen === undefined || seen < LEAST_TURNS || memory === undefined || judge === undefined) {
        const naming = withShaft(unjudged(observation, seen), finding);
        if (standing !== null && finding === undefined && standing.fault === "unnamed") return [];
        if (!settle(naming.fault)) return [];
        return [verdictOf(observation, naming, standing?.persistent ?? false, [])];
      }
      if (!isDue(memory, finding)) return [];
      for (const each of channels.values()) each.fresh = 0;
      const naming = withShaft(judge(channels), finding);
      if (!settle(naming.fault)) return [];
      const lines =
        naming.evidence === undefined || bearing === undefined
          ? []
          : combLines(
              naming.evidence.fault,
              naming.evidence.view,
              combOrders(bearing.orders),
              naming.evidence.slip,
              memory.shaftHz,
            );
      return [verdictOf(observation, naming, standing?.persistent ?? false, lines)];
    },
    snapshot: () =>
      ({
        standing: standing === null ? null : { ...standing },
        shaft: shaft.snapshot(),
        channels: [...channels].map(([channel, { average, ...rest }]) => ({
          channel,
          ...rest,
          average: average.snapshot(),
        })),
      }) satisfies Snapshot as unknown as Json,
    restore(state) {
      const saved = state as unknown as Snapshot;
      standing = saved.standing === null ? null : { ...saved.standing };
      shaft.restore(saved.shaft);
      channels.clear();
      for (const { channel, average, ...rest } of saved.channels) {
        const memory = { average: createOrderAverage(), ...rest };
        memory.average.restore(average);
        channels.set(channel, memory);
      }
    },
  };
}

/** The bearing's own lines speak first; a shaft's or drive's fault is named only where they name nothing. */
function withShaft(naming: Naming, finding: ShaftFinding | undefined): Naming {
  if (finding === undefined || naming.fault !== "unnamed") return naming;
  const { fault, confidence, reason } = finding;
  return { fault, confidence, reason, evidence: undefined, hypotheses: naming.hypotheses };
}

/** Decoys for the few windows that a point's speeds make, each made once. */
function createDecoys(orders: CombOrders): (width: number) => readonly CombOrders[] {
  const made = new Map<number, readonly CombOrders[]>();
  return (width) => {
    const found = made.get(width) ?? decoyBearings(orders, width);
    made.set(width, found);
    return found;
  };
}

/** Weighs what all channels of a point have gathered so far. */
function createJudge({ machine }: PointContext, bearing: Bearing) {
  const orders: CombOrders = combOrders(bearing.orders);
  const decoys = createDecoys(orders);
  return (channels: ReadonlyMap<string, ChannelMemory>): Naming => {
    let unsure = 0;
    const found = [...channels].map(([channel, { average, shaftHz, speedTolerance }]) => {
      const views = bearingViews(average, {
        channel,
        shaftHz,
        speedTolerance,
        ...(machine.lineFrequencyHz === undefined ? {} : { mainsHz: machine.lineFrequencyHz }),
      });
      if (views.scale === undefined) unsure = Math.max(unsure, speedTolerance);
      return views;
    });
    const window = slipWindow(bearing.tolerance, unsure);
    const sharp = found.flatMap(({ views }) => views);
    if (!promising(sharp, orders, window, QUICK_LOOK * NAMING_STRENGTH)) return nameFault([]);
    const views = [...sharp, ...found.flatMap(({ blunt }) => blunt())];
    return nameFault(weighCombs(views, orders, decoys(window.width), window));
  };
}

/** Shaft turns that the average of the channel with most of them rests on. */
function turnsSeen(channels: ReadonlyMap<string, ChannelMemory>): number {
  return Math.max(...[...channels.values()].map(({ average }) => average.blocks / average.step));
}

/** Why an observation could not be judged, in its own words. */
function unjudged({ lesser, kind }: Observation, turns: number | undefined): Naming {
  const reason =
    turns === undefined
      ? (lesser?.find((text) => text.includes("lines not sought")) ?? lesser?.[0])
      : `${turns.toFixed(1)} shaft turns so far: lines not sought under ${LEAST_TURNS}`;
  return {
    fault: "unnamed",
    evidence: undefined,
    confidence: 0,
    hypotheses: [],
    reason: reason ?? `no lines to seek in ${kind}`,
  };
}

function verdictOf(
  { point, channel, time }: Observation,
  naming: Naming,
  persistent: boolean,
  lines: DiagnosisVerdict["lines"],
): DiagnosisVerdict {
  return {
    type: "verdict",
    point,
    channel: naming.evidence?.view.channel ?? channel,
    time: isoOf(time),
    persistent,
    kind: "diagnosis",
    fault: naming.fault,
    confidence: naming.confidence,
    lines,
    hypotheses: naming.hypotheses,
    text: naming.reason,
  };
}
