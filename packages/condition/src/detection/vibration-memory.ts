import type { Observation, SensorFinding } from "../observation.ts";
import { stated } from "./finding.ts";
import { lnLevels, middleRow } from "./level-rows.ts";
import {
  CONFIRM,
  NO_OPINION,
  type SensorMemory,
  type SensorOpinion,
  sensorFinding,
} from "./sensor-opinion.ts";

/** Indicators that all scale with the sensor's sensitivity. */
const GAIN = ["rms", "lf_rms", "mf_rms", "hf_rms"] as const;
/** Equal blocks in a row that no noise can give. */
const SAME_BLOCKS = 3;
/** A block that stands at two levels: below what any vibration has (a sine: kurtosis 1.5, crest 1.41). */
const TWO_LEVELS = 1.25;
/** ln of the largest factor between two sensors (20): what falls further has no signal, or its machine stands. */
const LARGEST_STEP = 3;
/** Blocks that define the level before a step. */
const STEADY = 8;
/** A point whose levels step more often than this runs in states that nobody tells us of: its sensor is no longer doubted for it. */
const STEPS_MOST = 2;

interface GainState {
  /** ln of the latest levels, oldest first: rows of {@link GAIN} then kurtosis. */
  recent: number[][];
  /** Level before a step that is being doubted, and the blocks since. */
  before: number[] | null;
  since: number[][];
  /** Operating state of `recent`. */
  state: string;
  /** Steps that were taken for an exchange of the sensor. */
  steps: number;
  /** rms of the latest block, and how many in a row had exactly that. */
  rms: number;
  same: number;
}

/**
 * Sees a sensor of other sensitivity, or one that was moved to another place: from one block to the next all bands change by the same factor while the shape
 * of the waveform stays, or some bands rise and others fall far out of anything seen. Damage does neither: it adds energy, band by band.
 */
export function createVibrationMemory(): SensorMemory {
  let state: GainState = {
    recent: [],
    before: null,
    since: [],
    state: "",
    steps: 0,
    rms: 0,
    same: 0,
  };

  function levels(observation: Observation): number[] | undefined {
    const names = GAIN.filter((name) => observation.indicators[name] !== undefined);
    if (names.length < 2) return undefined;
    const values = [...names, "kurtosis"].map((name) => observation.indicators[name] ?? 0);
    return lnLevels(values);
  }

  return {
    check(observation, circumstances) {
      const broken = brokenBlock(observation);
      if (broken !== undefined) return { findings: [broken], replaced: false };
      const row = levels(observation);
      if (row === undefined || state.steps >= STEPS_MOST) return NO_OPINION;
      if (circumstances.state !== state.state)
        state = { ...state, state: circumstances.state, recent: [], before: null, since: [] };
      if (state.before === null) {
        const before = middleRow(state.recent);
        if (state.recent.length < STEADY || !stepped(state.recent, before, row)) {
          if (!circumstances.quiet) state.recent = [...state.recent, row].slice(-STEADY);
          return NO_OPINION;
        }
        state.before = before;
        state.since = [row];
      } else state.since = [...state.since, row];
      return doubt(state.before);
    },
    snapshot: () => ({ ...state }),
    restore(saved) {
      state = { ...(saved as unknown as GainState) };
    },
  };

  function brokenBlock({ indicators, duration }: Observation): SensorFinding | undefined {
    const { rms, kurtosis, crest } = indicators;
    // What a sensor computes is rounded, and so often the same.
    if (rms === undefined || duration === 0) return undefined;
    state.same = rms === state.rms ? state.same + 1 : 1;
    state.rms = rms;
    if (rms > 0 && state.same >= SAME_BLOCKS)
      return sensorFinding(
        "stuck",
        `${state.same} blocks with exactly the same rms ${stated(rms)}`,
      );
    if ((kurtosis ?? 3) < TWO_LEVELS && (crest ?? 3) < TWO_LEVELS)
      return sensorFinding(
        "impossible-jump",
        "the block stands at two levels as no vibration does",
      );
    return undefined;
  }

  function doubt(before: readonly number[]): SensorOpinion {
    const still = stepped(state.recent, before, middleRow(state.since));
    if (!still) {
      const recent = [...state.recent, ...state.since].slice(-STEADY);
      state = { ...state, recent, before: null, since: [] };
      return NO_OPINION;
    }
    const findings = [
      sensorFinding(
        "impossible-jump",
        "level and balance of the bands changed from one block to the next as no machine does: sensor replaced, moved or exchanged?",
      ),
    ];
    if (state.since.length < CONFIRM) return { findings, replaced: false };
    state = { ...state, recent: state.since, before: null, since: [], steps: state.steps + 1 };
    return { findings, replaced: true };
  }
}

/** Whether a row is a step away from steady levels that only the sensor can have made. */
function stepped(
  recent: readonly (readonly number[])[],
  before: readonly number[],
  row: readonly number[],
): boolean {
  const change = row.map((value, j) => value - (before[j] ?? value));
  const shape = change.pop() ?? 0;
  const wander = before.map((value, j) =>
    Math.max(...recent.map((past) => Math.abs((past[j] ?? value) - value))),
  );
  const beyond = change.map((value, j) => Math.abs(value) > 0.25 + 1.2 * (wander[j] ?? 0));
  const rise = Math.max(...change);
  const fall = Math.min(...change);
  const size = (rise + fall) / 2;
  const uniform =
    beyond.every(Boolean) &&
    Math.abs(size) > 0.4 &&
    size > -LARGEST_STEP &&
    rise - fall < 0.15 + 0.1 * Math.abs(size) + 0.5 * Math.min(...wander.slice(0, -1)) &&
    Math.abs(shape) < 0.15 + 1.2 * (wander.at(-1) ?? 0);
  const sure = change.filter((_, j) => beyond[j]);
  const mixed = sure.some((value) => value > 0.5) && sure.some((value) => value < -0.5);
  return uniform || mixed;
}
