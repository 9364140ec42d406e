import type { Random } from "./random.ts";
import { ring } from "./resonance.ts";

/** Sound pressure that a vibrating machine makes at its own microphone, Pa per m/s². */
const RADIATION = 0.05;
/** Noise of the hall, Pa r.m.s. (70 dB re 20 µPa). */
const HALL_NOISE = 0.063;
/** Parts fall into bins: so many a second, and so loud, Pa. */
const CLANKS_PER_SECOND = 0.3;
const CLANK = 0.25;

/** One vibrating housing in earshot. */
export interface Loudspeaker {
  /** Acceleration, m/s², at the microphone's sample rate. */
  readonly samples: Float64Array;
  /** 1 at the microphone's own machine, less farther away. */
  readonly share: number;
}

/**
 * Sound pressure at a microphone, Pa: every housing in earshot, above the pink noise of the hall and the clank of parts.
 *
 * @param count samples; sources shorter than that are silent at the end.
 */
export function sound(
  sources: readonly Loudspeaker[],
  sampleRate: number,
  count: number,
  random: Random,
): Float64Array {
  const out = new Float64Array(count);
  addHall(out, random);
  addClanks(out, sampleRate, random);
  for (const { samples, share } of sources) {
    const gain = RADIATION * share;
    const end = Math.min(count, samples.length);
    for (let i = 0; i < end; i++) out[i] = (out[i] ?? 0) + gain * (samples[i] ?? 0);
  }
  return out;
}

/** Pink noise: three one-pole low passes an octave-and-a-half of decades apart, and white on top. */
function addHall(out: Float64Array, random: Random): void {
  let slow = random.gaussian();
  let middle = random.gaussian();
  let fast = random.gaussian();
  for (let i = 0; i < out.length; i++) {
    const white = random.gaussian();
    // Gains keep each pole's variance at 1.
    slow = 0.998 * slow + 0.0632 * white;
    middle = 0.97 * middle + 0.2431 * white;
    fast = 0.7 * fast + 0.7141 * white;
    out[i] = HALL_NOISE * (0.55 * slow + 0.45 * middle + 0.35 * fast + 0.1 * white);
  }
}

function addClanks(out: Float64Array, sampleRate: number, random: Random): void {
  const excitation = new Float64Array(out.length);
  const perSample = CLANKS_PER_SECOND / sampleRate;
  let at = Math.floor(-Math.log(1 - random.uniform()) / perSample);
  while (at < out.length) {
    excitation[at] = CLANK * random.uniform();
    at += 1 + Math.floor(-Math.log(1 - random.uniform()) / perSample);
  }
  ring(out, excitation, sampleRate, { hz: Math.min(900, sampleRate / 5), damping: 0.015 });
}
