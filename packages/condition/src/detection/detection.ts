import type { Json } from "@raceway/model/json";
import type { PointContext } from "@raceway/model/plant";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { AnomalyVerdict, Evidence, SensorVerdict } from "@raceway/model/verdict";
import type { Observation } from "../observation.ts";
import { type AnomalyScore, anomalyScore, shares } from "./anomaly-score.ts";
import {
  BASELINE_DEFAULTS,
  type BaselineOptions,
  type Learned,
  type Residual,
} from "./channel-baseline.ts";
import {
  type ChannelDetection,
  createChannelDetection,
  type LearntFinding,
  learntEvidence,
} from "./channel-detection.ts";
import { createExchangeWatch } from "./exchange-watch.ts";
import { type Finding, stated } from "./finding.ts";
import { createOperatingMemory, type StopReason } from "./operating-memory.ts";
import { createPersistence } from "./persistence.ts";
import { createSensorWatch } from "./sensor-watch.ts";

/** Tunables of detection; docs/accuracy/lives.md says how the defaults were found and how little they matter. */
export interface DetectionOptions {
  readonly baseline: BaselineOptions;
  /** Shortest on- and off-delay: intervals of the speaking channel, and running seconds. */
  readonly delayIntervals: number;
  readonly delaySeconds: number;
  /** On- and off-delay as a share of the running age, up to `delayMost` seconds. */
  readonly delayShare: number;
  readonly delayMost: number;
  /** The same on-delay for what only impulsive indicators say. */
  readonly impulsiveShare: number;
  readonly impulsiveMost: number;
}

export const DETECTION_DEFAULTS: DetectionOptions = {
  baseline: BASELINE_DEFAULTS,
  delayIntervals: 4,
  delaySeconds: 10,
  delayShare: 0.01,
  delayMost: 1800,
  impulsiveShare: 0.25,
  impulsiveMost: 8 * 3600,
};

/** Score at which a warning becomes an alarm. */
const ALARM_SCORE = 2;
/** Score from which a channel counts as speaking: above it, only its own observations move the delays. */
const SPEAKS = 0.5;
/** Most pieces of evidence in a verdict, strongest first. */
const EVIDENCE = 5;

/** Where a point stands after an observation. */
export interface Detected {
  readonly verdicts: readonly (AnomalyVerdict | SensorVerdict)[];
  readonly severity: "normal" | "warning" | "alarm";
  readonly pointwise: boolean;
  readonly persistent: boolean;
  readonly score: number;
  /** True while no channel knows enough of the present operating state, and only standard limits speak. */
  readonly learning: boolean;
  /** How much is known of it: of the channel that knows most. */
  readonly learned: Learned;
  /** Why the machine counts as stopped: nothing is judged or learnt then. */
  readonly stopped?: StopReason;
  /** Running seconds of the point, by the channel observed. */
  readonly age: number;
  /** Usual interval of the channel observed, seconds. */
  readonly cadence: number;
  /** False when the record was faulty or the machine stood still: nothing was judged. */
  readonly judged: boolean;
  /** Residuals of the channel observed; empty while learning. */
  readonly residuals: readonly Residual[];
  /** The sensor was exchanged: what was learnt from this channel is void. */
  readonly replaced: boolean;
}

/** State detection (ISO 13374 SD) of one measurement point over all its channels. */
export interface Detection {
  /** @param mayLearn false: what is observed is not to be taken for normal, whatever it looks like */
  process(observation: Observation, mayLearn?: boolean): Detected;
  elapse(nowOf: (channel: string) => Nanos): readonly SensorVerdict[];
  /** After maintenance: forgets what was normal and learns anew. */
  relearn(): void;
  snapshot(): SnapshotValue;
  restore(state: SnapshotValue): void;
}

/** Detection of a point that knows nothing yet. */
export function createDetection(
  context: PointContext,
  options: DetectionOptions = DETECTION_DEFAULTS,
): Detection {
  const { point, machine } = context;
  const watch = createSensorWatch(context);
  const operating = createOperatingMemory(machine);
  const exchange = createExchangeWatch();
  const soon = createPersistence();
  const late = createPersistence();
  const grave = createPersistence();
  const channels = new Map<string, ChannelDetection>();
  /** What the latest anomaly verdict said. */
  let told = NORMAL;
  let score = NOTHING;

  function channelOf(id: string, kind: Observation["kind"]): ChannelDetection {
    let found = channels.get(id);
    if (found === undefined) {
      const age = Math.max(0, ...[...channels.values()].map((channel) => channel.age()));
      found = createChannelDetection(context, id, kind, options.baseline, age);
      channels.set(id, found);
    }
    return found;
  }

  function findings() {
    const all = [...channels.values()].map((channel) => channel.findings());
    return { learnt: all.flatMap((f) => f.learnt), limits: all.flatMap((f) => f.limits) };
  }

  function rescore(): void {
    const { learnt, limits } = findings();
    score = anomalyScore(learnt, limits);
  }

  /** The channel with the highest score of all that were found, and that score. */
  function loudest(): { channel: ChannelDetection | undefined; score: number } {
    let found: { channel: ChannelDetection | undefined; score: number } = {
      channel: undefined,
      score: 0,
    };
    for (const channel of channels.values()) {
      const { learnt, limits } = channel.findings();
      for (const { score: own } of [...limits, ...learnt])
        if (own > found.score) found = { channel, score: own };
    }
    return found;
  }

  /**
   * Delays run by the observations and at the pace of the channel that speaks: what a vibration said a minute ago does not become older news by a
   * temperature that comes every second.
   */
  function track(observed: ChannelDetection): void {
    rescore();
    const speaker = loudest();
    if (speaker.score >= SPEAKS && speaker.channel !== observed) return;
    const age = observed.age();
    const cadence = observed.cadence();
    const least = Math.max(options.delayIntervals * cadence, options.delaySeconds);
    const short = Math.max(least, Math.min(options.delayShare * age, options.delayMost));
    const long = Math.max(least, Math.min(options.impulsiveShare * age, options.impulsiveMost));
    const { all, lasting } = score;
    const state = operating.state().key;
    // What is three times over its limit needs a third of the time to be believed.
    soon.update({ age, state, score: lasting }, short / Math.max(1, lasting), short);
    late.update({ age, state, score: all }, long, short);
    grave.update({ age, state, score: lasting / ALARM_SCORE }, short, short);
  }

  function standing() {
    const pointwise = soon.standing().pointwise || late.standing().pointwise;
    const persistent = soon.standing().persistent || late.standing().persistent;
    const alarm = persistent ? grave.standing().persistent : grave.standing().pointwise;
    const severity = alarm ? "alarm" : pointwise || persistent ? "warning" : "normal";
    return { pointwise, persistent, severity } as const;
  }

  function anomaly(time: Nanos): AnomalyVerdict[] {
    const { severity, persistent } = standing();
    const before = told;
    const now: Told = { severity, persistent, score: score.all, at: `${time}` };
    if (severity === "normal" && before.severity === "normal") return [];
    if (isSaid(now, before)) return [];
    told = now;
    const over = severity === "normal";
    const { learnt, limits } = findings();
    return [
      {
        type: "verdict",
        point: point.path,
        time: isoOf(time),
        // The end of a persistent anomaly is as persistent as the anomaly was.
        persistent: over ? before.persistent : persistent,
        kind: "anomaly",
        severity,
        score: stated(score.all),
        evidence: over ? [] : strongest(limits, learnt),
      },
    ];
  }

  /** What the sensor's own history and that of its neighbours say of an observation. */
  function arrive(channel: ChannelDetection, observation: Observation, still: boolean) {
    const own = channel.arrive(observation, operating.state(), still);
    const tells = channel.kind === "vibration" && observation.sensorFaults.length === 0;
    if (!tells || still || channel.quiet()) return own;
    const { findings, replaced } = exchange.check(observation, operating.state().key);
    if (replaced) channel.relearn();
    return {
      findings: own.findings.length > 0 ? own.findings : findings,
      replaced: own.replaced || replaced,
    };
  }

  /** One channel that knows its normal is enough to speak about the point. */
  function learned(): Learned {
    const all = [...channels.values()].filter((c) => c.judged).map((c) => c.learned());
    return all.reduce((best, next) => (next.have > best.have ? next : best), {
      have: 0,
      need: options.baseline.learn,
    });
  }

  /** Whether vibration is watched, and none of it is there. */
  function isQuiet(): boolean {
    const vibrations = [...channels.values()].filter(({ kind }) => kind === "vibration");
    return vibrations.length > 0 && vibrations.every((c) => c.quiet());
  }

  function outcome(channel: ChannelDetection) {
    const stopped = operating.stopped();
    const { have, need } = learned();
    return {
      ...standing(),
      score: score.all,
      learning: have < need,
      learned: { have, need },
      ...(stopped !== undefined && { stopped }),
      age: channel.age(),
      cadence: channel.cadence(),
    };
  }

  return {
    process(observation, mayLearn = true) {
      const channel = channelOf(observation.channel, observation.kind);
      const rescaled = operating.update(observation, standing().persistent, channel.cadence());
      if (rescaled) for (const known of channels.values()) known.relearn();
      const stopped = operating.stopped();
      const still = stopped === "speed" || stopped === "load";
      const { findings: faults, replaced } = arrive(channel, observation, still);
      operating.hush(!still && isQuiet());
      const { clock } = observation;
      const told = faults.length === 0 && clock !== undefined ? [clock] : faults;
      const sensor = watch.update(observation.channel, observation.time, told);
      const doubted = watch.doubts(observation.channel);
      if (doubted) {
        channel.hush();
        track(channel);
      }
      if (faults.length > 0 || doubted || channel.quiet() || operating.stopped() !== undefined)
        return {
          verdicts: doubted ? [...sensor, ...anomaly(observation.time)] : sensor,
          ...outcome(channel),
          judged: false,
          residuals: [],
          replaced,
        };
      const residuals = channel.judge(observation, operating.state());
      track(channel);
      const { pointwise, persistent } = standing();
      if (mayLearn && !pointwise && !persistent) channel.learn();
      return {
        verdicts: [...sensor, ...anomaly(observation.time)],
        ...outcome(channel),
        judged: true,
        residuals,
        replaced,
      };
    },
    elapse: (nowOf) => watch.elapse(nowOf),
    relearn() {
      // What was said is over, or said again at once.
      told = { ...told, score: 0, at: NORMAL.at };
      for (const channel of channels.values()) channel.relearn();
      for (const persistence of [soon, late, grave]) persistence.clear();
      rescore();
      operating.clear();
      exchange.clear();
    },
    snapshot: () => ({
      watch: watch.snapshot(),
      operating: operating.snapshot(),
      exchange: exchange.snapshot(),
      soon: soon.snapshot(),
      late: late.snapshot(),
      grave: grave.snapshot(),
      told,
      channels: [...channels].map(([id, c]): SnapshotValue => [id, c.kind, c.snapshot()]),
    }),
    restore(saved) {
      const state = saved as unknown as Saved;
      watch.restore(state.watch);
      operating.restore(state.operating);
      exchange.restore(state.exchange);
      soon.restore(state.soon);
      late.restore(state.late);
      grave.restore(state.grave);
      // Older versions remembered only how bad it was.
      told = { ...NORMAL, ...state.told };
      channels.clear();
      for (const [id, kind, inner] of state.channels) channelOf(id, kind).restore(inner);
      rescore();
    },
  };
}

/** A type alias, because an interface is not assignable to Json. */
type Told = {
  readonly severity: AnomalyVerdict["severity"];
  readonly persistent: boolean;
  readonly score: number;
  /** Source time, nanoseconds. */
  readonly at: string;
};

/** The same is said again after so long, nanoseconds … */
const AGAIN = 60_000_000_000n;
/** … or when its score has moved by this share. */
const MOVED = 0.1;

/** Whether what is to be said has been said a moment ago, near enough. */
function isSaid(now: Told, before: Told): boolean {
  if (now.severity !== before.severity || now.persistent !== before.persistent) return false;
  const since = BigInt(now.at) - BigInt(before.at);
  return since >= 0n && since < AGAIN && Math.abs(now.score - before.score) <= MOVED * before.score;
}

const NOTHING: AnomalyScore = { all: 0, lasting: 0 };
const NORMAL: Told = { severity: "normal", persistent: false, score: 0, at: "0" };

interface Saved {
  watch: Json;
  operating: Json;
  exchange: Json;
  soon: Json;
  late: Json;
  grave: Json;
  told: Told;
  channels: [string, Observation["kind"], SnapshotValue][];
}

function strongest(limits: readonly Finding[], learnt: readonly LearntFinding[]): Evidence[] {
  const findings = [...limits, ...learnt];
  const share = shares(findings);
  return findings
    .map((finding, index) => ({ finding, share: share[index] ?? 0 }))
    .sort((a, b) => b.share - a.share)
    .slice(0, EVIDENCE)
    .map(({ finding, share: part }) => {
      const evidence = "evidence" in finding ? finding.evidence : learntEvidence(finding);
      const { text, ...numbers } = evidence;
      return { ...numbers, share: stated(part), text };
    });
}
