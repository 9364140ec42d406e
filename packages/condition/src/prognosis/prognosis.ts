import { type Belief, quantileOf } from "@raceway/learn/remaining/belief";
import type { Forecast } from "@raceway/learn/remaining/competition";
import { courseOf, viewOfRunning } from "@raceway/learn/remaining/life-view";
import { curveOf, RISEN, sinceRise } from "@raceway/learn/similar-lives";
import type { Json } from "@raceway/model/json";
import type { MaintenanceWork } from "@raceway/model/maintenance";
import type { PointContext } from "@raceway/model/plant";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import { isoOf } from "@raceway/model/time";
import type { PrognosisVerdict } from "@raceway/model/verdict";
import type { Detected } from "../detection/detection.ts";
import { stated } from "../detection/finding.ts";
import type { Observation } from "../observation.ts";
import { createFleet, type Fleet, kindOf, type OwnLife } from "./fleet.ts";
import { type LifeNumbers, othersInWords, trendInWords } from "./in-words.ts";
import { type ChannelLevel, createLevelCourse, levelAt, valueAt } from "./level-course.ts";
import { type GivenForecast, steadied } from "./steady-forecast.ts";

/**
 * ln of the level over what the point's own history expects at which a bearing's life counts as used up, unless the plant file says otherwise (an alarm limit on the
 * indicator): broad-band rms at four times (12 dB).
 */
const END_OF_LIFE = Math.log(4);
/** Without lives that ended, the end is surely reached at twice that ln-level: 24 dB. Real ends lay at 3.5 to 28 times. */
const SURELY_ENDED = 2;
/** A new estimate at most once in this share of the age: a stream of one a second is not refitted every second for years. */
const REFIT_SHARE = 0.002;
/** The same of what other bearings' lives say, which moves slowly. */
const OTHERS_SHARE = 0.01;
/** The fleet hears of a running bearing's age at each step of this share. */
const TELL_SHARE = 0.05;
/** Moments of the course below which nothing is extrapolated. */
const FEWEST = 8;
/** Estimates in a row that make a prognosis persistent. */
const STABLE = 5;
/** Finished lives that a point remembers of its own. */
const LIVES_MOST = 4;
/** Probability content of the interval. */
const INTERVAL = 0.8;
const TAILS = [0.1, 0.9] as const;

/** Prognosis (ISO 13374 PA) of one point: what other lives say until damage rises, then the remaining life by its trend. */
export interface Prognosis {
  process(observation: Observation, detected: Detected): readonly PrognosisVerdict[];
  /**
   * Forgets the past. A bearing that was replaced when its life was used up is remembered as one of the fleet's finished lives, one that was replaced before as one that lasted at least so long.
   *
   * @param cause fault that the diagnosis named last
   */
  relearn(work?: MaintenanceWork, cause?: string): void;
  snapshot(): SnapshotValue;
  restore(state: SnapshotValue): void;
}

type State = {
  /** What the latest verdict said: nothing rises (and why, or by what), or a trend. */
  told: "nothing" | "rising" | `none ${string}`;
  estimates: number;
  refitAt: number;
  /** Running age that the fleet has heard of. */
  heard: number;
  given: GivenForecast | null;
  /** Speed and load so far: sums and how many. */
  ran: { speed: Mean; load: Mean };
};

type Mean = { sum: number; count: number };

const FRESH: State = {
  told: "nothing",
  estimates: 0,
  refitAt: 0,
  heard: 0,
  given: null,
  ran: { speed: { sum: 0, count: 0 }, load: { sum: 0, count: 0 } },
};

type Others = LifeNumbers & { readonly basis: "population" | "rating" };

/** Prognosis of a point without a past. */
export function createPrognosis(context: PointContext, fleet: Fleet = createFleet()): Prognosis {
  const { point } = context;
  const kind = kindOf(context);
  const rating =
    point.bearing?.ratingHours === undefined ? undefined : point.bearing.ratingHours * 3600;
  const course = createLevelCourse();
  /** Of this point's own bearings; the only thing that outlasts their replacement. */
  let lives: readonly OwnLife[] = [];
  /** Running seconds of those that were replaced before their end. */
  let cutShort: readonly number[] = [];
  let state: State = structuredClone(FRESH);

  /** ln of the end-of-life level of a channel over its baseline: of its alarm limit, if the plant file has one above that. */
  function limitOf(top: ChannelLevel): number {
    const declared = point.channels
      .find(({ id }) => id === top.channel)
      ?.limits.find(({ indicator }) => indicator === top.indicator)?.alarm;
    return declared !== undefined && declared > top.expected ? levelAt(top, declared) : END_OF_LIFE;
  }

  /** The life so far, if it reached its limit: one that was cut short teaches nothing about the end. */
  function usedUp(cause: string | undefined): OwnLife | undefined {
    const top = course.leading();
    if (top === undefined || state.told !== "rising") return undefined;
    const levels = sinceRise(course.principal());
    const level = levels.at(-1)?.value ?? 0;
    if (level < limitOf(top)) return undefined;
    const moments = course.moments();
    const seconds = moments.at(-1)?.age ?? 0;
    const [speedRpm, load] = [meanOf(state.ran.speed), meanOf(state.ran.load)];
    return {
      curve: curveOf(levels),
      whole: { seconds: stated(seconds), course: courseOf(moments) },
      end: {
        level: Math.round(level * 100) / 100,
        ...(cause !== undefined && { cause }),
        ...(speedRpm !== undefined && { speedRpm }),
        ...(load !== undefined && { load }),
      },
    };
  }

  function tellFleet(): void {
    const running = state.heard;
    fleet.tell(point.path, kind, { lives, running, ...(cutShort.length > 0 && { cutShort }) });
  }

  function base(observation: Observation, persistent: boolean, channel?: string) {
    return {
      type: "verdict",
      point: point.path,
      ...(channel !== undefined && { channel }),
      time: isoOf(observation.time),
      persistent,
      kind: "prognosis",
    } as const;
  }

  /** Nothing rises: said when it is news, with what is known beside the trend. */
  function none(
    observation: Observation,
    detected: Detected,
    text: string,
  ): readonly PrognosisVerdict[] {
    const told = `none ${text}` as const;
    // What is said anew is said with its numbers: a forecast that stood does not vanish with a word.
    const due = detected.age >= state.refitAt || state.told !== told;
    const others = due ? whatOthersSay(detected) : undefined;
    if (state.told === told && others === undefined) return [];
    state = { ...state, told, estimates: 0, given: null };
    if (due) state.refitAt = detected.age * (1 + OTHERS_SHARE);
    return [
      {
        ...base(observation, true),
        trend: "none",
        text: others === undefined ? text : othersInWords(text, others),
        ...(others !== undefined && {
          basis: others.basis,
          rulSeconds: stated(others.seconds),
          lowSeconds: stated(others.low),
          highSeconds: stated(others.high),
          interval: INTERVAL,
        }),
      },
    ];
  }

  /** All that is known of how much longer this life lasts; by what rises only where something does. */
  function foretold({ age, cadence }: Detected, limit: number, rising: boolean) {
    const moments = course.moments();
    if (moments.length === 0 || age <= 0) return undefined;
    // The course may be younger than the point: it begins anew with an exchanged sensor.
    const view = { ...viewOfRunning(moments, cadence), age };
    const population = fleet.population(kind, rating);
    return fleet.competition(kind, limit).answer(view, population, rising);
  }

  /** Remaining life by other bearings of the kind, or by calculation; undefined where neither is known. */
  function whatOthersSay(detected: Detected): Others | undefined {
    if (fleet.population(kind, rating) === undefined) return undefined;
    const found = foretold(detected, END_OF_LIFE, false);
    if (found === undefined) return undefined;
    const basis = fleet.hasEnded(kind) ? "population" : "rating";
    return { basis, ...numbersOf(found.belief, detected.age) };
  }

  function rising(
    observation: Observation,
    life: LifeNumbers & Pick<Forecast, "model">,
    top: ChannelLevel,
    limit: number,
  ): PrognosisVerdict {
    const ended = top.level >= (fleet.highestEnd(kind) ?? SURELY_ENDED * limit);
    const stable = state.told === "rising" ? state.estimates + 1 : 1;
    state = { ...state, told: "rising", estimates: stable };
    return {
      ...base(observation, stable >= STABLE, top.channel),
      trend: "rising",
      basis: "trend",
      ...(ended && { endReached: true as const }),
      indicator: top.indicator,
      limit: stated(valueAt(top, limit)),
      rulSeconds: stated(life.seconds),
      lowSeconds: stated(life.low),
      highSeconds: stated(life.high),
      interval: INTERVAL,
      model: life.model,
      text: trendInWords(top, limit, life, ended),
    };
  }

  function trend(observation: Observation, detected: Detected, top: ChannelLevel) {
    const moved = detected.residuals.some(({ judged }) => judged.name === top.indicator);
    if (!moved || (state.told === "rising" && detected.age < state.refitAt)) return [];
    const limit = limitOf(top);
    const found = course.moments().length < FEWEST ? undefined : foretold(detected, limit, true);
    if (found === undefined) return none(observation, detected, TOO_SHORT);
    const estimate = numbersOf(found.belief, detected.age);
    const seconds = steadied(
      estimate,
      { age: detected.age, level: top.level },
      state.given ?? undefined,
    );
    state.given = { age: detected.age, level: top.level, seconds };
    state.refitAt = detected.age * (1 + REFIT_SHARE);
    return [
      rising(
        observation,
        { ...estimate, seconds, low: Math.min(estimate.low, seconds), model: found.model },
        top,
        limit,
      ),
    ];
  }

  return {
    process(observation, detected) {
      if (!detected.judged) return [];
      if (detected.replaced) course.forget(observation.channel);
      course.learn(observation.channel, detected.age, detected.residuals);
      note(state.ran.speed, observation.speedRpm);
      note(state.ran.load, observation.load);
      if (detected.age >= state.heard * (1 + TELL_SHARE) && detected.age > 0) {
        state.heard = detected.age;
        tellFleet();
      }
      const top = course.leading();
      if (detected.learning && !detected.persistent)
        return state.told === "nothing" ? none(observation, detected, LEARNING) : [];
      if (!detected.persistent || top === undefined)
        return none(observation, detected, NOTHING_WRONG);
      if (top.level < RISEN) return none(observation, detected, NOTHING_RISES);
      return trend(observation, detected, top);
    },
    relearn(work, cause) {
      if (work === "bearing-replaced") {
        const life = usedUp(cause);
        const age = course.moments().at(-1)?.age ?? 0;
        if (life !== undefined) lives = [...lives, life].slice(-LIVES_MOST);
        else if (age > 0) cutShort = [...cutShort, stated(age)].slice(-LIVES_MOST);
      }
      course.clear();
      state = structuredClone(FRESH);
      tellFleet();
    },
    snapshot: () => ({
      state: { ...state, ran: { speed: { ...state.ran.speed }, load: { ...state.ran.load } } },
      course: course.snapshot(),
      lives: [...lives] as unknown as Json,
      cutShort: [...cutShort],
    }),
    restore(saved) {
      const inner = saved as unknown as Saved;
      state = { ...structuredClone(FRESH), ...structuredClone(inner.state) };
      course.restore(inner.course);
      lives = structuredClone(inner.lives);
      cutShort = [...(inner.cutShort ?? [])];
      tellFleet();
    },
  };
}

type Saved = {
  readonly state: State;
  readonly course: SnapshotValue;
  readonly lives: readonly OwnLife[];
  /** Absent in states of before it was kept. */
  readonly cutShort?: readonly number[];
};

function note(mean: Mean, value: number | undefined): void {
  if (value === undefined) return;
  mean.sum += value;
  mean.count += 1;
}

function meanOf({ sum, count }: Mean): number | undefined {
  return count === 0 ? undefined : stated(sum / count);
}

function numbersOf(belief: Belief, age: number): LifeNumbers {
  const [low, seconds, high] = [TAILS[0], 0.5, TAILS[1]].map((p) => age * quantileOf(belief, p));
  return { seconds: seconds ?? 0, low: low ?? 0, high: high ?? 0 };
}

/** Why nothing rises, or why it cannot be told. */
const LEARNING = "The point is still learning what is normal.";
const NOTHING_WRONG = "No persistent anomaly: no trend.";
const NOTHING_RISES = "An anomaly, but no rising vibration: no trend.";
const TOO_SHORT = "Too short a history to extrapolate.";
