import { type CourseMoment, createFadingCourse } from "@raceway/learn/fading-course";
import type { Moment } from "@raceway/learn/moment";
import { COURSE_FEATURES } from "@raceway/model/recorded-life";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import type { Residual } from "../detection/channel-baseline.ts";
import { JUDGED, scaledChange } from "../detection/judged-indicators.ts";

/** Where a channel stands. */
export interface ChannelLevel {
  readonly channel: string;
  /** What stands for its damage: rms, or what its sensor gives in its place. */
  readonly indicator: string;
  /** ln over what is expected; of a temperature as far over it, in the same steps ({@link levelOf}). */
  readonly level: number;
  /** Value expected, canonical unit. */
  readonly expected: number;
}

/** What stands for a channel's damage, the best first: sensors that compute themselves give one of these alone. */
const PRINCIPAL = ["rms", "velocity_rms", "peak_to_peak", "peak", "envelope_rms", "temperature"];
const RMS = JUDGED.find(({ name }) => name === "rms");
/** ln-level of one smallest change worth attention: a rise of temperature by its own counts as much as one of rms. */
const STEP = RMS === undefined ? 1 : scaledChange(RMS);

/** How a point's levels went over its life: of each feature the highest of the point's channels, ln over what is expected. The first is the principal one. */
export interface LevelCourse {
  /** Takes in what a channel's observation left of its indicators. @param age running seconds */
  learn(channel: string, age: number, residuals: readonly Residual[]): void;
  /** The channel whose principal level stands highest; temperatures only where no vibration is watched. Undefined before any was judged. */
  leading(): ChannelLevel | undefined;
  moments(): readonly CourseMoment[];
  /** The principal levels alone. */
  principal(): readonly Moment[];
  /** The sensor of a channel was exchanged: what was learnt is void. */
  forget(channel: string): void;
  clear(): void;
  snapshot(): SnapshotValue;
  restore(state: SnapshotValue): void;
}

type Levels = { expected: number; indicator?: string; values: (number | null)[] };

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
      const found = principalOf(residuals);
      if (found === undefined) return;
      const { name } = found.judged;
      if (name === "temperature" && Object.values(channels).some((known) => !isWarmth(known)))
        return;
      const others = COURSE_FEATURES.slice(1).map(levelIn(residuals));
      channels[channel] = {
        expected: found.expected,
        ...(name !== "rms" && { indicator: name }),
        values: [levelOf(found), ...others],
      };
      course.push({ age, values: highest() });
    },
    leading() {
      let found: ChannelLevel | undefined;
      for (const [channel, { expected, indicator = "rms", values }] of Object.entries(channels)) {
        const level = values[0] ?? 0;
        if (found === undefined || level > found.level)
          found = { channel, indicator, level, expected };
      }
      return found;
    },
    moments: () => course.moments(),
    principal: () => course.moments().map(({ age, values }) => ({ age, value: values[0] ?? 0 })),
    forget(channel) {
      delete channels[channel];
      course.clear();
    },
    clear() {
      channels = {};
      course.clear();
    },
    snapshot: () => ({ course: course.snapshot(), channels: { ...channels } }),
    restore(state) {
      const saved = state as unknown as { course: SnapshotValue; channels: Record<string, Levels> };
      course.restore(saved.course);
      channels = structuredClone(saved.channels);
    },
  };
}

function principalOf(residuals: readonly Residual[]): Residual | undefined {
  for (const name of PRINCIPAL) {
    const found = residuals.find(({ judged }) => judged.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isWarmth({ indicator }: Levels): boolean {
  return indicator === "temperature";
}

const levelIn =
  (residuals: readonly Residual[]) =>
  (feature: string): number | null => {
    const found = residuals.find(({ judged }) => judged.name === feature);
    return found === undefined ? null : levelOf(found);
  };

/** How far a value stands over what is expected, in ln; what is not judged by its logarithm in steps of its smallest change, each as much as that of rms. */
function levelOf({ judged, value, expected }: Residual): number | null {
  if (judged.scale === "linear") return (STEP * (value - expected)) / scaledChange(judged);
  return value > 0 && expected > 0 ? Math.log(value / expected) : null;
}

/** The value at which a channel stands so high: the inverse of its level. */
export function valueAt(
  { indicator, expected }: Omit<ChannelLevel, "level" | "channel">,
  level: number,
): number {
  const judged = JUDGED.find(({ name }) => name === indicator);
  if (judged?.scale === "linear") return expected + (level / STEP) * scaledChange(judged);
  return expected * Math.exp(level);
}

/** The level of a value. */
export function levelAt(
  { indicator, expected }: Omit<ChannelLevel, "level" | "channel">,
  value: number,
): number {
  const judged = JUDGED.find(({ name }) => name === indicator);
  if (judged?.scale === "linear") return (STEP * (value - expected)) / scaledChange(judged);
  return Math.log(value / expected);
}
