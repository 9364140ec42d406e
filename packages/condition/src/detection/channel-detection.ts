import type { Json } from "@raceway/model/json";
import type { PointContext } from "@raceway/model/plant";
import { quantity, short } from "@raceway/model/quantity";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import { secondsOf } from "@raceway/model/time";
import type { Evidence } from "@raceway/model/verdict";
import type { Observation } from "../observation.ts";
import type { LearntScore } from "./anomaly-score.ts";
import {
  type BaselineOptions,
  createChannelBaseline,
  type Learned,
  type Residual,
} from "./channel-baseline.ts";
import { type Finding, stated, unitOf } from "./finding.ts";
import { chancesOn, judgedOn } from "./judged-indicators.ts";
import { limitFindings } from "./limit-model.ts";
import { CRITERION_TWO_SHARE, ISO_10816_3, zoneBoundaries } from "./limits/iso-10816-3.ts";
import type { OperatingState } from "./operating-state.ts";
import { createRunningClock } from "./running-clock.ts";
import { createSensorMemory } from "./sensor-memory.ts";
import type { SensorOpinion } from "./sensor-opinion.ts";
import { createTemperatureRate } from "./temperature-rate.ts";

/** One indicator against the learnt baseline, as it is kept until the channel's next observation. */
export interface LearntFinding extends LearntScore {
  readonly channel: string;
  readonly indicator: string;
  readonly unit: string;
  /** Whether a change is told as a ratio or as a difference. */
  readonly ratio: boolean;
  readonly value: number;
  readonly expected: number;
  readonly limit: number;
}

/** One channel of a point: its clock, its sensor, its baseline, and what was last found in it. */
export interface ChannelDetection {
  readonly kind: Observation["kind"];
  /** Whether channels of this kind have indicators to judge; speed and load have none. */
  readonly judged: boolean;
  /** Lets the channel's clock run to an observation and asks the sensor's memory; a machine at rest tells nothing of its sensors. */
  arrive(observation: Observation, state: OperatingState, still: boolean): SensorOpinion;
  /** Judges the observation that arrived. */
  judge(observation: Observation, state: OperatingState): readonly Residual[];
  /** The sensor is not to be believed: what was found by it no longer speaks for the machine. */
  hush(): void;
  /** Learns the observation judged last. */
  learn(): void;
  relearn(): void;
  /** Latest findings: they stand while other channels deliver. */
  findings(): { readonly learnt: readonly LearntFinding[]; readonly limits: readonly Finding[] };
  /** How much is known of the operating state that the channel was last judged in. */
  learned(): Learned;
  /** Whether the channel is a vibration that has fallen to where only a machine at rest, or a sensor without signal, is. */
  quiet(): boolean;
  /** Running seconds of the point by this channel's own observations. */
  age(): number;
  /** Usual interval, seconds. */
  cadence(): number;
  snapshot(): SnapshotValue;
  restore(state: SnapshotValue): void;
}

interface Saved {
  learnt: readonly LearntFinding[];
  limits: readonly Finding[];
  learned: Learned;
  quiet: boolean;
}

/**
 * Detection of one channel that knows nothing yet.
 *
 * @param startAge running age of the point at the channel's first observation
 */
export function createChannelDetection(
  context: PointContext,
  id: string,
  kind: Observation["kind"],
  options: BaselineOptions,
  startAge: number,
): ChannelDetection {
  let offset = startAge;
  const clock = createRunningClock();
  const judged = judgedOn(context.point.channels.find((channel) => channel.id === id) ?? { kind });
  const baseline = createChannelBaseline(
    judged,
    options,
    context.point.channels.reduce((sum, channel) => sum + chancesOn(judgedOn(channel)), 0),
  );
  const sensor = createSensorMemory(kind);
  const rate = createTemperatureRate();
  const fresh: Saved = { learnt: [], limits: [], learned: baseline.learned(), quiet: false };
  let saved: Saved = fresh;

  function relearn(): void {
    baseline.clear();
    rate.clear();
    saved = fresh;
  }

  function rateFindings({ channel, indicators }: Observation): readonly Finding[] {
    const value = kind === "temperature" ? indicators["temperature"] : undefined;
    if (value === undefined) return [];
    const finding = rate.update(channel, clock.age(), value);
    return finding === undefined ? [] : [finding];
  }

  return {
    kind,
    judged: judged.length > 0,
    arrive(observation, state, still) {
      const seconds = secondsOf(observation.time);
      clock.advance(seconds, observation.anew);
      if (still || observation.sensorFaults.length > 0)
        return { findings: observation.sensorFaults, replaced: false };
      const quiet = kind === "vibration" && baseline.isQuiet(observation.indicators);
      const opinion = sensor.check(observation, {
        seconds,
        paused: clock.paused(),
        state: state.key,
        quiet,
      });
      if (opinion.replaced) relearn();
      // A sensor of a tenth of the sensitivity is as weak, but says the same as before.
      else saved = { ...saved, quiet: quiet && opinion.findings.length === 0 };
      return opinion;
    },
    judge(observation, state) {
      const residuals = baseline.judge(observation.indicators, state, clock.cadence());
      saved = {
        learnt: residuals.map((residual) => learntFinding(observation, residual)),
        limits: [
          ...limitFindings(context, observation),
          ...criterionTwo(context, observation, residuals),
          ...rateFindings(observation),
        ],
        learned: baseline.learned(),
        quiet: false,
      };
      return residuals;
    },
    hush() {
      saved = { ...saved, learnt: [], limits: [] };
    },
    learn() {
      baseline.learn(clock.age());
      saved = { ...saved, learned: baseline.learned() };
    },
    relearn,
    findings: () => saved,
    learned: () => saved.learned,
    quiet: () => saved.quiet,
    age: () => offset + clock.age(),
    cadence: () => clock.cadence(),
    snapshot: () => ({
      offset,
      clock: clock.snapshot(),
      baseline: baseline.snapshot(),
      sensor: sensor.snapshot(),
      rate: rate.snapshot(),
      saved: saved as unknown as Json,
    }),
    restore(state) {
      const inner = state as unknown as {
        offset: number;
        clock: Json;
        baseline: SnapshotValue;
        sensor: Json;
        rate: Json;
        saved: Json;
      };
      offset = inner.offset;
      clock.restore(inner.clock);
      baseline.restore(inner.baseline);
      sensor.restore(inner.sensor);
      rate.restore(inner.rate);
      saved = inner.saved as unknown as Saved;
    },
  };
}

function learntFinding(
  observation: Observation,
  { judged, value, expected, limit, score }: Residual,
): LearntFinding {
  return {
    score,
    character: judged.character,
    channel: observation.channel,
    indicator: judged.name,
    unit: unitOf(observation, judged.name),
    ratio: judged.scale === "log",
    value,
    expected,
    limit,
  };
}

/** The evidence of a learnt finding; made only where it is told, because it is text. */
export function learntEvidence(finding: LearntFinding): Evidence {
  const { channel, indicator, unit, ratio, value, expected, limit } = finding;
  const change = ratio
    ? `${short(value / expected)} times`
    : `${value >= expected ? "+" : ""}${quantity(value - expected, unit)} against`;
  return {
    channel,
    indicator,
    value: stated(value),
    unit,
    model: "baseline",
    limit: stated(limit),
    expected: stated(expected),
    text: `${channel}: ${indicator} is ${change} what this point's own history expects in this operating state (${quantity(value, unit)}, expected ${short(expected)}, limit ${short(limit)}).`,
  };
}

/** ISO 10816-3 criterion II: velocity grown by more than a quarter of the B/C boundary. The standard means falls too: but a machine that runs in is none the worse for it. */
function criterionTwo(
  context: PointContext,
  observation: Observation,
  residuals: readonly Residual[],
): readonly Finding[] {
  const velocity = residuals.find(({ judged }) => judged.name === "velocity_rms");
  if (velocity === undefined || !observation.calibrated) return [];
  const { iso, powerKw } = context.machine;
  const zones = zoneBoundaries(iso, powerKw, observation.speedRpm);
  if (zones === undefined) return [];
  const bound = CRITERION_TWO_SHARE * zones.bc;
  const change = velocity.value - velocity.expected;
  const score = Math.min(change / bound, 1.99);
  if (score < 1) return [];
  return [
    {
      score,
      evidence: {
        channel: observation.channel,
        indicator: "velocity_rms",
        value: stated(velocity.value),
        unit: "mm/s",
        model: "iso-zone",
        limit: stated(velocity.expected + bound),
        expected: stated(velocity.expected),
        text: `${observation.channel}: velocity has grown by ${short(change)} mm/s from its baseline ${short(velocity.expected)}; criterion II of ${ISO_10816_3.edition} calls more than ${short(bound)} mm/s (25 % of B/C) significant.`,
      },
    },
  ];
}
