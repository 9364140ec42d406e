import type { Json } from "@raceway/model/json";
import type { PointContext } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { DiagnosisVerdict, Fault, SpectralLine } from "@raceway/model/verdict";
import { stated } from "../detection/finding.ts";
import { BROADBAND, SHAFT_VIEW } from "../manipulation/modulation.ts";
import type { Observation } from "../observation.ts";
import type { Stage } from "../stage.ts";
import { foundLines } from "./hypotheses/found-lines.ts";
import { type DiagnosisModel, PRODUCT_MODEL } from "./hypotheses/model.ts";
import type { Naming } from "./hypotheses/name-fault.ts";
import { nameFault } from "./hypotheses/name-fault.ts";
import type { OwnSizes } from "./hypotheses/own-sizes.ts";
import { createOwnSizes } from "./hypotheses/own-sizes.ts";
import type { ChannelViews, PartEvidence } from "./hypotheses/part-evidence.ts";
import { weighParts } from "./hypotheses/part-evidence.ts";
import type { PartOrders } from "./hypotheses/part-lines.ts";
import { isPart, partOrders } from "./hypotheses/part-lines.ts";
import { turnsNeeded, turnsToBegin } from "./hypotheses/resolution.ts";
import { strongLines } from "./hypotheses/strong-lines.ts";
import type { JoinedBlocks } from "./lines/joined-blocks.ts";
import { createJoinedBlocks } from "./lines/joined-blocks.ts";
import type { LineView } from "./lines/line-view.ts";
import { lineViews } from "./lines/line-view.ts";
import type { OrderAverage } from "./lines/order-average.ts";
import { createOrderAverage } from "./lines/order-average.ts";
import { speedCandidates } from "./lines/shaft-speed.ts";
import type { ShaftFinding } from "./rotor/shaft-fault.ts";
import { createShaftFaults } from "./rotor/shaft-fault.ts";

/** Evaluations that a name must hold before it counts as persistent. */
const HOLD = 3;
/** Turns of a stretch where no bearing is declared. */
const NO_BEARING_TURNS = 10;
/** Share of a full average that must be new before a verdict that has settled is weighed again: less moves nothing. */
const RENEWED = 0.5;
/**
 * A settled diagnosis of a point that is as it always was looks at one stretch in this time, nanoseconds: more of the same moves nothing, and to look is most of the
 * work of a block. Under a minute, so that what measures once a minute is always looked at.
 */
const REST = 50_000_000_000n;
/** Faults of a record that leave nothing to read lines from. Clipping does not: it flattens impacts but keeps their rhythm. */
const UNREADABLE = new Set(["flat-line", "drop-out", "out-of-range", "stuck"]);

/** What is remembered of one channel. */
interface ChannelMemory {
  readonly joined: JoinedBlocks;
  readonly average: OrderAverage;
  /** Latest shaft speed. */
  shaftHz: number;
  /** Largest relative error of that speed. */
  speedTolerance: number;
  /** Stretches since the last weighing. */
  fresh: number;
  /** When the last stretch was complete; undefined when the next block is to be looked at whatever its time. */
  lookedAt: Nanos | undefined;
  /** Blocks that the last stretch took. */
  blocksAStretch: number;
  /** Blocks since then. */
  blocks: number;
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
  readonly own: Json;
  readonly channels: readonly {
    readonly channel: string;
    readonly shaftHz: number;
    readonly speedTolerance: number;
    readonly fresh: number;
    readonly lookedAt?: string;
    readonly blocksAStretch: number;
    readonly blocks: number;
    readonly joined: Json;
    readonly average: Json;
  }[];
}

/** Names bearing faults of one measurement point. A {@link Stage}. */
export interface Diagnosis
  extends Required<Pick<Stage<Observation, DiagnosisVerdict>, "name" | "snapshot" | "restore">> {
  /**
   * @param quiet whether the point is as it always was so far as the other stages know: then a diagnosis that has settled looks at one stretch a minute. What it
   * does not look at changes nothing, whether or not it holds the material for it.
   */
  process(observation: Observation, quiet?: boolean): readonly DiagnosisVerdict[];
  /**
   * Whether an observation of a channel would be looked at if it came now.
   *
   * @param onItsWay time of a block of the channel that has not been processed and will be looked at.
   */
  seeksLines(channel: string, time: Nanos, quiet: boolean, onItsWay?: Nanos): boolean;
  /** Something has changed: the next block of each channel is looked at. */
  lookAgain(): void;
}

export interface DiagnosisOptions {
  /** @default the product's */
  readonly model?: DiagnosisModel;
  /** Is told what each weighing found, and what speaks for a fault of shaft or drive at that time: for studies. */
  readonly onWeighed?: (weighed: readonly PartEvidence[], finding?: ShaftFinding) => void;
}

/**
 * ISO 13374's health assessment of one measurement point, as far as it names faults.
 *
 * Blocks that follow each other are joined until they resolve the declared bearing's lines, and averaged per channel in orders; the parts of the bearing are weighed over
 * all vibration channels together. One decisive record is enough for a name; a name that holds for three weighings is persistent. A verdict is given for the first
 * observation that can be judged and whenever fault or persistence change; a persistent name stands until another verdict has held as long.
 */
export function createDiagnosis(
  context: PointContext,
  { model = PRODUCT_MODEL, onWeighed = () => {} }: DiagnosisOptions = {},
): Diagnosis {
  const { bearing } = context.point;
  const orders = bearing === undefined ? undefined : partOrders(bearing.orders);
  const turns = orders === undefined ? NO_BEARING_TURNS : turnsNeeded(orders);
  const least = orders === undefined ? NO_BEARING_TURNS : turnsToBegin(orders);
  const channels = new Map<string, ChannelMemory>();
  const shaft = createShaftFaults(context);
  const own = createOwnSizes();
  let standing: Standing | null = null;

  const emptyMemory = () => ({
    joined: createJoinedBlocks(turns, least),
    average: createOrderAverage(),
    lookedAt: undefined,
    blocksAStretch: 1,
    blocks: 0,
  });

  function remember(observation: Observation): ChannelMemory | undefined {
    const { modulation, speedRpm, speedTolerance = 0, time, duration } = observation;
    if (modulation === undefined || speedRpm === undefined) return undefined;
    const memory: ChannelMemory = channels.get(observation.channel) ?? {
      ...emptyMemory(),
      shaftHz: 0,
      speedTolerance,
      fresh: 0,
    };
    channels.set(observation.channel, memory);
    memory.shaftHz = speedRpm / 60;
    memory.speedTolerance = speedTolerance;
    const { shaftHz } = memory;
    memory.blocks++;
    for (const spectra of memory.joined.add({ modulation, shaftHz, time, duration })) {
      memory.average.add(spectra);
      memory.fresh++;
      if (memory.lookedAt !== time) memory.blocksAStretch = memory.blocks;
      memory.lookedAt = time;
      memory.blocks = 0;
    }
    return memory;
  }

  /** A verdict that no more of the same moves: it has held, and the averages are full. */
  const settled = ({ average }: ChannelMemory) =>
    standing !== null &&
    standing.candidate === standing.fault &&
    standing.held >= HOLD &&
    average.blocks > 0 &&
    average.blocks >= average.memory;

  function seeksLines(channel: string, time: Nanos, quiet: boolean, onItsWay?: Nanos): boolean {
    const memory = channels.get(channel);
    if (!quiet || memory === undefined || !settled(memory)) return true;
    if (memory.joined.awaits(time)) return true;
    // Where a stretch takes several blocks, those behind the first are needed too.
    const since = memory.blocksAStretch === 1 ? (onItsWay ?? memory.lookedAt) : memory.lookedAt;
    return since === undefined || time - since >= REST || time < since;
  }

  /** Whether any channel holds enough to be weighed. */
  const ready = () =>
    [...channels.values()].some(
      ({ average, joined }) => average.blocks > 0 || joined.pendingTurns >= least,
    );

  /** Whether another weighing could change anything: the verdict has not settled, or enough of the average is new, or the shaft says something else. */
  function isDue({ average, fresh }: ChannelMemory, finding: ShaftFinding | undefined): boolean {
    if (standing === null || average.blocks === 0) return true;
    if (fresh === 0) return false;
    if (standing.held < HOLD || standing.candidate !== standing.fault) return true;
    if (average.blocks < average.memory || fresh >= RENEWED * average.memory) return true;
    return shaftDisagrees(finding);
  }

  /** Whether shaft or drive say something else than the verdict that stands, which is not of the bearing. */
  function shaftDisagrees(finding: ShaftFinding | undefined): boolean {
    if (standing === null || isPart(standing.fault)) return false;
    return standing.fault !== (finding?.fault ?? "unnamed");
  }

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
    seeksLines,
    lookAgain() {
      for (const memory of channels.values()) memory.lookedAt = undefined;
    },
    process(observation, quiet = false) {
      if (!hasLines(observation)) return [];
      if (observation.sensorFaults.some(({ fault }) => UNREADABLE.has(fault))) return [];
      const finding = shaft.judge(observation);
      if (!seeksLines(observation.channel, observation.time, quiet)) {
        // What the shaft says anew is weighed beside what the lines say: from the next block on.
        const rested = channels.get(observation.channel);
        if (rested !== undefined && shaftDisagrees(finding)) rested.lookedAt = undefined;
        return [];
      }
      const memory = remember(observation);
      if (memory === undefined || orders === undefined || bearing === undefined || !ready()) {
        const naming = withShaft(unjudged(observation, memory), finding);
        if (standing !== null && finding === undefined && standing.fault === "unnamed") return [];
        if (!settle(naming.fault)) return [];
        return [verdictOf(observation, naming, standing?.persistent ?? false, undefined)];
      }
      if (!isDue(memory, finding)) return [];
      for (const each of channels.values()) each.fresh = 0;
      const views = viewsOf(channels, model);
      const known = { tolerance: bearing.tolerance, own, model };
      const found = judgeAll(context, views, orders, known);
      onWeighed(found.weighed, finding);
      // Only full averages teach what is normal: in shorter ones noise looks large.
      if (found.naming.fault === "unnamed" && views.every(({ full }) => full))
        own.learn(found.weighed);
      const naming = withShaft(found.naming, finding);
      if (!settle(naming.fault)) return [];
      return [verdictOf(observation, naming, standing?.persistent ?? false, found)];
    },
    snapshot: () =>
      ({
        standing: standing === null ? null : { ...standing },
        shaft: shaft.snapshot(),
        own: own.snapshot(),
        channels: [...channels].map(([channel, { average, joined, lookedAt, ...rest }]) => ({
          channel,
          ...rest,
          ...(lookedAt !== undefined && { lookedAt: `${lookedAt}` }),
          joined: joined.snapshot(),
          average: average.snapshot(),
        })),
      }) satisfies Snapshot as unknown as Json,
    restore(state) {
      const saved = state as unknown as Snapshot;
      standing = saved.standing === null ? null : { ...saved.standing };
      shaft.restore(saved.shaft);
      own.restore(saved.own);
      channels.clear();
      for (const { channel, average, joined, lookedAt, ...rest } of saved.channels) {
        const memory: ChannelMemory = { ...emptyMemory(), ...rest };
        if (lookedAt !== undefined) memory.lookedAt = BigInt(lookedAt);
        memory.joined.restore(joined);
        memory.average.restore(average);
        channels.set(channel, memory);
      }
    },
  };
}

/** A rotor and a bearing may both be at fault. From this confidence on the bearing's is named, which will not wait. */
const SURE_OF_BEARING = 0.8;

/** Of a fault that the bearing's lines name and one of shaft or drive the surer is named, unless the bearing's is sure enough; the other is kept beside it. */
function withShaft(naming: Naming, finding: ShaftFinding | undefined): Naming {
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

interface PointViews extends ChannelViews {
  readonly shaft: LineView | undefined;
  readonly speedTolerance: number;
  /** Whether the average rests on as much as it remembers. */
  readonly full: boolean;
}

/** What the channels of a point have gathered: the averages, or a first stretch as far as it goes. Channels that hold too little are left out. */
function viewsOf(
  channels: ReadonlyMap<string, ChannelMemory>,
  { smear }: DiagnosisModel,
): readonly PointViews[] {
  return [...channels].flatMap(([channel, { average, joined, shaftHz, speedTolerance }]) => {
    const gathered = average.blocks > 0 ? average : firstStretch(joined);
    if (gathered === undefined) return [];
    const { step, blocks } = gathered;
    const views = gathered.views.flatMap((view) => lineViews(view, step, blocks, smear));
    return {
      channel,
      shaftHz,
      speedTolerance,
      step,
      full: blocks >= gathered.memory,
      views: views.filter(({ name }) => name !== SHAFT_VIEW),
      shaft: views.find(({ name }) => name === SHAFT_VIEW),
    };
  });
}

function firstStretch(joined: JoinedBlocks): OrderAverage | undefined {
  const spectra = joined.pendingTurns < joined.leastTurns ? undefined : joined.pending();
  if (spectra === undefined) return undefined;
  const average = createOrderAverage();
  average.add(spectra);
  return average;
}

/** What is known of the bearing beside its orders: how far its lines may be off, and how large they always were. */
interface Known {
  readonly tolerance: number;
  readonly own: OwnSizes;
  readonly model: DiagnosisModel;
}

/** What was found, and by which speed. */
interface Finding {
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

/** Vibration always has its say; sound where it brought something to seek lines in. */
function hasLines({ kind, duration, modulation }: Observation): boolean {
  return duration > 0 && (kind === "vibration" || (kind === "sound" && modulation !== undefined));
}

/** A microphone hears the machines around it too: what is not named without it is not named surer than this with it. */
const MOST_BY_SOUND = 0.7;

/**
 * Weighs the channels on the housing first, and only where they name nothing all of them with the microphones near it: one more view, believed less.
 */
function judgeAll(
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

/** Why an observation could not be judged, in its own words. */
function unjudged({ lesser, kind }: Observation, memory: ChannelMemory | undefined): Naming {
  const reason =
    memory === undefined
      ? (lesser?.find((text) => text.includes("lines not sought")) ?? lesser?.[0])
      : `${memory.joined.pendingTurns.toFixed(1)} shaft turns without a gap: lines not sought under ${Number(memory.joined.leastTurns.toFixed(1))}`;
  return {
    fault: "unnamed",
    evidence: undefined,
    confidence: 0,
    hypotheses: [],
    reason: reason ?? `no lines to seek in ${kind}`,
  };
}

function verdictOf(
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
