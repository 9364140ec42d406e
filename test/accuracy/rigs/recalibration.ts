/** A stated confidence, and whether the name was right. */
export interface Stated {
  readonly rig: string;
  readonly confidence: number;
  readonly right: boolean;
}

/** Confidence as it should have been: logistic(offset + slope · logit(stated)). */
export interface Recalibration {
  readonly offset: number;
  readonly slope: number;
}

const logit = (p: number) => Math.log(p / (1 - p));
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const clipped = (p: number) => Math.min(0.999, Math.max(0.001, p));

/** What a calibration that is right as it is weighs against the names: their worth in names, so that a handful without a wrong one proves nothing. */
const PRIOR_PRECISION = { offset: 0.5, slope: 2 };
const STEPS = 50;

/**
 * Logistic recalibration (D. R. Cox, Biometrika 45 (1958) 562–565) of stated confidences by Newton's method, with a normal prior about offset 0 and slope 1.
 */
export function recalibrationOf(names: readonly Stated[]): Recalibration {
  let [offset, slope] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    let [g0, g1] = [-PRIOR_PRECISION.offset * offset, -PRIOR_PRECISION.slope * (slope - 1)];
    let [h00, h01, h11] = [PRIOR_PRECISION.offset, 0, PRIOR_PRECISION.slope];
    for (const { confidence, right } of names) {
      const x = logit(clipped(confidence));
      const p = logistic(offset + slope * x);
      const error = (right ? 1 : 0) - p;
      const weight = p * (1 - p);
      g0 += error;
      g1 += error * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const [a, b] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    // Where the curve is flat a whole step leads astray.
    const share = Math.min(1, 1 / Math.hypot(a, b));
    offset += share * a;
    slope += share * b;
  }
  return { offset, slope };
}

/** A stated confidence put right. */
export function recalibrated({ offset, slope }: Recalibration, confidence: number): number {
  return logistic(offset + slope * logit(clipped(confidence)));
}
