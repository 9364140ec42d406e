import { isDeepStrictEqual } from "node:util";
import { ISO_15242 } from "@raceway/bearings/iso-15242";
import type { PointPath } from "@raceway/model/identity";
import type { Json } from "@raceway/model/json";
import {
  channelOf,
  DEFAULT_FALSE_ALARM_DAYS,
  type MeasurementPoint,
  type Plant,
  type PointContext,
  pointsOf,
} from "@raceway/model/plant";
import type { SensorRecord } from "@raceway/model/record";
import type { RecordedLife } from "@raceway/model/recorded-life";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import type { Nanos } from "@raceway/model/time";
import { toCanonical } from "@raceway/model/unit";
import type { Judgement, PointChain, PointState } from "./chain.ts";
import { BASELINE_DEFAULTS } from "./detection/channel-baseline.ts";
import { DETECTION_DEFAULTS, type DetectionOptions } from "./detection/detection.ts";
import { type ZoneBoundaries, zoneBoundaries } from "./detection/limits/iso-10816-3.ts";
import { createPlantHealth, type HealthRollUps } from "./health/plant-health.ts";
import { createMachineShaft, type MachineShaft } from "./health/rotor/machine-shaft.ts";
import { limitsWith } from "./limits-in-force.ts";
import type { Observation } from "./observation.ts";
import { createPointChain } from "./point-chain.ts";
import { createFleet, type Fleet, type LifeDurations } from "./prognosis/fleet.ts";
import { createSurroundings } from "./surroundings.ts";

const BANDS: readonly string[] = ISO_15242.bands.map(({ name }) => `iso15242_${name}`);

/** The judgement of a point, and what it makes of the health of everything that the point belongs to. */
export interface PlantJudgement extends Judgement {
  /** Of the moment when they are read, and made only then: most records' never are. */
  readonly rollUps: HealthRollUps;
  /** Zones that the machine's class in the plant file gives its velocity at this speed; undefined: the observation has none, or the machine is out of scope. */
  readonly zones: ZoneBoundaries | undefined;
  /** Alarm limits that count for its bands of ISO 15242, by indicator: of the plant file, or what people set in their place. Made when read, as the zones. */
  readonly bandLimits: Readonly<Record<string, number>>;
}

/**
 * The chains of a whole plant, with what crosses points and channels: how a machine runs and how warm it is around it, by the channels that say so, and the order
 * of time. Live ingest and replay both judge through this, so they judge the same.
 */
export interface PlantAnalysis {
  /**
   * Completes a record before manipulation: a waveform without a speed gets its machine's latest speed reading. Call in the order of arrival.
   */
  prepare(record: SensorRecord): SensorRecord;
  /**
   * Judges an observation. Undefined when it is late (a newer one of the same channel has been judged, and its times do not begin anew): it is stored, but moves
   * nothing.
   */
  judge(observation: Observation): PlantJudgement | undefined;
  /** Whether the next observation of a channel must hold the material of the diagnosis: see {@link PointChain.seeksLines}. */
  seeksLines(point: PointPath, channel: string, time: Nanos, onItsWay?: Nanos): boolean;
  /** Latest speed reading of the speed channel of a point's machine, r/min. */
  speedOf(point: PointPath): number | undefined;
  /** Newest source time judged for a point. */
  latestTime(point: PointPath): Nanos | undefined;
  /** The same by channel, of those that have been judged. */
  latestTimes(point: PointPath): ReadonlyMap<string, Nanos>;
  /** The chain of a point; made at the first call. */
  chain(point: PointPath): PointChain;
  /** State of everything about a point that remembers. */
  snapshot(point: PointPath): SnapshotValue;
  /** @returns the parts that begin anew, see {@link PointChain}. */
  restore(point: PointPath, state: SnapshotValue): readonly string[];
  /** Forgets everything about a point, as if it had never delivered. */
  forget(point: PointPath): void;
  /** Lives of bearings that ended at the plant's points. */
  finishedLives(): readonly RecordedLife[];
  /** How long bearings of each kind have lasted so far: those that ended, here and in the lives that the plant was given, and those that run. */
  lifeDurations(): ReadonlyMap<string, LifeDurations>;
  readonly points: ReadonlyMap<PointPath, PointContext>;
  /**
   * The analysis of another plant file of the same site. What is known of points that it describes as before goes on there, and no more here.
   *
   * @param changed points whose memory is to be restored, however they are described.
   */
  succeededBy(plant: Plant, changed: ReadonlySet<PointPath>): Succession;
}

export interface Succession {
  readonly analysis: PlantAnalysis;
  /** Points that know nothing yet: they are to be restored. */
  readonly missing: readonly PointPath[];
}

/** What is remembered of a point beside its chain. */
interface Beside {
  readonly times: readonly (readonly [string, string])[];
  readonly speed: Json;
  readonly surroundings: Json;
  readonly health: number | null;
}

/** What a plant's analysis takes over from the one before it. */
interface Inherited {
  readonly fleet: Fleet;
  /** By the path of their machine. */
  readonly shafts: ReadonlyMap<string, MachineShaft>;
  readonly points: ReadonlyMap<PointPath, { readonly chain: PointChain; readonly beside: Beside }>;
}

/** Analysis of every measurement point of a plant. Chains are made when a point first delivers. */
export function createPlantAnalysis(plant: Plant): PlantAnalysis {
  const fleet = createFleet(plant.finishedLives);
  return analysisOf(plant, { fleet, shafts: new Map(), points: new Map() });
}

function analysisOf(plant: Plant, inherited: Inherited): PlantAnalysis {
  const { fleet } = inherited;
  const points = pointsOf(plant);
  const chains = new Map<PointPath, PointChain>();
  /** Latest judged source time by point and channel. */
  const latest = new Map<PointPath, Map<string, Nanos>>();
  const speeds = createSpeeds(points);
  const surroundings = createSurroundings(points);
  const health = createPlantHealth(plant);
  const shafts = new Map(inherited.shafts);
  const { falseAlarmDays = DEFAULT_FALSE_ALARM_DAYS } = plant;
  const detection: DetectionOptions = {
    ...DETECTION_DEFAULTS,
    baseline: { ...BASELINE_DEFAULTS, falseAlarmDays },
  };

  function shaftOf({ point }: PointContext): MachineShaft {
    const machine = machinePath(point);
    const shaft = shafts.get(machine) ?? createMachineShaft();
    shafts.set(machine, shaft);
    return shaft;
  }

  function chain(point: PointPath): PointChain {
    let found = chains.get(point);
    if (found === undefined) {
      const context = points.get(point);
      if (context === undefined)
        throw new RangeError(`the plant has no measurement point ${point}`);
      found = createPointChain(context, { detection, fleet, shaft: shaftOf(context) });
      chains.set(point, found);
    }
    return found;
  }

  function latestOf(point: PointPath): Map<string, Nanos> {
    let found = latest.get(point);
    if (found === undefined) {
      found = new Map();
      latest.set(point, found);
    }
    return found;
  }

  function rollUpsOf({ point, health: own }: PointState): HealthRollUps {
    health.note(point, own);
    const alone = { worst: own, weighted: own };
    const context = points.get(point);
    return {
      get machine() {
        return (context && health.ofMachine(context.machine)) ?? alone;
      },
      get line() {
        return (context && health.ofLine(context.line)) ?? alone;
      },
      get site() {
        return health.ofSite() ?? alone;
      },
    };
  }

  function zonesOf({ point, indicators, speedRpm }: Observation): ZoneBoundaries | undefined {
    const machine = points.get(point)?.machine;
    if (indicators["velocity_rms"] === undefined) return undefined;
    return zoneBoundaries(machine?.iso, machine?.powerKw, speedRpm);
  }

  function bandLimitsOf(observation: Observation): Readonly<Record<string, number>> {
    const { point, indicators } = observation;
    const measured = BANDS.filter((band) => indicators[band] !== undefined);
    const context = points.get(point);
    const channel = context && channelOf(context.point, observation.channel);
    if (measured.length === 0 || channel === undefined) return {};
    return Object.fromEntries(
      limitsWith(channel, chain(point).edited()).flatMap(
        ({ indicator, alarm }): [string, number][] =>
          measured.includes(indicator) && alarm !== undefined ? [[indicator, alarm]] : [],
      ),
    );
  }

  function besideOf(point: PointPath): Beside {
    return {
      times: [...latestOf(point)].map(([channel, time]) => [channel, `${time}`]),
      speed: speeds.snapshot(point),
      surroundings: surroundings.snapshot(point),
      health: health.latest(point) ?? null,
    };
  }

  function takeBeside(point: PointPath, saved: Beside): void {
    latest.set(point, new Map(saved.times.map(([channel, time]) => [channel, BigInt(time)])));
    speeds.restore(point, saved.speed);
    surroundings.restore(saved.surroundings);
    if (saved.health !== null) health.note(point, saved.health);
  }

  function leaveShaft(path: PointPath): void {
    const context = points.get(path);
    if (context !== undefined) shafts.get(machinePath(context.point))?.leave(path);
  }

  /** What other points hear from a point they hear no more. */
  function leave(point: PointPath): void {
    fleet.forget(point);
    leaveShaft(point);
  }

  function succeededBy(next: Plant, changed: ReadonlySet<PointPath>): Succession {
    const described = pointsOf(next);
    const goesOn = ([point]: readonly [PointPath, PointChain]) =>
      !changed.has(point) && describedAlike(points.get(point), described.get(point));
    const kept = judgedAlike(plant, next) ? [...chains].filter(goesOn) : [];
    const going = new Map(
      kept.map(([point, own]) => [point, { chain: own, beside: besideOf(point) }]),
    );
    for (const point of points.keys()) if (!going.has(point)) leave(point);
    const analysis =
      going.size === 0
        ? createPlantAnalysis(next)
        : analysisOf(next, { fleet, shafts, points: going });
    return { analysis, missing: [...described.keys()].filter((point) => !going.has(point)) };
  }

  for (const [point, { chain: own, beside }] of inherited.points) {
    chains.set(point, own);
    takeBeside(point, beside);
  }

  return {
    points,
    prepare: speeds.complete,
    seeksLines: (point, channel, time, onItsWay) =>
      chain(point).seeksLines(channel, time, onItsWay),
    speedOf: speeds.of,
    latestTime: (point) =>
      [...latestOf(point).values()].reduce<Nanos | undefined>(
        (newest, time) => (newest === undefined || time > newest ? time : newest),
        undefined,
      ),
    latestTimes: latestOf,
    judge(observation) {
      speeds.judged(observation);
      const times = latestOf(observation.point);
      const last = times.get(observation.channel);
      if (observation.anew !== true && last !== undefined && observation.time <= last)
        return undefined;
      times.set(observation.channel, observation.time);
      const judgement = chain(observation.point).process(surroundings.complete(observation));
      return {
        ...judgement,
        rollUps: rollUpsOf(judgement.state),
        get zones() {
          return zonesOf(observation);
        },
        get bandLimits() {
          return bandLimitsOf(observation);
        },
      };
    },
    chain,
    finishedLives: fleet.told,
    lifeDurations: fleet.durations,
    snapshot: (point) => ({ ...besideOf(point), chain: chain(point).snapshot() }),
    forget(point) {
      chains.delete(point);
      leaveShaft(point);
      latest.delete(point);
      speeds.forget(point);
      surroundings.forget(point);
      health.forget(point);
    },
    restore(point, state) {
      const saved = state as unknown as Beside & { readonly chain: SnapshotValue };
      const anew = chain(point).restore(saved.chain);
      takeBeside(point, saved);
      return anew;
    },
    succeededBy,
  };
}

function machinePath({ path, id }: MeasurementPoint): string {
  return path.slice(0, -id.length);
}

/** Whether what two plants judge all their points by is the same. */
function judgedAlike(before: Plant, after: Plant): boolean {
  return (
    before.falseAlarmDays === after.falseAlarmDays &&
    isDeepStrictEqual(before.finishedLives, after.finishedLives)
  );
}

/** Whether a chain finds the same in both: what stands around its point, not which other points do. */
function describedAlike(
  before: PointContext | undefined,
  after: PointContext | undefined,
): boolean {
  const [own, other] = [before, after].map(
    (context) =>
      context && {
        ...context,
        line: { ...context.line, machines: [] },
        machine: { ...context.machine, points: [] },
      },
  );
  return own !== undefined && isDeepStrictEqual(own, other);
}

/**
 * Latest readings of speed channels, by the path of the point that has the channel. Records are prepared ahead of the judgement of those before them; what is saved
 * is as far as has been judged.
 */
function createSpeeds(points: ReadonlyMap<PointPath, PointContext>) {
  const latest = new Map<string, number>();
  const judged = new Map<string, number>();

  /** `point path/channel` of the machine's speed channel. */
  function sourceOf({ machine, point }: PointContext): string | undefined {
    const wanted = machine.speed.channel;
    return wanted === undefined ? undefined : `${point.path.slice(0, -point.id.length)}${wanted}`;
  }

  function of(point: PointPath): number | undefined {
    const context = points.get(point);
    const source = context && sourceOf(context);
    return source === undefined ? undefined : latest.get(source);
  }

  return {
    of,
    complete(record: SensorRecord): SensorRecord {
      const context = points.get(record.point);
      if (context === undefined) return record;
      if (record.type === "reading") {
        if (channelOf(context.point, record.channel)?.kind === "speed") {
          latest.set(`${record.point}/${record.channel}`, toCanonical(record.value, record.unit));
        }
        return record;
      }
      const speedRpm = record.speedRpm ?? of(record.point);
      return speedRpm === undefined ? record : { ...record, speedRpm };
    },
    judged({ point, channel, kind, duration, indicators }: Observation): void {
      const rpm = indicators["speed"];
      // A block of speeds counts for itself only, as it does in `complete`.
      if (kind === "speed" && duration === 0 && rpm !== undefined)
        judged.set(`${point}/${channel}`, rpm);
    },
    snapshot(point: PointPath): Json {
      return [...judged]
        .filter(([key]) => key.startsWith(`${point}/`))
        .map(([key, rpm]): Json => [key, rpm]);
    },
    restore(_point: PointPath, state: Json): void {
      for (const [key, rpm] of state as [string, number][]) {
        judged.set(key, rpm);
        // What was prepared since is newer.
        if (!latest.has(key)) latest.set(key, rpm);
      }
    },
    forget(point: PointPath): void {
      for (const readings of [latest, judged])
        for (const key of readings.keys()) if (key.startsWith(`${point}/`)) readings.delete(key);
    },
  };
}
