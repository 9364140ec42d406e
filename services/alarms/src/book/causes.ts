import { isTrouble as isTroubleOfPoint } from "@raceway/condition/advisory/level";
import type { AlarmCondition } from "@raceway/model/alarm";
import { keepEvidence } from "@raceway/model/kept-evidence";
import { nanosOfIso } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import type { SystemFinding } from "./system-watch.ts";

/** What can speak against something: analysis, or the watch over Raceway itself. */
export type Cause = Verdict | SystemFinding;

/**
 * What now speaks against one (point, condition). Plain JSON, because the journal keeps it: a restart reads the retained verdicts again and
 * must find them known.
 */
export interface Causes {
  /** The troubles, by {@link causeKey}. */
  readonly active: Readonly<Record<string, Cause>>;
  /** What each source said last, by {@link causeKey}. */
  readonly seen: Readonly<Record<string, string>>;
  /** Source time at which the point last turned normal: older diagnoses are of a trouble that is over. */
  readonly normalAt?: string;
}

export const NO_CAUSES: Causes = { active: {}, seen: {} };

/** Where a verdict counts. */
export function conditionOf(verdict: Verdict): AlarmCondition {
  return verdict.kind === "sensor" ? "sensor" : "machine";
}

/** Names the source of a verdict. Sensors speak for themselves; what is said of the machine is said of the whole point, whichever channel told. */
export function causeKey(verdict: Cause): string {
  return verdict.kind === "sensor" ? `sensor/${verdict.channel ?? ""}` : verdict.kind;
}

/** Whether a cause says that something is wrong. */
function isTrouble(cause: Cause): boolean {
  return cause.kind === "system" ? cause.fault !== "none" : isTroubleOfPoint(cause);
}

/**
 * The causes after a verdict, or the same object when it says nothing new (retained messages after a reconnect).
 *
 * The latest verdict of a source says how things stand, so one that is not persistent also says that nothing persistent stands. That makes the
 * last verdict enough: those missed while away need not be known.
 */
export function applyVerdict(causes: Causes, verdict: Cause): Causes {
  const key = causeKey(verdict);
  const said = JSON.stringify(verdict);
  if (causes.seen[key] === said || isOver(causes, verdict)) return causes;
  const turning = turnsNormal(causes, verdict);
  const kept = Object.entries(causes.active).filter(
    ([name, cause]) => name !== key && !(turning && isOlder(cause, verdict.time)),
  );
  const cause = withReasons(causes.active[key], verdict);
  const active = Object.fromEntries(isTrouble(verdict) ? [...kept, [key, cause]] : kept);
  const normalAt = turning ? verdict.time : causes.normalAt;
  return {
    active,
    seen: { ...causes.seen, [key]: said },
    ...(normalAt !== undefined && { normalAt }),
  };
}

function withReasons(before: Cause | undefined, now: Cause): Cause {
  return before?.kind === "anomaly" && now.kind === "anomaly" ? keepEvidence(before, now) : now;
}

/**
 * Whether a verdict is the point's turn to normal, which ends older diagnoses too. A mere repetition does not: it would close and reopen the
 * alarm in turn while a diagnosis disagrees with the anomaly.
 */
function turnsNormal(causes: Causes, verdict: Cause): boolean {
  if (verdict.kind !== "anomaly" || verdict.severity !== "normal") return false;
  return causes.seen["anomaly"] === undefined || causes.active["anomaly"] !== undefined;
}

/** Whether a diagnosis or prognosis is of a trouble that has ended since. */
function isOver(causes: Causes, verdict: Cause): boolean {
  if (verdict.kind !== "diagnosis" && verdict.kind !== "prognosis") return false;
  return causes.normalAt !== undefined && isOlder(verdict, causes.normalAt);
}

function isOlder(verdict: Cause, than: string): boolean {
  return (nanosOfIso(verdict.time) ?? 0n) < (nanosOfIso(than) ?? 0n);
}

/**
 * The worst severity; undefined when there is no trouble (a prognosis alone is none, it enriches what others found). Only anomalies tell how
 * bad; the rest warn, but for Raceway itself: without it nobody is warned.
 */
export function severityOf(causes: Causes): "warning" | "alarm" | undefined {
  const open = Object.values(causes.active).filter((cause) => cause.kind !== "prognosis");
  if (open.length === 0) return undefined;
  return open.some(isSevere) ? "alarm" : "warning";
}

function isSevere(cause: Cause): boolean {
  return cause.kind === "system" || (cause.kind === "anomaly" && cause.severity === "alarm");
}
