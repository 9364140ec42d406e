import type { SensorFinding } from "../observation.ts";

/** A clipped extreme holds at least so many samples … */
const CLIPPED_SAMPLES = 5;
/** … and so many times more than the next value below it: noise on a coarse converter thins out towards its extremes, a flat top does not. */
const CLIPPED_RATIO = 3;
/** One value repeated over so large a share of the block is a gap; at least `GAP_SAMPLES`. */
const GAP_SHARE = 0.02;
const GAP_SAMPLES = 48;
/** An eighth of the block so much quieter than the median eighth is a gap filled with noise. */
const SILENT_RATIO = 1e-3;
const PARTS = 8;
/** Room for a converter's offset over the declared full scale. */
const FULL_SCALE_GRACE = 1.005;

/** Temperatures that a bearing's housing can have, °C: beyond them the sensor or its cable speaks. */
export const TEMPERATURE_RANGE: readonly [low: number, high: number] = [-55, 350];

interface Scan {
  readonly low: number;
  readonly high: number;
  readonly longestRun: number;
  readonly runValue: number;
}

function scan(samples: Float64Array): Scan {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let previous = Number.NaN;
  let run = 0;
  let longestRun = 0;
  let runValue = Number.NaN;
  for (let n = 0; n < samples.length; n++) {
    const value = samples[n] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
    run = value === previous ? run + 1 : 1;
    if (run > longestRun) {
      longestRun = run;
      runValue = value;
    }
    previous = value;
  }
  return { low, high, longestRun, runValue };
}

/** How many samples stand at an extreme, and how many at the nearest other value on the way in. */
function crowd(samples: Float64Array, extreme: number, sign: 1 | -1, spread: number) {
  const grain = spread * 1e-6;
  let at = 0;
  let below = 0;
  let next = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < samples.length; n++) {
    const inward = sign * ((samples[n] ?? 0) - extreme);
    if (inward >= -grain) at++;
    else if (inward > next + grain) {
      next = inward;
      below = 1;
    } else if (inward >= next - grain) below++;
  }
  return { at, below };
}

/** Samples standing at flat tops; 0 when the extremes look like the ends of a distribution. */
function clippedSamples(samples: Float64Array, { low, high }: Scan, fullScale?: number): number {
  if (fullScale !== undefined && Math.max(high, -low) >= fullScale * 0.999) {
    let count = 0;
    for (const value of samples) if (Math.abs(value) >= fullScale * 0.999) count++;
    if (count >= CLIPPED_SAMPLES) return count;
  }
  let count = 0;
  for (const [extreme, sign] of [
    [high, 1],
    [low, -1],
  ] as const) {
    const { at, below } = crowd(samples, extreme, sign, high - low);
    if (at >= CLIPPED_SAMPLES && at > CLIPPED_RATIO * below) count += at;
  }
  return count;
}

function silentPart(samples: Float64Array): boolean {
  const length = Math.floor(samples.length / PARTS);
  if (length < GAP_SAMPLES) return false;
  const levels = Array.from({ length: PARTS }, (_, part) => {
    let sum = 0;
    let squares = 0;
    for (let n = part * length; n < (part + 1) * length; n++) {
      const value = samples[n] ?? 0;
      sum += value;
      squares += value * value;
    }
    return Math.sqrt(Math.max(0, squares / length - (sum / length) ** 2));
  }).sort((a, b) => a - b);
  const [quietest = 0] = levels;
  const median = levels[PARTS / 2] ?? 0;
  return quietest < SILENT_RATIO * median;
}

/**
 * What is wrong with a waveform itself, whatever the machine does: flat line, gaps, clipping, values beyond the declared full scale.
 *
 * A flat line excludes the rest. A few samples (under 16) are only checked for range: nothing can be said of their shape.
 *
 * @param samples in any unit. @param fullScale largest magnitude the sensor can report, same unit.
 */
export function waveformFaults(
  samples: Float64Array,
  fullScale?: number,
): readonly SensorFinding[] {
  const found = scan(samples);
  const { low, high, longestRun, runValue } = found;
  const n = samples.length;
  const findings: SensorFinding[] = [];
  if (fullScale !== undefined && Math.max(high, -low) > fullScale * FULL_SCALE_GRACE)
    findings.push({
      fault: "out-of-range",
      text: `${Math.max(high, -low).toPrecision(4)} is beyond the declared full scale of ${fullScale.toPrecision(4)}`,
    });
  if (n < 16) return findings;
  if (low === high)
    return [{ fault: "flat-line", text: `all ${n} samples are ${low.toPrecision(4)}` }];
  const clipped = clippedSamples(samples, found, fullScale);
  if (clipped > 0)
    findings.push({
      fault: "clipping",
      text: `${clipped} of ${n} samples stand at the extremes ${low.toPrecision(4)} or ${high.toPrecision(4)}`,
    });
  const atExtreme = runValue === low || runValue === high;
  if (longestRun >= Math.max(GAP_SAMPLES, GAP_SHARE * n) && !(clipped > 0 && atExtreme))
    findings.push({
      fault: "drop-out",
      text: `${longestRun} samples in a row are ${runValue.toPrecision(4)}`,
    });
  else if (silentPart(samples))
    findings.push({ fault: "drop-out", text: "part of the block is silent while the rest is not" });
  return findings;
}

/** A temperature that no housing has. */
export function temperatureFaults(celsius: number): readonly SensorFinding[] {
  const [low, high] = TEMPERATURE_RANGE;
  if (celsius >= low && celsius <= high) return [];
  return [
    {
      fault: "out-of-range",
      text: `${celsius.toPrecision(4)} °C is outside ${low} to ${high} °C`,
    },
  ];
}
