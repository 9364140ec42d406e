import type { Finding } from "./finding.ts";

/** What the score needs of a finding of the learnt model. */
export interface LearntScore {
  readonly score: number;
  /** Of its indicator. */
  readonly character: "lasting" | "impulsive";
}

/** Exponent of the norm over indicators: near the maximum, a little more when several speak together. */
const NORM = 8;
/** What impulsive indicators can add to the score that calls a person soon. */
const IMPULSIVE_CAP = 0.8;

/** One point's anomaly, from vibration, temperature and sound together. */
export interface AnomalyScore {
  /** All findings: what the point's state and its verdicts show. */
  readonly all: number;
  /** With impulsive indicators capped below the limit: what may become persistent soon. */
  readonly lasting: number;
}

/**
 * Combines learnt findings with the p-norm (Σ sᵖ)^(1/p), p = 8, and takes the largest absolute limit beside it: a standard's limit is not
 * diluted by what the baseline thinks.
 */
export function anomalyScore(
  learnt: readonly LearntScore[],
  limits: readonly Pick<Finding, "score">[],
): AnomalyScore {
  const lasting = learnt.filter(({ character }) => character === "lasting").map((f) => f.score);
  const impulsive = norm(
    learnt.filter(({ character }) => character === "impulsive").map((f) => f.score),
  );
  const limit = Math.max(0, ...limits.map((f) => f.score));
  return {
    all: Math.max(limit, norm([...lasting, impulsive])),
    lasting: Math.max(limit, norm([...lasting, Math.min(impulsive, IMPULSIVE_CAP)])),
  };
}

/** Each finding's share of the score, 0–1, summing to 1; equal shares of nothing are 0. */
export function shares(findings: readonly Pick<Finding, "score">[]): readonly number[] {
  const powers = findings.map(({ score }) => score ** NORM);
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => (total > 0 ? power / total : 0));
}

function norm(scores: readonly number[]): number {
  return scores.reduce((sum, score) => sum + score ** NORM, 0) ** (1 / NORM);
}
