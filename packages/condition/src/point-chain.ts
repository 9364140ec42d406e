import type { Json } from "@raceway/model/json";
import type { EditedLimit } from "@raceway/model/limit-edit";
import type { PointContext } from "@raceway/model/plant";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { DiagnosisVerdict, Verdict } from "@raceway/model/verdict";
import { createStanding, isNamed, type PointLevel, worse } from "./advisory/level.ts";
import { createProbation } from "./advisory/probation.ts";
import { withSpareOrder } from "./advisory/spare-order.ts";
import { createStopAdvice } from "./advisory/stop-advice.ts";
import type { PointChain, PointState } from "./chain.ts";
import {
  createDetection,
  DETECTION_DEFAULTS,
  type DetectionOptions,
} from "./detection/detection.ts";
import { createDiagnosis, type Diagnosis } from "./health/diagnosis.ts";
import { healthAtMost, healthIndex } from "./health/health-index.ts";
import type { MachineShaft } from "./health/rotor/machine-shaft.ts";
import { createLimitsInForce } from "./limits-in-force.ts";
import type { Fleet } from "./prognosis/fleet.ts";
import { createPrognosis } from "./prognosis/prognosis.ts";
import { type ChainState, migrated, STATE_VERSION } from "./state-migrations.ts";

export interface PointChainOptions {
  readonly detection?: DetectionOptions;
  /** Finished lives to compare with, shared by the points of a plant. */
  readonly fleet?: Fleet;
  /** What the points of the machine say of its shaft, shared by them. */
  readonly shaft?: MachineShaft;
}

/** Work told by mistake can be taken back for so long, nanoseconds: a day. */
const TAKE_BACK = 86_400_000_000_000n;

/**
 * Everything of one measurement point that remembers, in the order of ISO 13374: detection → health (index and diagnosis) → prognosis → advisory (the planned stops
 * that verdicts leave time for).
 */
export function createPointChain(
  plantFile: PointContext,
  options: PointChainOptions = {},
): PointChain {
  const limits = createLimitsInForce(plantFile);
  const { context } = limits;
  const detection = createDetection(context, options.detection ?? DETECTION_DEFAULTS);
  const { shaft } = options;
  const newDiagnosis = () => createDiagnosis(context, shaft === undefined ? {} : { shaft });
  let diagnosis: Diagnosis = newDiagnosis();
  const prognosis = createPrognosis(context, options.fleet);
  const withStop = createStopAdvice(context.line);
  const leadDays = context.point.bearing?.leadTimeDays;
  const withOrder = (verdict: Verdict) =>
    leadDays === undefined
      ? verdict
      : withSpareOrder(verdict, { leadDays, timeZone: context.line.timeZone ?? "UTC" });
  const standing = createStanding();
  const probation = createProbation();
  /** What was known before the latest work, while that can be taken back. */
  let before: { readonly at: string; readonly state: SnapshotValue } | undefined;
  let latest: Omit<PointState, keyof PointLevel> | undefined;

  function healthOf(score: number): number {
    const { anomaly, diagnosis: named } = standing.level().parts;
    const most = healthAtMost(worse(anomaly, named));
    return Math.min(healthIndex(score), most, probation.health() ?? 100);
  }

  /**
   * Whether the machine is as it always was, or what is wrong with it has long had a name. What is said of its sensors is not asked: it may hang on how time passes, which
   * no replay repeats.
   */
  function quiet(): boolean {
    const { anomaly, diagnosis: named } = standing.level().parts;
    return (anomaly === "normal" || named !== "normal") && probation.mayLearn();
  }

  /** Whether the present block may be taken for normal. Once it is known what that is, a fault with a name must not become part of it while it stands. */
  const mayLearn = (): boolean =>
    probation.mayLearn() && (latest?.learning !== false || !isNamed(standing.told().diagnosis));

  /**
   * A return to normal ends what was named before it (see {@link levelOf}). A level that falls mends no race: where its signs are still there that is said again, and
   * before the return is said, so that an alarm goes on.
   */
  function stillNamed(time: Nanos, detected: readonly Verdict[]): readonly DiagnosisVerdict[] {
    const { anomaly, diagnosis: named } = standing.told();
    const ends = detected.some((it) => it.kind === "anomaly" && it.severity === "normal");
    if (!ends || anomaly === undefined || named === undefined || !isNamed(named)) return [];
    return diagnosis.holds(named.fault) ? [{ ...named, time: isoOf(time) }] : [];
  }

  const memories = (): { readonly [name: string]: SnapshotValue } => ({
    detection: detection.snapshot(),
    diagnosis: diagnosis.snapshot(),
    prognosis: prognosis.snapshot(),
    standing: standing.snapshot(),
    probation: probation.snapshot(),
  });

  function remember(saved: Memories): void {
    detection.restore(saved.detection);
    if (saved.diagnosis !== undefined) diagnosis.restore(saved.diagnosis);
    if (saved.prognosis !== undefined) prognosis.restore(saved.prognosis);
    standing.restore(saved.standing ?? {});
    probation.restore(saved.probation ?? null);
  }

  return {
    process(observation) {
      const wasQuiet = quiet();
      const detected = detection.process(observation, mayLearn());
      const { stopped, learning, learned } = detected;
      const diagnosed = stopped === undefined ? diagnosis.process(observation, wasQuiet) : [];
      const again = diagnosed.length > 0 ? [] : stillNamed(observation.time, detected.verdicts);
      const verdicts = probation
        .review(observation, [
          ...again,
          ...detected.verdicts,
          ...diagnosed,
          ...prognosis.process(observation, detected),
        ])
        .map(withStop)
        .map(withOrder);
      const before = standing.level().parts.anomaly;
      standing.note(verdicts);
      if (standing.level().parts.anomaly !== before) diagnosis.lookAgain();
      latest = {
        point: context.point.path,
        time: observation.time,
        score: detected.score,
        health: healthOf(detected.score),
        learning,
        ...(learning && { learned }),
        ...(stopped !== undefined && { stopped }),
      };
      return {
        verdicts,
        state: { ...latest, ...standing.level() },
        expectations: detected.residuals.map(({ judged, expected, limit }) => ({
          indicator: judged.name,
          expected,
          limit,
        })),
      };
    },
    seeksLines: (channel, time, onItsWay) => diagnosis.seeksLines(channel, time, quiet(), onItsWay),
    state: () => latest && { ...latest, ...standing.level() },
    elapse(nowOf) {
      const silent = detection.elapse(nowOf);
      standing.note(silent);
      if (standing.level().parts.sensor === "normal") return silent;
      const handedOver = diagnosis.elapse(nowOf);
      standing.note(handedOver);
      return [...silent, ...handedOver];
    },
    relearn(work, at) {
      before = at === undefined ? undefined : { at: `${at}`, state: memories() };
      if (work !== undefined) probation.begin(work, standing.told(), latest?.health ?? 100);
      const named = standing.told().diagnosis;
      const cause = named !== undefined && isNamed(named) ? named.fault : undefined;
      detection.relearn();
      diagnosis = newDiagnosis();
      prognosis.relearn(work, cause);
      standing.forgetMachine();
    },
    takeBack(at) {
      if (before === undefined || at - BigInt(before.at) > TAKE_BACK) return undefined;
      remember(before.state as unknown as Memories);
      before = undefined;
      const { anomaly, diagnosis: named, prognosis: forecast } = standing.told();
      return [anomaly, named, forecast].filter((verdict) => verdict !== undefined);
    },
    editLimit(edit, at) {
      limits.edit(edit, at);
      return limits.edited();
    },
    edited: () => limits.edited(),
    snapshot: () => ({
      version: STATE_VERSION,
      limits: limits.edited(),
      ...memories(),
      before: before ?? null,
    }),
    restore(state) {
      const found = state as unknown as ChainState;
      // What a person set is kept also where what was learnt cannot be read.
      limits.restore((found["limits"] ?? []) as unknown as readonly EditedLimit[]);
      const { state: saved, anew } = migrated(found);
      remember(saved as unknown as Memories);
      before = (saved["before"] ?? undefined) as { at: string; state: SnapshotValue } | undefined;
      return anew;
    },
  };
}

/** Of what remembers, as it is saved. */
interface Memories {
  readonly detection: SnapshotValue;
  /** These absent: of a version that remembered them in another form. */
  readonly diagnosis?: SnapshotValue;
  readonly prognosis?: SnapshotValue;
  readonly standing?: Json;
  readonly probation?: Json;
}
