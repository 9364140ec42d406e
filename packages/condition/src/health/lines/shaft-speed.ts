import { evidenceByLevel } from "./chance.ts";
import type { LineView } from "./line-view.ts";
import { binsAt, highestIn } from "./line-view.ts";
import { firstBin } from "./peaks.ts";

/** A speed that the machine may have had. */
export interface SpeedCandidate {
  /** True speed over stated speed. */
  readonly scale: number;
  /** Logarithm of its probability among the candidates. */
  readonly log: number;
}

/** A speed known better than this needs no refining. */
const EXACT = 0.001;
const STEPS = 81;
const CANDIDATES = 3;
/** Candidates less probable than this are none. */
const LEAST = Math.exp(-4);
/** What the shaft's harmonics say: in the spectrum itself the first two stand out on most machines; in envelopes the same. */
const IN_SPECTRUM = [1.5, 1, 0.5, 0.3, 0.3];
const IN_ENVELOPES = [1, 1, 0.5, 0.5, 0.3];
/** Two speeds are one when a line of this order does not part them. */
const TELLING_ORDER = 4;
/** A missing harmonic counts little: many machines show few. */
const MISSING = -0.3;

function harmonicEvidence(
  view: LineView,
  scales: Float64Array,
  weights: readonly number[],
  kappa: number,
) {
  const evidence = evidenceByLevel(
    view,
    new Uint8Array(view.nearby.length),
    firstBin(view.step),
    kappa,
  );
  const harmonic = (order: number) => {
    const bins = binsAt(order, view.step, view.level.length);
    if (bins === undefined) return 0;
    const level = view.level[highestIn(view, bins[0], bins[1])] ?? 0;
    return Math.max(MISSING, evidence[level] ?? 0);
  };
  return scales.map((scale) => {
    let sum = 0;
    for (let h = 0; h < weights.length; h++) sum += (weights[h] ?? 0) * harmonic((h + 1) * scale);
    return sum;
  });
}

/**
 * Speeds at which the shaft's own harmonics stand, in the spectrum itself and in the broadband envelopes of all axes of a machine together: one machine has one speed.
 * No line of a bearing is asked. In doubt there are several, each with its probability, and the stated speed is a little more probable than one at the tolerance's edge.
 *
 * @param spectra the axes' own spectra. @param envelopes their broadband envelopes'.
 * @param tolerance largest relative error of the stated speed. @param kappa as {@link evidenceByLevel} takes it.
 */
export function speedCandidates(
  spectra: readonly LineView[],
  envelopes: readonly LineView[],
  tolerance: number,
  kappa: number,
): readonly SpeedCandidate[] {
  if (tolerance <= EXACT) return [{ scale: 1, log: 0 }];
  const scales = Float64Array.from(
    { length: STEPS },
    (_, i) => 1 + tolerance * ((2 * i) / (STEPS - 1) - 1),
  );
  const total = scales.map((scale) => -2 * ((scale - 1) / tolerance) ** 2);
  for (const [views, weights] of [
    [spectra, IN_SPECTRUM],
    [envelopes, IN_ENVELOPES],
  ] as const)
    for (const view of views)
      harmonicEvidence(view, scales, weights, kappa).forEach((value, i) => {
        total[i] = (total[i] ?? 0) + value / views.length;
      });
  const step = Math.min(...[...spectra, ...envelopes].map((view) => view.step));
  return bestOf(scales, total, step / TELLING_ORDER);
}

/** The highest of the maxima, with what others so near that the same lines would be told apart add to it. */
function bestOf(
  scales: Float64Array,
  total: Float64Array,
  apart: number,
): readonly SpeedCandidate[] {
  const peaks = [...total.keys()]
    .filter(
      (i) =>
        (total[i] ?? 0) >= (total[i - 1] ?? Number.NEGATIVE_INFINITY) &&
        (total[i] ?? 0) >= (total[i + 1] ?? Number.NEGATIVE_INFINITY),
    )
    .sort((a, b) => (total[b] ?? 0) - (total[a] ?? 0));
  const top = total[peaks[0] ?? 0] ?? 0;
  const found: { scale: number; chance: number }[] = [];
  for (const i of peaks) {
    const scale = scales[i] ?? 1;
    const chance = Math.exp((total[i] ?? 0) - top);
    const near = found.find((other) => Math.abs(other.scale - scale) < apart);
    if (near !== undefined) near.chance += chance;
    else if (found.length < CANDIDATES) found.push({ scale, chance });
  }
  const sum = found.reduce((all, { chance }) => all + chance, 0);
  return found
    .filter(({ chance }) => chance >= LEAST * sum)
    .map(({ scale, chance }) => ({ scale, log: Math.log(chance / sum) }));
}
