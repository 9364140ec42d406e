import type { AlarmCondition } from "@raceway/model/alarm";
import { nanosOfIso } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";

/**
 * What now speaks against one (point, condition). Plain JSON, because the journal keeps it: a restart reads the retained verdicts again and
 * must find them known.
 */
export interface Causes {
  /** The troubles, by {@link causeKey}. */
  readonly active: Readonly<Record<string, Verdict>>;
  /** What each source said last, by {@link causeKey}. */
  readonly seen: Readonly<Record<string, string>>;
  /** Source time at which the whole point last turned normal: older diagnoses are of a trouble that is over. */
  readonly normalAt?: string;
}

export const NO_CAUSES: Causes = { active: {}, seen: {} };

/** Where a verdict counts. */
export function conditionOf(verdict: Verdict): AlarmCondition {
  return verdict.kind === "sensor" ? "sensor" : "machine";
}

/** Names the source of a verdict: a later one from the same source replaces it. */
export function causeKey(verdict: Verdict): string {
  return `${verdict.kind}/${verdict.channel ?? ""}`;
}

/** Whether a verdict says that something is wrong. An unnamed diagnosis says nothing that the anomaly does not say. */
function isTrouble(verdict: Verdict): boolean {
  switch (verdict.kind) {
    case "anomaly":
      return verdict.severity !== "normal";
    case "diagnosis":
      return verdict.fault !== "unnamed";
    case "prognosis":
      return verdict.trend === "rising";
    case "sensor":
      return verdict.fault !== "none";
  }
}

/**
 * The causes after a verdict, or the same object when it says nothing new: only persistent verdicts count, and one heard again (retained
 * messages after a reconnect) is known. A verdict without a channel speaks for the whole point and replaces all of its kind.
 */
export function applyVerdict(causes: Causes, verdict: Verdict): Causes {
  const key = causeKey(verdict);
  const said = JSON.stringify(verdict);
  if (!verdict.persistent || causes.seen[key] === said) return causes;
  if (isOver(causes, verdict)) return causes;
  const turning = turnsNormal(causes, verdict);
  const kept = Object.entries(causes.active).filter(
    ([name, cause]) =>
      name !== key &&
      !(verdict.channel === undefined && cause.kind === verdict.kind) &&
      !(turning && isOlder(cause, verdict.time)),
  );
  const active = Object.fromEntries(isTrouble(verdict) ? [...kept, [key, verdict]] : kept);
  const normalAt = turning ? verdict.time : causes.normalAt;
  return {
    active,
    seen: { ...causes.seen, [key]: said },
    ...(normalAt !== undefined && { normalAt }),
  };
}

/**
 * Whether a verdict is the whole point's turn to normal. No diagnosis ever says "healthy", so this turn ends the older ones. A mere repetition
 * does not: it would close and reopen the alarm in turn while a diagnosis disagrees with the anomaly.
 */
function turnsNormal(causes: Causes, verdict: Verdict): boolean {
  if (verdict.kind !== "anomaly" || verdict.severity !== "normal" || verdict.channel) return false;
  const first = causes.seen[causeKey(verdict)] === undefined;
  return first || Object.values(causes.active).some((cause) => cause.kind === "anomaly");
}

/** Whether a diagnosis or prognosis is of a trouble that has ended since. */
function isOver(causes: Causes, verdict: Verdict): boolean {
  if (verdict.kind !== "diagnosis" && verdict.kind !== "prognosis") return false;
  return causes.normalAt !== undefined && isOlder(verdict, causes.normalAt);
}

function isOlder(verdict: Verdict, than: string): boolean {
  return (nanosOfIso(verdict.time) ?? 0n) < (nanosOfIso(than) ?? 0n);
}

/**
 * The worst severity; undefined when there is no trouble (a prognosis alone is none, it enriches what others found). Only anomalies tell how
 * bad; the rest warn.
 */
export function severityOf(causes: Causes): "warning" | "alarm" | undefined {
  const open = Object.values(causes.active).filter((cause) => cause.kind !== "prognosis");
  if (open.length === 0) return undefined;
  return open.some((cause) => cause.kind === "anomaly" && cause.severity === "alarm")
    ? "alarm"
    : "warning";
}
