import type { DefectOrders } from "@raceway/model/plant";
import { blowsPerTurn, type DefectPlace, impactsOf } from "@raceway/simulator/impacts";
import type { Random } from "@raceway/simulator/random";
import { type Resonance, ring } from "@raceway/simulator/resonance";
import type { Signals } from "../rig-record.ts";
import { addTone, colouredNoise, lowPassed, modulate, rmsOf, type Tone } from "./sources.ts";

/** Blows of a damaged bearing. */
export interface Blows {
  readonly place: DefectPlace;
  readonly orders: DefectOrders;
  /** Mean slip of the cage. */
  readonly slip: number;
  /** Speed of the bearing's shaft over that of the machine's. */
  readonly ratio: number;
  /** Strength of the ringing over broadband noise, drive and gears on the axis where it is strongest, dB (rms). */
  readonly overDb: number;
  /** A worn, rough spot that rubs for this share of the time from one element to the next, instead of an edge that is struck once. */
  readonly rubs?: number;
}

/** A machine that nobody has: everything that its three axes pick up in one record. Orders are multiples of the shaft's speed. */
export interface MadeUpMachine {
  readonly sampleRate: number;
  readonly seconds: number;
  readonly shaftHz: number;
  readonly blows: readonly Blows[];
  /** Lines of rotor, gears, belts, mains and carriers. */
  readonly tones: readonly Tone[];
  /** Friction and flow that swell with orders of the shaft: order and depth. */
  readonly swells: readonly { readonly order: number; readonly depth: number }[];
  /** Blows that belong to nobody, a second. */
  readonly shocks: number;
  /** A sensor of small bandwidth and much noise: corner, Hz, and noise, g r.m.s. */
  readonly mems?: { readonly cornerHz: number; readonly noise: number };
  /** How many axes hear it. @default 3 */
  readonly axes?: number;
  /** Where the housing rings, Hz, however fast it is sampled. @default 6 to 38 % of the sampling rate */
  readonly modesHz?: readonly [low: number, high: number];
}

const AXES = 3;
/** Broadband vibration of a running machine, g r.m.s. */
const ROLLING = 0.12;

/** The way from the bearing to one axis: what it makes ring, and how loud it gets there. */
interface Path {
  readonly modes: readonly Resonance[];
  readonly gain: number;
}

function pathsOf(machine: MadeUpMachine, random: Random): readonly Path[] {
  const { sampleRate, axes = AXES, modesHz = [0.06 * sampleRate, 0.38 * sampleRate] } = machine;
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  return Array.from({ length: axes }, () => ({
    modes: Array.from({ length: 2 }, () => ({
      hz: between(...modesHz),
      damping: between(0.02, 0.08),
    })),
    gain: between(0.25, 1),
  }));
}

/** Unit impulses at times, shared by the two samples around each. */
function impulses(
  blows: readonly { readonly time: number; readonly strength: number }[],
  sampleRate: number,
  count: number,
): Float64Array {
  const out = new Float64Array(count);
  for (const { time, strength } of blows) {
    const at = time * sampleRate;
    const first = Math.floor(at);
    if (first + 1 >= count) continue;
    out[first] = (out[first] ?? 0) + (1 - (at - first)) * strength;
    out[first + 1] = (out[first + 1] ?? 0) + (at - first) * strength;
  }
  return out;
}

/** Noise that begins at each time and lasts, as strong as the blow would be. */
function rubbing(
  blows: readonly { readonly time: number; readonly strength: number }[],
  seconds: number,
  { sampleRate, count }: { readonly sampleRate: number; readonly count: number },
  random: Random,
): Float64Array {
  const out = new Float64Array(count);
  for (const { time, strength } of blows) {
    const last = Math.min(count, (time + seconds) * sampleRate);
    for (let n = Math.ceil(time * sampleRate); n < last; n++)
      out[n] = (out[n] ?? 0) + strength * random.gaussian();
  }
  return out;
}

/** What the axes hear of an excitation at the bearing. */
function heard(
  excitation: Float64Array,
  paths: readonly Path[],
  sampleRate: number,
): Float64Array[] {
  return paths.map(({ modes, gain }) => {
    const out = new Float64Array(excitation.length);
    for (const mode of modes) ring(out, excitation, sampleRate, mode);
    return out.map((value) => gain * value);
  });
}

function addScaled(axes: readonly Float64Array[], added: readonly Float64Array[], gain: number) {
  axes.forEach((axis, index) => {
    const other = added[index];
    for (let n = 0; n < axis.length; n++) axis[n] = (axis[n] ?? 0) + gain * (other?.[n] ?? 0);
  });
}

/** One record of the machine, three axes in g. The same stream of random numbers gives the same record. */
export function recordOf(machine: MadeUpMachine, random: Random): Signals {
  const { sampleRate, seconds, shaftHz } = machine;
  const count = Math.round(seconds * sampleRate);
  const paths = pathsOf(machine, random);
  const axes = paths.map(({ gain }) => colouredNoise(random, count, ROLLING * gain));
  for (const axis of axes)
    for (const { order, depth } of machine.swells)
      modulate(axis, (order * shaftHz) / sampleRate, depth, random);
  if (machine.shocks > 0)
    addScaled(axes, heard(strayShocks(machine, random), paths, sampleRate), 1);
  const addTones = (tones: readonly Tone[]) => {
    for (const tone of tones)
      for (const [i, axis] of axes.entries()) addTone(axis, tone, i, machine, random);
  };
  addTones(machine.tones.filter(({ velocity }) => velocity === undefined));
  const backgrounds = axes.map(rmsOf);
  for (const blows of machine.blows) {
    const { place, orders, slip, ratio, overDb, rubs } = blows;
    const run = { startHz: shaftHz * ratio, endHz: shaftHz * ratio, seconds };
    const jitter = place === "rolling-element" ? 0.012 : 0.007;
    const impacts = impactsOf({ place, orders, rotating: "inner", slip, jitter }, run, random);
    const pitch = 1 / (blowsPerTurn(place, orders) * shaftHz * ratio);
    const excitation =
      rubs === undefined
        ? impulses(impacts, sampleRate, count)
        : rubbing(impacts, rubs * pitch, { sampleRate, count }, random);
    const rung = heard(excitation, paths, sampleRate);
    const over = Math.max(...rung.map((axis, i) => rmsOf(axis) / (backgrounds[i] ?? 1)));
    addScaled(axes, rung, 10 ** (overDb / 20) / over);
  }
  addTones(machine.tones.filter(({ velocity }) => velocity !== undefined));
  const { mems } = machine;
  if (mems === undefined) return { sampleRate, axes };
  return {
    sampleRate,
    axes: axes.map((axis) => {
      const through = lowPassed(axis, mems.cornerHz / sampleRate);
      return through.map((value) => value + mems.noise * random.gaussian());
    }),
  };
}

function strayShocks({ shocks, seconds, sampleRate }: MadeUpMachine, random: Random): Float64Array {
  const blows = Array.from({ length: Math.ceil(shocks * seconds) }, () => ({
    time: seconds * random.uniform(),
    strength: 0.2 + 2 * random.uniform(),
  }));
  return impulses(blows, sampleRate, Math.round(seconds * sampleRate));
}
