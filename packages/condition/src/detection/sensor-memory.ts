import type { Json } from "@raceway/model/json";
import type { SensorFault } from "@raceway/model/verdict";
import type { Observation, SensorFinding } from "../observation.ts";
import { stated } from "./finding.ts";
import { TEMPERATURE_LIMITS } from "./limits/temperature.ts";

/** What the sensor's own history says about an observation. */
export interface SensorOpinion {
  readonly findings: readonly SensorFinding[];
  /** The sensor now measures something else for good (replaced, moved, exchanged): what was learnt before is void. */
  readonly replaced: boolean;
}

/** What else is known at an observation. */
export interface Circumstances {
  /** Source time. */
  readonly seconds: number;
  /** Whether the stream had stopped before this observation: a warm or cold restart is no jump. */
  readonly paused: boolean;
  /** Key of the operating state: another speed or load changes every level. */
  readonly state: string;
}

/**
 * Sensor faults that need memory: a stuck sensor, steps that no machine can make. One for each channel.
 */
export interface SensorMemory {
  check(observation: Observation, circumstances: Circumstances): SensorOpinion;
  snapshot(): Json;
  restore(state: Json): void;
}

const NONE: SensorOpinion = { findings: [], replaced: false };
/** Equal readings that look stuck, if the sensor has never before repeated itself a tenth as often. */
const STUCK_RUN = 30;
/** Readings after a step that make the new level the level. */
const CONFIRM = 5;

/** The memory that fits a channel's kind. */
export function createSensorMemory(kind: Observation["kind"]): SensorMemory {
  if (kind === "temperature") return createTemperatureMemory();
  if (kind === "vibration" || kind === "sound") return createGainMemory();
  return { check: () => NONE, snapshot: () => null, restore: () => {} };
}

interface TemperatureState {
  last: number | null;
  lastAt: number;
  run: number;
  longestRun: number;
  /** Level before a jump, while the jump is doubted. */
  trusted: number | null;
  trustedAt: number;
  after: number;
}

function createTemperatureMemory(): SensorMemory {
  let state: TemperatureState = {
    last: null,
    lastAt: 0,
    run: 0,
    longestRun: 0,
    trusted: null,
    trustedAt: 0,
    after: 0,
  };
  function stuck(value: number): SensorFinding | undefined {
    if (value === state.last) state.run += 1;
    else {
      state.longestRun = Math.max(state.longestRun, state.run);
      state.run = 1;
    }
    if (state.run < Math.max(STUCK_RUN, 10 * state.longestRun)) return undefined;
    return finding("stuck", `${value} °C for ${state.run} readings, unchanged to the last digit`);
  }

  function jump(value: number, seconds: number, paused: boolean): SensorFinding | undefined {
    if (paused) state.trusted = null;
    const { trusted, last } = state;
    if (trusted !== null) {
      if (reachable(value - trusted, seconds - state.trustedAt)) {
        state.trusted = null;
        return undefined;
      }
      state.after += 1;
      return jumped(trusted, value);
    }
    if (last === null || paused || reachable(value - last, seconds - state.lastAt))
      return undefined;
    state.trusted = last;
    state.trustedAt = state.lastAt;
    state.after = 1;
    return jumped(last, value);
  }

  return {
    check(observation, { seconds, paused }) {
      const value = observation.indicators["temperature"];
      if (value === undefined) return NONE;
      const step = jump(value, seconds, paused);
      const same = stuck(value);
      state.last = value;
      state.lastAt = seconds;
      const replaced = state.trusted !== null && state.after > CONFIRM;
      if (replaced) state.trusted = null;
      return { findings: [step, same].filter((f) => f !== undefined), replaced };
    },
    snapshot: () => ({ ...state }),
    restore(saved) {
      state = { ...(saved as unknown as TemperatureState) };
    },
  };
}

function reachable(change: number, seconds: number): boolean {
  const { jump, jumpPerSecond } = TEMPERATURE_LIMITS;
  return Math.abs(change) <= jump + jumpPerSecond * Math.max(0, seconds);
}

function jumped(from: number, to: number): SensorFinding {
  return finding("impossible-jump", `from ${from} to ${to} °C faster than a housing can follow`);
}

function finding(fault: SensorFault, text: string): SensorFinding {
  return { fault, text };
}

/** Indicators that all scale with the sensor's sensitivity. */
const GAIN = ["rms", "lf_rms", "mf_rms", "hf_rms"] as const;
/** Equal blocks in a row that no noise can give. */
const SAME_BLOCKS = 3;
/** A block that stands at two levels: below what any vibration has (a sine: kurtosis 1.5, crest 1.41). */
const TWO_LEVELS = 1.25;
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
function createGainMemory(): SensorMemory {
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
    return values.every((value) => value > 0)
      ? values.map((value) => Math.round(Math.log(value) * 1e4) / 1e4)
      : undefined;
  }

  return {
    check(observation, circumstances) {
      const broken = brokenBlock(observation);
      if (broken !== undefined) return { findings: [broken], replaced: false };
      const row = levels(observation);
      if (row === undefined || state.steps >= STEPS_MOST) return NONE;
      if (circumstances.state !== state.state)
        state = { ...state, state: circumstances.state, recent: [], before: null, since: [] };
      if (state.before === null) {
        const before = middle(state.recent);
        if (state.recent.length < STEADY || !stepped(state.recent, before, row)) {
          state.recent = [...state.recent, row].slice(-STEADY);
          return NONE;
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

  function brokenBlock({ indicators }: Observation): SensorFinding | undefined {
    const { rms, kurtosis, crest } = indicators;
    if (rms === undefined) return undefined;
    state.same = rms === state.rms ? state.same + 1 : 1;
    state.rms = rms;
    if (rms > 0 && state.same >= SAME_BLOCKS)
      return finding("stuck", `${state.same} blocks with exactly the same rms ${stated(rms)}`);
    if ((kurtosis ?? 3) < TWO_LEVELS && (crest ?? 3) < TWO_LEVELS)
      return finding("impossible-jump", "the block stands at two levels as no vibration does");
    return undefined;
  }

  function doubt(before: readonly number[]): SensorOpinion {
    const still = stepped(state.recent, before, middle(state.since));
    if (!still) {
      const recent = [...state.recent, ...state.since].slice(-STEADY);
      state = { ...state, recent, before: null, since: [] };
      return NONE;
    }
    const findings = [
      finding(
        "impossible-jump",
        "level and balance of the bands changed from one block to the next as no machine does: sensor replaced, moved or exchanged?",
      ),
    ];
    if (state.since.length < CONFIRM) return { findings, replaced: false };
    state = { ...state, recent: state.since, before: null, since: [], steps: state.steps + 1 };
    return { findings, replaced: true };
  }
}

function middle(rows: readonly (readonly number[])[]): number[] {
  const first = rows[0] ?? [];
  return first.map((_, j) => {
    const column = rows.map((row) => row[j] ?? 0).sort((a, b) => a - b);
    return column[column.length >> 1] ?? 0;
  });
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
    rise - fall < 0.15 + 0.1 * Math.abs(size) + 0.5 * Math.min(...wander.slice(0, -1)) &&
    Math.abs(shape) < 0.15 + 1.2 * (wander.at(-1) ?? 0);
  const sure = change.filter((_, j) => beyond[j]);
  const mixed = sure.some((value) => value > 0.5) && sure.some((value) => value < -0.5);
  return uniform || mixed;
}
