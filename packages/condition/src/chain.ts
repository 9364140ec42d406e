import type { PointPath } from "@raceway/model/identity";
import type { EditedLimit, LimitEdit } from "@raceway/model/limit-edit";
import type { MaintenanceWork } from "@raceway/model/maintenance";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import type { Nanos } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import type { PointLevel } from "./advisory/level.ts";
import type { Learned } from "./detection/channel-baseline.ts";
import type { StopReason } from "./detection/operating-memory.ts";
import type { Observation } from "./observation.ts";

/** Where a point stands after an observation: the row that trends of health are drawn from. */
export interface PointState extends PointLevel {
  readonly point: PointPath;
  readonly time: Nanos;
  /** 0 = as expected, 1 = at the limit. */
  readonly score: number;
  /** 100 = as new, 0 = at the limit of its life. */
  readonly health: number;
  /** True while the baseline is still being learnt and only standard limits speak. */
  readonly learning: boolean;
  /** While learning: observations of the present operating state that were learnt, and that are needed. */
  readonly learned?: Learned;
  /** Present while the machine counts as stopped, and why: nothing is judged or learnt then. */
  readonly stopped?: StopReason;
}

/** What the learnt model expects of an indicator of the channel observed, in the operating state observed, and the limit that it sets. */
export interface Expectation {
  readonly indicator: string;
  readonly expected: number;
  readonly limit: number;
}

export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly state: PointState;
  /** Empty while the baseline is being learnt. */
  readonly expectations: readonly Expectation[];
}

/**
 * Everything of one measurement point that remembers: detection → health → prognosis → advisory over all its channels. Deterministic: the same
 * observations give the same verdicts, live or replayed, and a snapshot taken anywhere resumes the same.
 */
export interface PointChain {
  /** Observations in the order of their source time; the runner keeps late ones away. */
  process(observation: Observation): Judgement;
  /**
   * Whether the next observation of a channel must hold the material of the diagnosis: not while nothing changes and the diagnosis, long settled, looks at one stretch a minute.
   *
   * @param onItsWay time of an observation of the channel that has not been processed and will hold it.
   */
  seeksLines(channel: string, time: Nanos, onItsWay?: Nanos): boolean;
  /** The state after the latest observation, at the level that stands now; undefined before the first one since the start. */
  state(): PointState | undefined;
  /** Lets time pass without data: verdicts on silence. @param nowOf now by the clock of a channel's source, as far as it is known. */
  elapse(nowOf: (channel: string) => Nanos): readonly Verdict[];
  /**
   * After maintenance: forgets what was normal, what was found and what was forecast, and learns anew. A bearing that was replaced when its life was used up
   * is remembered among the plant's finished lives. A named fault that stood is looked for again.
   *
   * @param at arrival of the work; with it, it can be taken back for a day.
   */
  relearn(work?: MaintenanceWork, at?: Nanos): void;
  /**
   * The latest {@link relearn} was told by mistake: what was known before it is known again.
   *
   * @returns the verdicts that stand again; undefined when there is nothing to take back, or it was told more than a day before `at`
   */
  takeBack(at: Nanos): readonly Verdict[] | undefined;
  /**
   * From the next observation on another limit counts than the plant file's, or that again. Outlasts {@link relearn}.
   *
   * @param at arrival of the edit, ISO 8601.
   * @returns all limits of the point that now count in place of the plant file's.
   */
  editLimit(edit: LimitEdit, at: string): readonly EditedLimit[];
  /** All limits of the point that count in place of the plant file's. */
  edited(): readonly EditedLimit[];
  snapshot(): SnapshotValue;
  /**
   * @returns the parts that begin anew, because an older program remembered them in another form; none for a state of this version.
   * @throws RangeError for a state that cannot be read: limits that people set are restored all the same.
   */
  restore(state: SnapshotValue): readonly string[];
}
