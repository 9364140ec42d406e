import type { AnomalyVerdict } from "./verdict.ts";

/**
 * The newer of two anomaly verdicts of a point, with the evidence of the older where it has none of its own: an anomaly counts until it has stayed away for
 * long enough, and while the records that end it are awaited none of them says why it is there.
 */
export function keepEvidence(
  before: AnomalyVerdict | undefined,
  now: AnomalyVerdict,
): AnomalyVerdict {
  if (before === undefined || before.severity === "normal") return now;
  if (now.severity === "normal" || now.evidence.length > 0) return now;
  return { ...now, evidence: before.evidence };
}
