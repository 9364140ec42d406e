/** A block's mean revolution. */
export interface SynchronousAverage {
  /** One mean revolution; unit of the samples. */
  readonly average: Float64Array;
  /** How many whole revolutions it is the mean of: what is not bound to the shaft is down by 1/√revolutions. */
  readonly revolutions: number;
}

/**
 * Time-synchronous average of a block sampled evenly in angle (see `orderTrack`): what repeats with each revolution stays, all else shrinks. The last,
 * incomplete revolution is left out.
 *
 * @param samplesPerRevolution whole, at least 1.
 * @throws RangeError when that is not so or the block holds less than one revolution.
 *
 * Source: S. Braun, Mech. Syst. Signal Process. 25 (2011) 3–16.
 */
export function synchronousAverage(
  samples: Float64Array,
  samplesPerRevolution: number,
): SynchronousAverage {
  if (!(Number.isInteger(samplesPerRevolution) && samplesPerRevolution >= 1))
    throw new RangeError(`${samplesPerRevolution} samples a revolution: a whole number is needed`);
  const revolutions = Math.floor(samples.length / samplesPerRevolution);
  if (revolutions < 1)
    throw new RangeError(
      `synchronous average of ${samples.length} samples at ${samplesPerRevolution} a revolution: one revolution at least is needed`,
    );
  const average = new Float64Array(samplesPerRevolution);
  for (let r = 0, i = 0; r < revolutions; r++)
    for (let n = 0; n < samplesPerRevolution; n++, i++) average[n]! += samples[i]!;
  for (let n = 0; n < samplesPerRevolution; n++) average[n]! /= revolutions;
  return { average, revolutions };
}

/**
 * What is left of an angular block without its {@link synchronousAverage}: shaft and gear gone, bearing (which slips) kept. Same length; the incomplete last
 * revolution is treated like the others.
 */
export function synchronousResidual(
  samples: Float64Array,
  samplesPerRevolution: number,
): Float64Array {
  const { average } = synchronousAverage(samples, samplesPerRevolution);
  return samples.map((x, n) => x - average[n % samplesPerRevolution]!);
}
