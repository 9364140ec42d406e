import { type CourseMoment, createFadingCourse } from "@raceway/learn/fading-course";
import type { Moment } from "@raceway/learn/moment";
import type { Json } from "@raceway/model/json";
import { COURSE_FEATURES } from "@raceway/model/recorded-life";
import type { Residual } from "../detection/channel-baseline.ts";

/** Where a channel stands. */
export interface ChannelLevel {
  readonly channel: string;
  /** ln of rms over what is expected. */
  readonly level: number;
  /** rms expected. */
  readonly expected: number;
}

/** How a point's levels went over its life: of each feature the highest of the point's channels, ln over what is expected. */
export interface LevelCourse {
  /** Takes in what a channel's observation left of its indicators. @param age running seconds */
  learn(channel: string, age: number, residuals: readonly Residual[]): void;
  /** The channel whose rms stands highest; undefined before any was judged. */
  leading(): ChannelLevel | undefined;
  moments(): readonly CourseMoment[];
  /** The same of rms alone. */
  rms(): readonly Moment[];
  /** The sensor of a channel was exchanged: what was learnt is void. */
  forget(channel: string): void;
  clear(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

type Levels = { expected: number; values: (number | null)[] };

export function createLevelCourse(): LevelCourse {
  const course = createFadingCourse();
  let channels: Record<string, Levels> = {};

  function highest(): (number | null)[] {
    return COURSE_FEATURES.map((_, f) => {
      const known = Object.values(channels).flatMap(({ values }) => values[f] ?? []);
      return known.length === 0 ? null : Math.max(...known);
    });
  }

  return {
    learn(channel, age, residuals) {
      const rms = residuals.find(({ judged }) => judged.name === "rms");
      if (rms === undefined) return;
      channels[channel] = {
        expected: rms.expected,
        values: COURSE_FEATURES.map(levelIn(residuals)),
      };
      course.push({ age, values: highest() });
    },
    leading() {
      let found: ChannelLevel | undefined;
      for (const [channel, { expected, values }] of Object.entries(channels)) {
        const level = values[0] ?? 0;
        if (found === undefined || level > found.level) found = { channel, level, expected };
      }
      return found;
    },
    moments: () => course.moments(),
    rms: () => course.moments().map(({ age, values }) => ({ age, value: values[0] ?? 0 })),
    forget(channel) {
      delete channels[channel];
      course.clear();
    },
    clear() {
      channels = {};
      course.clear();
    },
    snapshot: () => ({ course: course.snapshot(), channels: structuredClone(channels) }),
    restore(state) {
      const saved = state as unknown as { course: Json; channels: Record<string, Levels> };
      course.restore(saved.course);
      channels = structuredClone(saved.channels);
    },
  };
}

const levelIn =
  (residuals: readonly Residual[]) =>
  (feature: string): number | null => {
    const found = residuals.find(({ judged }) => judged.name === feature);
    if (found === undefined || !(found.value > 0) || !(found.expected > 0)) return null;
    return Math.log(found.value / found.expected);
  };
