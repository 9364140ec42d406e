import { type BaselineMemory, createBaselineMemory } from "@raceway/learn/baseline-memory";
import { sigmasFor } from "@raceway/learn/false-alarm-rate";
import {
  between,
  expectedOf,
  fitResidualModel,
  type ResidualModel,
} from "@raceway/learn/residual-model";
import { median } from "@raceway/learn/robust";
import type { Json } from "@raceway/model/json";
import { DEFAULT_FALSE_ALARM_DAYS } from "@raceway/model/plant";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import {
  chancesOn,
  type JudgedIndicator,
  scaled,
  scaledChange,
  unscaled,
} from "./judged-indicators.ts";
import { NEAR, type OperatingState } from "./operating-state.ts";

/** Tunables of the learnt model; the defaults were chosen by docs/accuracy/lives.md. */
export interface BaselineOptions {
  /** Observations of an operating state before the learnt model speaks about it. */
  readonly learn: number;
  /**
   * The same where observations come `slowCadence` seconds apart or more. Blocks of one minute share their noise, those of one day do not; and a sensor that measures twice a day would
   * otherwise be silent for ten days. What so few teach is trusted less: limits are wider by `youth`.
   */
  readonly learnSlow: number;
  readonly slowCadence: number;
  /**
   * Mean days between records that exceed a limit by chance alone, all indicators of the point together: sets, with their number and the cadence, how many standard
   * deviations a residual must leave the baseline by. The indicator's own smallest change, which holds where the residual hardly wanders, is meant for
   * the default and grows and shrinks with it.
   */
  readonly falseAlarmDays: number;
  /** Share of the youngest history that does not define what is normal yet. */
  readonly quarantine: number;
  /** How much wider limits are when learning ends: limit × (1 + youth · √(learn / observations)). */
  readonly youth: number;
}

export const BASELINE_DEFAULTS: BaselineOptions = {
  learn: 20,
  learnSlow: 8,
  slowCadence: 300,
  falseAlarmDays: DEFAULT_FALSE_ALARM_DAYS,
  quarantine: 0.2,
  youth: 1,
};

/** One indicator against the point's own history. */
export interface Residual {
  readonly judged: JudgedIndicator;
  /** Level now: median of the latest residuals over the expectation, in the indicator's own unit. */
  readonly value: number;
  readonly expected: number;
  readonly limit: number;
  /** 0 as expected or better, 1 at the limit, on the indicator's scale. */
  readonly score: number;
}

/** Observations of an operating state that were learnt, and that are needed before the learnt model speaks about it. */
export interface Learned {
  readonly have: number;
  readonly need: number;
}

/** Share of the least rms learnt below which a channel is quiet: −14 dB. */
const QUIET_SHARE = 0.2;

/** Learnt normal behaviour of one channel. */
export interface ChannelBaseline {
  /**
   * Judges one observation. No residuals while its operating state is still being learnt.
   *
   * @param cadence seconds between observations
   */
  judge(
    indicators: Readonly<Record<string, number>>,
    state: OperatingState,
    cadence: number,
  ): readonly Residual[];
  /**
   * Learns the observation judged last; not called while the point is abnormal.
   *
   * @param age running seconds
   */
  learn(age: number): void;
  /** How much is known of the operating state of the observation judged last. */
  learned(): Learned;
  /** Whether a level lies so far below all that was learnt that no machine ran. */
  isQuiet(indicators: Readonly<Record<string, number>>): boolean;
  clear(): void;
  snapshot(): SnapshotValue;
  restore(state: SnapshotValue): void;
}

interface Saved {
  count: number;
  refitAt: number;
  model: ResidualModel | null;
  recent: (number | null)[][];
}

/**
 * A baseline that knows nothing yet.
 *
 * @param judged what the channel is judged by
 * @param together indicators judged on the whole point, which share its false alarms
 */
export function createChannelBaseline(
  judged: readonly JudgedIndicator[],
  options: BaselineOptions = BASELINE_DEFAULTS,
  together: number = chancesOn(judged),
): ChannelBaseline {
  const memory: BaselineMemory = createBaselineMemory();
  let saved: Saved = empty();
  let sigmas = 0;
  /** Standard deviations asked for over those that the default would ask for. */
  let strictness = 1;
  let latest: { values: number[]; state: OperatingState } | undefined;
  /** Observations needed at the cadence of the latest. */
  let need = options.learn;

  function learnedOf({ variables }: OperatingState): Learned {
    const near = memory.near(variables, NEAR);
    const known = saved.model !== null && (near >= need || between(saved.model, variables));
    return { have: known ? need : Math.min(near, need - 1), need };
  }

  function isKnown(state: OperatingState): boolean {
    const { have, need } = learnedOf(state);
    return have >= need;
  }

  function residualsOf(model: ResidualModel, values: readonly number[], state: OperatingState) {
    return values.map((value, i) => value - expectedOf(model, i, state.key, state.variables));
  }

  /** What is added to an indicator's scaled value to get what is learnt: a housing is judged by its rise over the temperature around it. */
  function shift(item: JudgedIndicator | undefined, { ambient }: OperatingState): number {
    return item?.name === "temperature" ? -ambient : 0;
  }

  function judgeOne(model: ResidualModel, i: number, state: OperatingState): Residual | undefined {
    const item = judged[i];
    if (item === undefined) return undefined;
    const level = median(saved.recent.flatMap((row) => row[i] ?? []));
    const expected = expectedOf(model, i, state.key, state.variables) - shift(item, state);
    if (Number.isNaN(level) || Number.isNaN(expected)) return undefined;
    const seen = Math.max(memory.bin(state.key)?.seen ?? 0, need);
    const young = 1 + options.youth * Math.sqrt(options.learn / seen);
    const least = strictness * scaledChange(item);
    const width = young * Math.max(least, sigmas * (model.sigma[i] ?? 0));
    return {
      judged: item,
      value: unscaled(item, expected + level),
      expected: unscaled(item, expected),
      limit: unscaled(item, expected + width),
      score: Math.max(0, level / width),
    };
  }

  return {
    judge(indicators, state, cadence) {
      // Levels are medians of several records, so a new one comes only as often.
      const every = cadence * smoothing(saved.count);
      sigmas = sigmasFor(options.falseAlarmDays * together, every);
      strictness = sigmas / sigmasFor(DEFAULT_FALSE_ALARM_DAYS * together, every);
      need = cadence >= options.slowCadence ? options.learnSlow : options.learn;
      const values = judged.map((item) => scaled(item, indicators[item.name]) + shift(item, state));
      latest = { values, state };
      const { model } = saved;
      if (model === null || !isKnown(state)) return [];
      const residuals = residualsOf(model, values, state).map((r) => (Number.isNaN(r) ? null : r));
      saved.recent = [...saved.recent, residuals].slice(-smoothing(saved.count));
      return judged.flatMap((_, i) => judgeOne(model, i, state) ?? []);
    },
    learn(age) {
      if (latest === undefined) return;
      const { values, state } = latest;
      memory.add(state.key, {
        age: Math.round(age * 1000) / 1000,
        state: state.variables.map(rounded),
        values: values.map(rounded),
      });
      saved.count += 1;
      if (saved.count < (saved.model === null ? need : saved.refitAt)) return;
      saved.model =
        fitResidualModel(memory.bins(), judged.length, (1 - options.quarantine) * age) ?? null;
      saved.refitAt = saved.count + Math.max(2, Math.floor(saved.count / 20));
    },
    learned: () => (latest === undefined ? { have: 0, need } : learnedOf(latest.state)),
    isQuiet(indicators) {
      const index = judged.findIndex(({ name }) => name === "rms");
      const rms = indicators["rms"];
      if (index < 0 || rms === undefined || saved.model === null) return false;
      const levels = memory.bins().flatMap(({ rows }) => rows.map((row) => row.values[index] ?? 0));
      return Math.log(rms) < Math.min(...levels.filter(Number.isFinite)) + Math.log(QUIET_SHARE);
    },
    clear() {
      memory.clear();
      saved = empty();
    },
    snapshot: () => ({
      count: saved.count,
      refitAt: saved.refitAt,
      model: saved.model as unknown as Json,
      recent: saved.recent,
      memory: memory.snapshot(),
    }),
    restore(state) {
      const { memory: rows, ...rest } = state as unknown as Saved & { memory: SnapshotValue };
      saved = { ...rest };
      memory.restore(rows);
      latest = undefined;
    },
  };

  function empty(): Saved {
    return { count: 0, refitAt: options.learn, model: null, recent: [] };
  }
}

/** Observations whose median is the level now: few while the history is short, so that a short life is not judged too late. */
function smoothing(count: number): number {
  return count < 60 ? 3 : count < 200 ? 5 : 7;
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
