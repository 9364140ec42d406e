import type { Json } from "@raceway/model/json";
import type { PointContext } from "@raceway/model/plant";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import type { Nanos } from "@raceway/model/time";
import type { DiagnosisVerdict, Fault } from "@raceway/model/verdict";
import type { Observation } from "../observation.ts";
import type { Stage } from "../stage.ts";
import { type ChannelMemory, viewsOf } from "./channel-memory.ts";
import { handedOver, unjudged, verdictOf, withShaft } from "./diagnosis-verdict.ts";
import { type DiagnosisModel, PRODUCT_MODEL } from "./hypotheses/model.ts";
import type { Naming } from "./hypotheses/name-fault.ts";
import { createOwnSizes } from "./hypotheses/own-sizes.ts";
import type { PartEvidence } from "./hypotheses/part-evidence.ts";
import { isPart, partOrders } from "./hypotheses/part-lines.ts";
import { turnsNeeded, turnsToBegin } from "./hypotheses/resolution.ts";
import { type Finding, judgePoint } from "./judge-point.ts";
import { createJoinedBlocks } from "./lines/joined-blocks.ts";
import { createOrderAverage } from "./lines/order-average.ts";
import type { MachineShaft } from "./rotor/machine-shaft.ts";
import type { ShaftFinding } from "./rotor/shaft-fault.ts";
import { createShaftFaults } from "./rotor/shaft-fault.ts";
import { createStandingName } from "./standing-name.ts";
import { createToldElsewhere } from "./told-elsewhere.ts";

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

/** Faults that a machine has one of, whichever of its points tells them. */
const OF_THE_SHAFT: ReadonlySet<Fault> = new Set([
  "imbalance",
  "misalignment",
  "bent-shaft",
  "looseness",
  "electrical",
]);

interface Snapshot {
  readonly standing: Json;
  readonly elsewhere?: Json;
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
    readonly joined: SnapshotValue;
    readonly average: SnapshotValue;
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
  /** Whether this name still stands. */
  holds(fault: Fault): boolean;
  /** A sensor of the point is silent: a fault of the machine's shaft that another point tells since is told here no more. @param now by the clock of a channel's source */
  elapse(now: (channel: string) => Nanos): readonly DiagnosisVerdict[];
}

export interface DiagnosisOptions {
  /** What the points of the machine say of its shaft. @default the point is heard alone */
  readonly shaft?: MachineShaft;
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
  { model = PRODUCT_MODEL, onWeighed = () => {}, shaft: machineShaft }: DiagnosisOptions = {},
): Diagnosis {
  const { bearing } = context.point;
  const orders = bearing === undefined ? undefined : partOrders(bearing.orders);
  const turns = orders === undefined ? NO_BEARING_TURNS : turnsNeeded(orders);
  const least = orders === undefined ? NO_BEARING_TURNS : turnsToBegin(orders);
  const channels = new Map<string, ChannelMemory>();
  const shaft = createShaftFaults(context, machineShaft);
  const own = createOwnSizes();
  const standing = createStandingName();
  const elsewhere = createToldElsewhere();

  const emptyMemory = () => ({
    joined: createJoinedBlocks(turns, least),
    average: createOrderAverage(),
    lookedAt: undefined,
    blocksAStretch: 1,
    blocks: 0,
  });

  function remember(observation: Observation): ChannelMemory | undefined {
    const { modulation, stretch, speedRpm, speedTolerance = 0, time, duration } = observation;
    if (speedRpm === undefined) return undefined;
    if (modulation === undefined && (stretch === undefined || 1 / stretch.step < least))
      return undefined;
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
    const stretches =
      modulation === undefined
        ? stretch && [stretch]
        : memory.joined.add({ modulation, shaftHz, time, duration });
    for (const spectra of stretches ?? []) {
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
    standing.held && average.blocks > 0 && average.blocks >= average.memory;

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
    if (elsewhere.owed) return true;
    if (standing.fault === undefined || average.blocks === 0) return true;
    if (fresh === 0) return false;
    if (!standing.held) return true;
    if (average.blocks < average.memory || fresh >= RENEWED * average.memory) return true;
    return shaftDisagrees(finding);
  }

  /** Whether shaft or drive say something else than the verdict that stands, which is not of the bearing. */
  function shaftDisagrees(finding: ShaftFinding | undefined): boolean {
    const { fault } = standing;
    if (fault === undefined || isPart(fault)) return false;
    return fault !== (finding?.fault ?? "unnamed");
  }

  /** The verdict that a naming leads to, where it says anything new. */
  function told(observation: Observation, naming: Naming, found: Finding | undefined) {
    const changed = standing.settle(naming.fault);
    const owed = elsewhere.owed && standing.fault === "unnamed";
    if (!changed && !owed) return [];
    elsewhere.tell();
    const worded = standing.fault === "unnamed" ? elsewhere.inPlaceOf(naming) : naming;
    return [verdictOf(observation, worded, standing.persistent, found)];
  }

  return {
    name: "diagnosis",
    seeksLines,
    lookAgain() {
      for (const memory of channels.values()) memory.lookedAt = undefined;
    },
    holds: (fault) => standing.persistent && standing.fault === fault,
    elapse(now) {
      const { fault } = standing;
      if (fault === undefined || fault === "unnamed" || !OF_THE_SHAFT.has(fault)) return [];
      const at = shaft.successor();
      const channel = context.point.channels.find(({ kind }) => kind === "vibration")?.id;
      if (at === undefined || channel === undefined || !standing.end()) return [];
      return [handedOver(context, channel, now(channel), { fault, at })];
    },
    process(observation, quiet = false) {
      if (!hasLines(observation)) return [];
      if (observation.sensorFaults.some(({ fault }) => UNREADABLE.has(fault))) return [];
      const finding = shaft.judge(observation);
      elsewhere.note(shaft.elsewhere);
      if (!seeksLines(observation.channel, observation.time, quiet)) {
        // What the shaft says anew is weighed beside what the lines say: from the next block on.
        const rested = channels.get(observation.channel);
        if (rested !== undefined && (elsewhere.owed || shaftDisagrees(finding)))
          rested.lookedAt = undefined;
        return [];
      }
      const memory = remember(observation);
      if (memory === undefined || orders === undefined || bearing === undefined || !ready()) {
        const naming = withShaft(unjudged(observation, memory, least), finding);
        if (finding === undefined && standing.fault === "unnamed" && !elsewhere.owed) return [];
        return told(observation, naming, undefined);
      }
      if (!isDue(memory, finding)) return [];
      for (const each of channels.values()) each.fresh = 0;
      const views = viewsOf(channels, model);
      const known = { tolerance: bearing.tolerance, own, model };
      const found = judgePoint(context, views, orders, known);
      onWeighed(found.weighed, finding);
      // Only full averages teach what is normal: in shorter ones noise looks large.
      if (found.naming.fault === "unnamed" && views.every(({ full }) => full))
        own.learn(found.weighed);
      return told(observation, withShaft(found.naming, finding), found);
    },
    snapshot: () =>
      ({
        standing: standing.snapshot(),
        elsewhere: elsewhere.snapshot(),
        shaft: shaft.snapshot(),
        own: own.snapshot(),
        channels: [...channels].map(([channel, { average, joined, lookedAt, ...rest }]) => ({
          channel,
          ...rest,
          ...(lookedAt !== undefined && { lookedAt: `${lookedAt}` }),
          joined: joined.snapshot(),
          average: average.snapshot(),
        })),
      }) satisfies Snapshot as unknown as SnapshotValue,
    restore(state) {
      const saved = state as unknown as Snapshot;
      standing.restore(saved.standing);
      elsewhere.restore(saved.elsewhere ?? null);
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

/** Vibration always has its say; sound where it brought something to seek lines in. */
function hasLines({ kind, duration, modulation }: Observation): boolean {
  return duration > 0 && (kind === "vibration" || (kind === "sound" && modulation !== undefined));
}
