import type { RotatingRing } from "@raceway/bearings/kinematics";
import type { DefectOrders } from "@raceway/model/plant";
import { type DefectPlace, type Impact, impactsOf } from "./impacts.ts";
import type { Random } from "./random.ts";
import { type Resonance, ring } from "./resonance.ts";
import type { Severities } from "./severity.ts";
import { meanHz, type ShaftRun } from "./shaft.ts";

/** What a housing is like: fixed for a measurement point. */
export interface Housing {
  readonly resonance: Resonance;
  /** Absent: no bearing faults can be heard. */
  readonly bearing?: { readonly orders: DefectOrders; readonly rotating: RotatingRing };
  /** Mean slip of the bearing's cage. */
  readonly slip: number;
  readonly nominalHz: number;
  /** Mains frequency of the drive, Hz. */
  readonly lineHz?: number;
}

/** What happens during one block. */
export interface Operation {
  readonly run: ShaftRun;
  /** 0–1 of the rated load. */
  readonly load: number;
  readonly severities: Severities;
}

/** Peak of a full-grown defect's blow at nominal speed and rated load, m/s². */
const FULL_BLOW = 25;
/** Rolling noise of a healthy bearing at nominal speed, m/s² r.m.s., white and ringing. */
const ROLLING_NOISE = 0.4;
const RINGING_NOISE = 0.12;
/** The accelerometer's own noise, m/s² r.m.s.: all that is left at standstill. */
const SENSOR_NOISE = 0.02;
const JITTER = 0.01;

const DEFECT_PLACES: readonly DefectPlace[] = [
  "outer-race",
  "inner-race",
  "rolling-element",
  "cage",
];

/**
 * Acceleration on a bearing housing, m/s²: shaft harmonics, hum of the drive, rolling noise, and blows of defects that make the housing ring.
 *
 * @param count samples.
 * @param random draws decide everything else; the same stream gives the same block.
 * @returns `count` samples.
 */
export function vibration(
  housing: Housing,
  operation: Operation,
  sampleRate: number,
  count: number,
  random: Random,
): Float64Array {
  const out = new Float64Array(count);
  const excitation = new Float64Array(count);
  addNoise(out, excitation, housing, operation, random);
  addBlows(excitation, housing, operation, sampleRate, random);
  ring(out, excitation, sampleRate, housing.resonance);
  addTones(out, tonesOf(housing, operation), operation.run, sampleRate, random);
  return out;
}

function addNoise(
  out: Float64Array,
  excitation: Float64Array,
  housing: Housing,
  operation: Operation,
  random: Random,
): void {
  const speed = meanHz(operation.run) / housing.nominalHz;
  const level = speed * (0.7 + 0.5 * operation.load) * (1 + 0.03 * random.gaussian());
  // Metal on metal: a dry contact rustles at high frequencies, where the first difference of white noise lives.
  const dryness = operation.severities.lubrication ?? 0;
  const white = ROLLING_NOISE * level;
  const high = ROLLING_NOISE * level * 4 * dryness;
  const ringing = RINGING_NOISE * level * (1 + 3 * dryness);
  let last = random.gaussian();
  for (let i = 0; i < out.length; i++) {
    const noise = random.gaussian();
    out[i] = white * noise + (high * (noise - last)) / Math.SQRT2;
    excitation[i] = ringing * noise;
    last = noise;
  }
  for (let i = 0; i < out.length; i++)
    out[i] = (out[i] ?? 0) + SENSOR_NOISE * (2 * random.uniform() - 1) * Math.sqrt(3);
}

function addBlows(
  excitation: Float64Array,
  housing: Housing,
  operation: Operation,
  sampleRate: number,
  random: Random,
): void {
  const { bearing, slip } = housing;
  if (bearing === undefined) return;
  const speed = meanHz(operation.run) / housing.nominalHz;
  const force = FULL_BLOW * speed * (0.4 + 0.6 * operation.load);
  for (const place of DEFECT_PLACES) {
    const severity = operation.severities[place] ?? 0;
    if (severity <= 0) continue;
    const defect = { place, ...bearing, slip, jitter: JITTER };
    const impacts = impactsOf(defect, operation.run, random);
    for (const impact of impacts) strike(excitation, impact, severity * force, sampleRate);
  }
}

/** Puts a blow between two samples, shared so that its centre of gravity is where it belongs. */
function strike(excitation: Float64Array, impact: Impact, force: number, sampleRate: number): void {
  const at = impact.time * sampleRate;
  const before = Math.floor(at);
  const share = at - before;
  if (before + 1 >= excitation.length) return;
  excitation[before] = (excitation[before] ?? 0) + (1 - share) * force * impact.strength;
  excitation[before + 1] = (excitation[before + 1] ?? 0) + share * force * impact.strength;
}

/** A line that stands in the spectrum: a multiple of the shaft's speed or a fixed frequency, and its velocity peak in mm/s. */
type Tone =
  | { readonly order: number; readonly velocity: number }
  | { readonly hz: number; readonly velocity: number };

function tonesOf(housing: Housing, { severities, run }: Operation): readonly Tone[] {
  const { imbalance = 0, misalignment = 0, looseness = 0, electrical = 0 } = severities;
  // Centrifugal force grows with the square of speed; below resonance velocity grows with it to the third, but mounts soften that.
  const speed = meanHz(run) / housing.nominalHz;
  const tones: Tone[] = [
    { order: 1, velocity: speed * (0.5 + 8 * imbalance + 1.5 * misalignment + 2 * looseness) },
    { order: 2, velocity: speed * (0.15 + 5 * misalignment + 1.5 * looseness) },
    { order: 3, velocity: speed * (0.08 + 1.5 * misalignment + looseness) },
  ];
  if (looseness > 0)
    for (const order of [0.5, 1.5, 2.5, 3.5, 4, 5, 6, 7, 8])
      tones.push({ order, velocity: (2 * speed * looseness) / order });
  const { lineHz } = housing;
  if (lineHz !== undefined && speed > 0)
    tones.push({ hz: 2 * lineHz, velocity: 0.08 + 3 * electrical });
  return tones.filter((tone) => tone.velocity > 0);
}

function addTones(
  out: Float64Array,
  tones: readonly Tone[],
  run: ShaftRun,
  sampleRate: number,
  random: Random,
): void {
  const slope = (run.endHz - run.startHz) / run.seconds;
  const mean = meanHz(run);
  for (const tone of tones) {
    const phase = 2 * Math.PI * random.uniform();
    const [hz, growth] =
      "hz" in tone ? [tone.hz, 0] : [tone.order * run.startHz, tone.order * slope];
    const centre = "hz" in tone ? tone.hz : tone.order * mean;
    const amplitude = (2 * Math.PI * centre * tone.velocity) / 1000;
    addChirp(out, amplitude, phase, hz / sampleRate, growth / (sampleRate * sampleRate));
  }
}

/** Adds a·sin of an evenly changing frequency by rotating a vector, whose rotation itself rotates: no sine a sample. */
function addChirp(
  out: Float64Array,
  amplitude: number,
  phase: number,
  turnsPerSample: number,
  growthPerSample: number,
): void {
  let re = Math.cos(phase);
  let im = Math.sin(phase);
  const step = 2 * Math.PI * (turnsPerSample + growthPerSample / 2);
  let stepRe = Math.cos(step);
  let stepIm = Math.sin(step);
  const turnRe = Math.cos(2 * Math.PI * growthPerSample);
  const turnIm = Math.sin(2 * Math.PI * growthPerSample);
  for (let i = 0; i < out.length; i++) {
    out[i] = (out[i] ?? 0) + amplitude * im;
    const nextRe = re * stepRe - im * stepIm;
    im = re * stepIm + im * stepRe;
    re = nextRe;
    const nextStepRe = stepRe * turnRe - stepIm * turnIm;
    stepIm = stepRe * turnIm + stepIm * turnRe;
    stepRe = nextStepRe;
  }
}
