import type { PartEvidence } from "./part-evidence.ts";

/** Share of what a part's lines say from which on another part, whose lines would stand there too, is a second reading of the same spectrum. */
const MOSTLY = 0.5;
/** Nepers by which the one reading must be likelier than the other to be as often right as left open: what R. E. Kass and A. E. Raftery, J. Am. Stat. Assoc. 90 (1995) 773–795, call strong. */
const STRONG = 3;

/** A part with the weight, in nepers, that speaks for it. */
interface Reading {
  readonly weight: number;
  readonly evidence: Pick<PartEvidence, "part" | "shared">;
}

/**
 * Chance that a part is told from others whose lines would stand where its own do: what both predict says nothing of which of the two it is, and the little that parts them (a fifth harmonic, sidebands)
 * is asked to be strong. 1 where no other part shares most of what they say.
 *
 * @param others readings by other parts.
 */
export function toldApart({ weight, evidence }: Reading, others: readonly Reading[]): number {
  const apart = others
    .filter((other) => (evidence.shared[other.evidence.part] ?? 0) >= MOSTLY)
    .map((other) => 1 / (1 + Math.exp(STRONG - (weight - other.weight))));
  return Math.min(1, ...apart);
}
