import { serialize } from "node:v8";
import { createDetection, type Detected } from "@raceway/condition/detection/detection";
import type { Observation } from "@raceway/condition/observation";
import { createFleet, type Fleet } from "@raceway/condition/prognosis/fleet";
import { createLevelCourse } from "@raceway/condition/prognosis/level-course";
import { createPrognosis } from "@raceway/condition/prognosis/prognosis";
import type { RecordedLife } from "@raceway/model/recorded-life";
import { secondsOf } from "@raceway/model/time";
import type { Life } from "../recorded-lives.ts";

/** A life, and what detection made of it: the same whatever the forecasters know, so it is done once. */
export interface WatchedLife {
  readonly life: Life;
  readonly length: number;
  /** Seconds after the start at which the anomaly first was persistent; undefined: never. */
  readonly onset: number | undefined;
  readonly steps: readonly { readonly observation: Observation; readonly detected: Detected }[];
}

/** An answer and when it was given, seconds after the life's start. */
export interface Answer {
  readonly at: number;
  readonly estimate: number;
  readonly low?: number;
  readonly high?: number;
  readonly basis?: string;
  /** Which of the life's steps it was given at. */
  readonly step?: number;
}

/** What was answered along a life. */
export interface Told {
  readonly answers: readonly Answer[];
  /** What a plant would keep of the life, were the bearing replaced at its end. */
  readonly finished: RecordedLife | undefined;
  /** Processor time in prognosis, an observation. */
  readonly micros: number;
  readonly bytes: number;
}

/** Runs detection over a life. */
export function watched(life: Life): WatchedLife {
  const detection = createDetection(life.context);
  const steps = life.observations.map((observation) => ({
    observation,
    detected: detection.process(observation),
  }));
  const first = steps.find(({ detected }) => detected.persistent);
  return {
    life,
    length: life.end - life.start,
    onset: first && secondsOf(first.observation.time) - life.start,
    steps,
  };
}

/** The kind of bearing that a life is of. */
export function kindOfLife({ context: { point } }: Life): string {
  return point.bearing?.designation ?? point.path;
}

/** Runs prognosis over a life. @param others finished lives that the plant knows @param made the fleet made of them, for trying another competition */
export function told(
  { life, steps }: WatchedLife,
  others: readonly RecordedLife[],
  made: Fleet = createFleet(others),
): Told {
  let finished: RecordedLife | undefined;
  const prognosis = createPrognosis(life.context, {
    ...made,
    tell(point, kind, entry) {
      const [own] = entry.lives;
      finished = own && { kind, ...own };
      made.tell(point, kind, entry);
    },
  });
  const answers: Answer[] = [];
  const begun = process.cpuUsage();
  for (const [step, { observation, detected }] of steps.entries())
    for (const verdict of prognosis.process(observation, detected)) {
      const { rulSeconds, lowSeconds, highSeconds, basis } = verdict;
      const at = secondsOf(observation.time) - life.start;
      answers.push({
        at,
        step,
        estimate: rulSeconds ?? Number.NaN,
        ...(lowSeconds !== undefined && { low: lowSeconds }),
        ...(highSeconds !== undefined && { high: highSeconds }),
        ...(basis !== undefined && { basis }),
      });
    }
  const micros = process.cpuUsage(begun).user / steps.length;
  const bytes = serialize(prognosis.snapshot()).length;
  prognosis.relearn("bearing-replaced");
  return { answers, finished, micros, bytes };
}

/** The principal level of a life at each of its steps, ln over the baseline; −∞ before any was judged. */
export function levelsOf({ steps }: WatchedLife): readonly number[] {
  const course = createLevelCourse();
  return steps.map(({ observation, detected }) => {
    if (detected.judged) {
      if (detected.replaced) course.forget(observation.channel);
      course.learn(observation.channel, detected.age, detected.residuals);
    }
    return course.leading()?.level ?? Number.NEGATIVE_INFINITY;
  });
}
