import { bandpass } from "../envelope/bandpass.ts";
import { checkRate } from "../spectra/spectrum.ts";
import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";
import { SINC_REACH, sincInterpolate } from "./interpolate.ts";
import type { ShaftAngle } from "./shaft-angle.ts";

/** A block sampled evenly in shaft angle. Spectra of it, with `samplesPerRevolution` as the rate, are in orders instead of Hz. */
export interface AngularBlock {
  readonly samples: Float64Array;
  readonly samplesPerRevolution: number;
  /** Angle of the first sample, revolutions by the {@link ShaftAngle}. */
  readonly start: number;
}

export interface OrderTrackingOptions {
  /** @default the smallest power of two that loses no frequency even at the slowest speed */
  readonly samplesPerRevolution?: number;
  /** For the low-pass against aliasing. @default fftjs */
  readonly engine?: TransformEngine;
}

/** Times come out of splines and roots: a billionth of a sample outside still counts as inside. */
const GRACE = 1e-9;

/**
 * Computed order tracking: a block of even time steps resampled to even steps of shaft angle, so that what is bound to the shaft stays one sharp line
 * while the speed varies.
 *
 * Given fewer `samplesPerRevolution` than the sample rate over the slowest speed, the block is first low-passed (vertical edge, zero phase) at
 * `samplesPerRevolution / 2` orders of the slowest speed. Interpolation is by windowed sinc; the first and last 16 samples of the block serve only as its
 * context. The result starts at a whole step of the angle grid `n / samplesPerRevolution`; it is empty when block and shaft angle hardly overlap.
 *
 * @throws RangeError for a bad rate or fewer than 2 samples a revolution.
 *
 * Source: K. R. Fyfe, E. D. S. Munck, Mech. Syst. Signal Process. 11 (1997) 187–205.
 */
export function orderTrack(
  samples: Float64Array,
  sampleRate: number,
  angle: ShaftAngle,
  options: OrderTrackingOptions = {},
): AngularBlock {
  checkRate(sampleRate);
  const lossless = sampleRate / angle.slowest;
  const perRevolution =
    options.samplesPerRevolution ?? 2 ** Math.ceil(Math.log2(Math.max(2, lossless)));
  if (!(perRevolution >= 2))
    throw new RangeError(`${perRevolution} samples a revolution: at least 2 are needed`);
  const [first, last] = angularRange(samples.length, sampleRate, angle, perRevolution);
  const source =
    perRevolution < lossless && last >= first
      ? lowpass(samples, sampleRate, (perRevolution / 2) * angle.slowest, options.engine)
      : samples;
  const output = new Float64Array(Math.max(0, last - first + 1));
  for (let n = 0; n < output.length; n++) {
    const at = angle.timeAt((first + n) / perRevolution) * sampleRate;
    output[n] = sincInterpolate(source, at);
  }
  return { samples: output, samplesPerRevolution: perRevolution, start: first / perRevolution };
}

function lowpass(
  samples: Float64Array,
  sampleRate: number,
  edge: number,
  engine: TransformEngine = fftjs,
): Float64Array {
  return bandpass(samples, sampleRate, [0, edge], { engine });
}

/** First and last step of the angle grid whose time lies inside the block, context excluded; time rises with angle, so bisection finds them. */
function angularRange(
  length: number,
  sampleRate: number,
  angle: ShaftAngle,
  perRevolution: number,
): readonly [number, number] {
  const steps = Math.floor(angle.revolutions * perRevolution + GRACE);
  const sampleAt = (step: number) => angle.timeAt(step / perRevolution) * sampleRate;
  const first = firstStep(steps, (step) => sampleAt(step) >= SINC_REACH - GRACE);
  const end = firstStep(steps, (step) => sampleAt(step) > length - 1 - SINC_REACH + GRACE);
  return [first, end - 1];
}

/** Smallest step from 0 that holds, steps + 1 when none does. */
function firstStep(steps: number, holds: (step: number) => boolean): number {
  let low = 0;
  let high = steps + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
