import { createLevelCourse } from "@raceway/condition/prognosis/level-course";
import { type GivenForecast, steadied } from "@raceway/condition/prognosis/steady-forecast";
import type { CourseMoment } from "@raceway/learn/fading-course";
import { quantileOf } from "@raceway/learn/remaining/belief";
import type { Competition } from "@raceway/learn/remaining/competition";
import type { LifePopulation } from "@raceway/learn/remaining/life-population";
import { viewOfRunning } from "@raceway/learn/remaining/life-view";
import { RISEN } from "@raceway/learn/similar-lives";
import type { RecordedLife } from "@raceway/model/recorded-life";
import { secondsOf } from "@raceway/model/time";
import type { Judged } from "./measures.ts";
import { type Answer, kindOfLife, told, type WatchedLife } from "./watched-life.ts";

/** Where a life stood at one moment: all that forecasters go by. */
interface Frame {
  /** Seconds after the life's start. */
  readonly at: number;
  readonly age: number;
  readonly cadence: number;
  readonly moments: readonly CourseMoment[];
  readonly level: number;
  readonly rising: boolean;
}

/** A life as a hundred or two moments of it: what a try of another forecaster needs, at a hundredth of the work of going through all observations. */
export interface FramedLife {
  readonly watched: Omit<WatchedLife, "steps">;
  readonly kind: string;
  readonly finished: RecordedLife | undefined;
  readonly frames: readonly Frame[];
}

/** Moments of a whole life, and as many as half of it from the onset on. */
const MOMENTS = 100;
/** Moments of a course below which prognosis extrapolates nothing. */
const FEWEST = 8;

/** The frames of a life. */
export function framed(watched: WatchedLife): FramedLife {
  const { life, length, onset, steps } = watched;
  const course = createLevelCourse();
  const marks = marksOf(length, onset);
  const frames: Frame[] = [];
  for (const { observation, detected } of steps) {
    if (!detected.judged) continue;
    if (detected.replaced) course.forget(observation.channel);
    course.learn(observation.channel, detected.age, detected.residuals);
    const at = secondsOf(observation.time) - life.start;
    const top = course.leading();
    const speaks = detected.residuals.some(({ judged }) => judged.name === top?.indicator);
    if (top === undefined || !speaks || detected.age <= 0 || at < (marks[0] ?? Infinity)) continue;
    if (detected.learning && !detected.persistent) continue;
    while ((marks[0] ?? Infinity) <= at) marks.shift();
    const moments = course.moments();
    const rising = detected.persistent && top.level >= RISEN && moments.length >= FEWEST;
    const { age, cadence } = detected;
    frames.push({ at, age, cadence, moments, level: top.level, rising });
  }
  const { finished } = told(watched, []);
  const { observations: _, ...named } = life;
  return {
    watched: { life: { ...named, observations: [] }, length, onset },
    kind: kindOfLife(life),
    finished,
    frames,
  };
}

function marksOf(length: number, onset: number | undefined): number[] {
  const even = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => from + ((i + 0.5) / count) * (length - from));
  const since = onset === undefined ? [] : [onset, ...even(onset, MOMENTS / 2)];
  return [...even(0, MOMENTS), ...since].sort((a, b) => a - b);
}

/** What forecasters say along a life, steadied as prognosis does. */
export function answeredFrames(
  { watched, frames }: FramedLife,
  competition: Competition,
  population: LifePopulation | undefined,
): Judged {
  const answers: Answer[] = [];
  let given: GivenForecast | undefined;
  for (const { at, age, cadence, moments, level, rising } of frames) {
    const found = competition.answer(
      { ...viewOfRunning(moments, cadence), age },
      population,
      rising,
    );
    if (found === undefined) continue;
    const [low = 0, seconds = 0, high = 0] = [0.1, 0.5, 0.9].map(
      (p) => age * quantileOf(found.belief, p),
    );
    const estimate = rising ? steadied({ low, seconds, high }, { age, level }, given) : seconds;
    given = rising ? { age, level, seconds: estimate } : undefined;
    answers.push({ at, estimate, low: Math.min(low, estimate), high });
  }
  return {
    watched: { ...watched, steps: [] },
    standing: (at) => answers.findLast((answer) => answer.at <= at),
  };
}
