import { serialize } from "node:v8";
import { createPointChain, type PointChainOptions } from "@raceway/condition/point-chain";
import { createFleet } from "@raceway/condition/prognosis/fleet";
import type { RecordedLife } from "@raceway/model/recorded-life";
import { secondsOf } from "@raceway/model/time";
import type { Life } from "./recorded-lives.ts";

/** One answer on the remaining life, and the truth. Seconds. */
export interface Answer {
  readonly time: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly actual: number;
  readonly model: string;
}

/** What the chain said along a life. Positions are shares of the life, 0 to 1. */
export interface Replay {
  readonly name: string;
  readonly snapshots: number;
  /** Share of the snapshots in the first 15 % of the life with a pointwise anomaly. */
  readonly earlyPointwise: number;
  /** Positions where a persistent anomaly began, with the strongest evidence. */
  readonly onsets: readonly { readonly at: number; readonly why: string }[];
  /** Share of the life in persistent anomaly. */
  readonly persistentShare: number;
  readonly sensorVerdicts: number;
  /** The answer in force at each vibration snapshot while the trend is "rising". */
  readonly answers: readonly Answer[];
  /** Health at each vibration snapshot. */
  readonly health: readonly { readonly time: number; readonly health: number }[];
  /** What a plant would keep of the life, were the bearing replaced at its end. */
  readonly finished: RecordedLife | undefined;
  readonly snapshotBytes: number;
  /** Processor time in the chain. */
  readonly microsPerObservation: number;
}

/** Runs the chain of one point over a life; `others` are finished lives that it may compare with. */
export function replayLife(life: Life, others: readonly RecordedLife[] = []): Replay {
  let finished: RecordedLife | undefined;
  const known = createFleet(others);
  const fleet: PointChainOptions["fleet"] = {
    ...known,
    tell(_point, kind, { lives: [life] }) {
      finished = life && { kind, ...life };
    },
  };
  const chain = createPointChain(life.context, { fleet });
  const health: { time: number; health: number }[] = [];
  const at = (seconds: number) => (seconds - life.start) / (life.end - life.start);
  const onsets: { at: number; why: string }[] = [];
  const answers: Answer[] = [];
  let current: Omit<Answer, "actual" | "time"> | undefined;
  let given = 0;
  let persistent = false;
  let [early, earlyAbnormal, abnormal, sensorVerdicts, snapshots, bytes, micros] = [
    0, 0, 0, 0, 0, 0, 0,
  ];
  let last = Number.NEGATIVE_INFINITY;
  for (const observation of life.observations) {
    const seconds = secondsOf(observation.time);
    const begun = process.cpuUsage();
    const { verdicts, state } = chain.process(observation);
    micros += process.cpuUsage(begun).user;
    for (const verdict of verdicts) {
      if (verdict.kind === "sensor") sensorVerdicts += 1;
      if (verdict.kind === "anomaly") {
        const now = verdict.persistent && verdict.severity !== "normal";
        if (now && !persistent) {
          const best = verdict.evidence[0];
          onsets.push({ at: at(seconds), why: best ? `${best.channel} ${best.indicator}` : "" });
        }
        persistent = now;
      }
      if (verdict.kind === "prognosis") {
        given = seconds;
        const { rulSeconds, lowSeconds, highSeconds } = verdict;
        current =
          rulSeconds === undefined || lowSeconds === undefined || highSeconds === undefined
            ? undefined
            : {
                estimate: rulSeconds,
                low: lowSeconds,
                high: highSeconds,
                model: verdict.trend === "none" ? (verdict.basis ?? "") : verdict.model,
              };
      }
    }
    if (observation.kind !== "vibration") continue;
    if (seconds === last) {
      // The second axis of the same snapshot: it may have brought a newer answer.
      if (current !== undefined && given === seconds && answers.at(-1)?.time === seconds)
        answers.pop();
      else if (!(current !== undefined && given === seconds)) continue;
    } else {
      last = seconds;
      snapshots += 1;
      health.push({ time: seconds, health: state.health });
      if (state.severity !== "normal" && at(seconds) < 0.15) earlyAbnormal += 1;
      if (at(seconds) < 0.15) early += 1;
      if (persistent) abnormal += 1;
      if (snapshots % 100 === 0) bytes = Math.max(bytes, serialize(chain.snapshot()).length);
    }
    if (current !== undefined && seconds < life.end)
      answers.push({ time: seconds, ...current, actual: life.end - seconds });
  }
  chain.relearn("bearing-replaced");
  return {
    name: life.name,
    snapshots,
    earlyPointwise: earlyAbnormal / Math.max(early, 1),
    onsets,
    persistentShare: abnormal / snapshots,
    sensorVerdicts,
    answers,
    health,
    finished,
    snapshotBytes: bytes,
    microsPerObservation: micros / life.observations.length,
  };
}
