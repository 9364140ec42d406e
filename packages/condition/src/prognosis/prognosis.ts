import { createFadingHistory } from "@raceway/learn/fading-history";
import { curveOf, type LifeCurve, RISEN, sinceRise } from "@raceway/learn/similar-lives";
import type { Json } from "@raceway/model/json";
import type { MaintenanceWork } from "@raceway/model/maintenance";
import type { PointContext } from "@raceway/model/plant";
import { short } from "@raceway/model/quantity";
import { spanInWords } from "@raceway/model/span-in-words";
import { isoOf } from "@raceway/model/time";
import type { PrognosisVerdict } from "@raceway/model/verdict";
import type { Detected } from "../detection/detection.ts";
import { stated } from "../detection/finding.ts";
import type { Observation } from "../observation.ts";
import { createFleet, type Fleet, kindOf } from "./fleet.ts";
import { type RemainingLife, remainingLife } from "./remaining-life.ts";
import { type GivenForecast, steadied } from "./steady-forecast.ts";

/**
 * Level at which a bearing's life counts as used up, unless the plant file says otherwise (an alarm limit on `rms`): broad-band rms at four times (12 dB)
 * what the point's own history expects.
 */
export const END_OF_LIFE_RATIO = 4;
/** A new estimate at most once in this share of the age: a stream of one a second is not refitted every second for years. */
const REFIT_SHARE = 0.002;
/** Estimates in a row that make a prognosis persistent. */
const STABLE = 5;
/** Finished lives that a point remembers of its own. */
const LIVES_MOST = 4;
/** Probability content of the interval. */
const INTERVAL = 0.8;

/** Prognosis (ISO 13374 PA) of one point: "no trend" until a persistent anomaly, then the remaining life. */
export interface Prognosis {
  process(observation: Observation, detected: Detected): readonly PrognosisVerdict[];
  /** Forgets the past. A bearing that was replaced when its life was used up is remembered as one of the fleet's finished lives. */
  relearn(work?: MaintenanceWork): void;
  snapshot(): Json;
  restore(state: Json): void;
}

type ChannelLevel = { age: number; level: number; expected: number };

type State = {
  levels: Record<string, ChannelLevel>;
  told: "nothing" | "none" | "rising";
  estimates: number;
  refitAt: number;
  given: GivenForecast | null;
};

const FRESH: State = { levels: {}, told: "nothing", estimates: 0, refitAt: 0, given: null };

/** Prognosis of a point without a past. */
export function createPrognosis(context: PointContext, fleet: Fleet = createFleet()): Prognosis {
  const { point } = context;
  const kind = kindOf(context);
  const history = createFadingHistory();
  /** Of this point's own bearings; the only thing that outlasts their replacement. */
  let lives: readonly LifeCurve[] = [];
  let state: State = structuredClone(FRESH);

  /** Remembers the level of the channel observed; the point's level is the highest of its channels. */
  function learnLevel(observation: Observation, detected: Detected): void {
    if (detected.replaced) {
      delete state.levels[observation.channel];
      history.clear();
    }
    const rms = detected.residuals.find(({ judged }) => judged.name === "rms");
    if (rms === undefined) return;
    state.levels[observation.channel] = {
      age: detected.age,
      level: Math.log(rms.value / rms.expected),
      expected: rms.expected,
    };
    const top = leading();
    if (top !== undefined) history.push({ age: detected.age, value: top.level });
  }

  function leading() {
    return Object.entries(state.levels)
      .map(([channel, level]) => ({ channel, ...level }))
      .reduce<({ channel: string } & ChannelLevel) | undefined>(
        (top, next) => (top === undefined || next.level > top.level ? next : top),
        undefined,
      );
  }

  /** End-of-life level of a channel over its baseline, as a ratio. */
  function limitRatio(channel: string, expected: number): number {
    const declared = point.channels
      .find(({ id }) => id === channel)
      ?.limits.find(({ indicator }) => indicator === "rms")?.alarm;
    return declared !== undefined && declared > expected ? declared / expected : END_OF_LIFE_RATIO;
  }

  /** The life so far, if it reached its limit: one that was cut short teaches nothing about the end. */
  function usedUp(): LifeCurve | undefined {
    const top = leading();
    if (top === undefined || state.told !== "rising") return undefined;
    const levels = sinceRise(history.moments());
    const last = levels.at(-1)?.value ?? 0;
    return last >= Math.log(limitRatio(top.channel, top.expected)) ? curveOf(levels) : undefined;
  }

  function rememberLives(newest: readonly LifeCurve[]): void {
    lives = newest;
    fleet.tell(point.path, kind, lives);
  }

  function none(observation: Observation, text: string): PrognosisVerdict[] {
    if (state.told === "none") return [];
    state.told = "none";
    state.estimates = 0;
    state.given = null;
    return [
      {
        type: "verdict",
        point: point.path,
        time: isoOf(observation.time),
        persistent: true,
        kind: "prognosis",
        trend: "none",
        text,
      },
    ];
  }

  function rising(
    observation: Observation,
    life: RemainingLife,
    top: { channel: string; level: number; expected: number },
    ratio: number,
  ): PrognosisVerdict {
    state.told = "rising";
    state.estimates += 1;
    const limit = top.expected * ratio;
    return {
      type: "verdict",
      point: point.path,
      channel: top.channel,
      time: isoOf(observation.time),
      persistent: state.estimates >= STABLE,
      kind: "prognosis",
      trend: "rising",
      indicator: "rms",
      limit: stated(limit),
      rulSeconds: stated(life.seconds),
      lowSeconds: stated(life.low),
      highSeconds: stated(life.high),
      interval: INTERVAL,
      model: life.model,
      text: inWords(top.channel, Math.exp(top.level), ratio, life),
    };
  }

  return {
    process(observation, detected) {
      if (!detected.judged) return [];
      learnLevel(observation, detected);
      if (detected.learning && state.told === "nothing")
        return none(observation, "The point is still learning what is normal.");
      const top = leading();
      if (!detected.persistent || top === undefined)
        return none(observation, "No persistent anomaly: no trend, no number.");
      if (top.level < RISEN)
        return none(observation, "An anomaly, but no rising vibration: no trend, no number.");
      const moved = detected.residuals.some(({ judged }) => judged.name === "rms");
      if (!moved || (state.told === "rising" && detected.age < state.refitAt)) return [];
      const ratio = limitRatio(top.channel, top.expected);
      const limit = Math.log(ratio);
      const similarity = fleet.similarity(kind, limit);
      const estimate = remainingLife(history.moments(), {
        limit,
        cadence: detected.cadence,
        similarity,
      });
      if (estimate === undefined) return none(observation, "Too short a history to extrapolate.");
      const seconds = steadied(estimate, detected.age, state.given ?? undefined);
      state.given = { age: detected.age, seconds };
      state.refitAt = detected.age * (1 + REFIT_SHARE);
      return [rising(observation, { ...estimate, seconds }, top, ratio)];
    },
    relearn(work) {
      const life = work === "bearing-replaced" ? usedUp() : undefined;
      if (life !== undefined) rememberLives([...lives, life].slice(-LIVES_MOST));
      history.clear();
      state = structuredClone(FRESH);
    },
    snapshot: () => ({
      state: structuredClone(state),
      history: history.snapshot(),
      lives: lives.map((curve): Json => [...curve]),
    }),
    restore(saved) {
      const inner = saved as unknown as { state: State; history: Json; lives: LifeCurve[] };
      state = structuredClone(inner.state);
      history.restore(inner.history);
      rememberLives(inner.lives);
    },
  };
}

const IN_WORDS: Readonly<Record<RemainingLife["model"], string>> = {
  linear: "by the linear trend",
  exponential: "by the exponential trend",
  power: "by the power trend",
  "theil-sen": "by the theil-sen trend",
  "last-gain": "at the pace of its last rise",
  "similar-lives": "as lives that looked like this one did",
};

function inWords(channel: string, level: number, ratio: number, life: RemainingLife): string {
  const span = `about ${spanInWords(life.seconds)} of running (80 %: ${spanInWords(life.low)} to ${spanInWords(life.high)})`;
  const now = `${channel}: rms stands at ${short(level)} times its baseline`;
  return level < ratio
    ? `${now}; ${IN_WORDS[life.model]} it reaches its end, ${short(ratio)} times, in ${span}.`
    : `${now}, beyond the ${short(ratio)} times at which life counts as used up; ${IN_WORDS[life.model]} ${span} remain.`;
}
