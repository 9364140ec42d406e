import type { Channel, Machine } from "@raceway/model/plant";
import { type Unit, unitFacts } from "@raceway/model/unit";

/** An accelerometer of 100 mV/g, V per m/s². */
const VOLT_PER_ACCELERATION = 0.0102;
/** Full scale of an uncalibrated accelerometer, m/s². */
const FULL_SCALE_ACCELERATION = 500;
/** Full scale of an uncalibrated microphone (120 dB), Pa. */
const FULL_SCALE_PRESSURE = 20;
const VOLT_PER_PRESSURE = 0.05;

/** The unit in which a channel's sensor reports. */
export function unitOf(channel: Channel, machine: Machine): Unit {
  if (channel.unit !== undefined) return channel.unit;
  switch (channel.kind) {
    case "vibration":
      return "m/s2";
    case "sound":
      return "Pa";
    case "temperature":
      return "degC";
    case "speed":
      return "r/min";
    case "load":
      return machine.loadUnit;
  }
}

/** A value in the canonical unit of its quantity as the sensor reports it: the inverse of `toCanonical`. */
export function fromCanonical(value: number, unit: Unit): number {
  const { factor, offset = 0 } = unitFacts(unit) as ReturnType<typeof unitFacts>;
  return (value - offset) / factor;
}

/** Acceleration in m/s² as a vibration sensor of that unit reports it; velocity sensors integrate. Changes `samples`. */
export function asVibration(samples: Float64Array, unit: Unit, sampleRate: number): Float64Array {
  switch (unitFacts(unit).quantity) {
    case "velocity":
      return scaled(integrated(samples, sampleRate), fromCanonical(1000, unit));
    case "relative":
      return scaled(samples, unit === "V" ? VOLT_PER_ACCELERATION : 1 / FULL_SCALE_ACCELERATION);
    default:
      return scaled(samples, fromCanonical(1, unit));
  }
}

/** Sound pressure in Pa as a microphone of that unit reports it. Changes `samples`. */
export function asSound(samples: Float64Array, unit: Unit): Float64Array {
  if (unit === "Pa") return samples;
  return scaled(samples, unit === "V" ? VOLT_PER_PRESSURE : 1 / FULL_SCALE_PRESSURE);
}

/** Sound pressure level re 20 µPa, dB. */
export function levelOf(samples: Float64Array): number {
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  return 10 * Math.log10(power / (20e-6 * 20e-6));
}

function scaled(samples: Float64Array, factor: number): Float64Array {
  if (factor !== 1)
    for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? 0) * factor;
  return samples;
}

/** Lowest frequency of a velocity sensor, Hz. */
const VELOCITY_FROM_HZ = 10;
/** Seconds after which an integrator has forgotten where it began: five of its time constants. */
const SETTLING_SECONDS = 5 / (2 * Math.PI * VELOCITY_FROM_HZ);

/** Samples that must precede a block of a sensor of that unit, so that its filters have settled. */
export function settlingSamples(unit: Unit, sampleRate: number): number {
  return unitFacts(unit).quantity === "velocity" ? Math.ceil(SETTLING_SECONDS * sampleRate) : 0;
}

/** m/s from m/s²: a leaky sum and a first-order high pass, both at {@link VELOCITY_FROM_HZ}, so that noise of low frequency does not pile up. */
function integrated(samples: Float64Array, sampleRate: number): Float64Array {
  const leak = Math.exp((-2 * Math.PI * VELOCITY_FROM_HZ) / sampleRate);
  let sum = 0;
  let passed = 0;
  for (let i = 0; i < samples.length; i++) {
    const before = sum;
    sum = leak * sum + (samples[i] ?? 0) / sampleRate;
    passed = leak * (passed + sum - before);
    samples[i] = passed;
  }
  return samples;
}

/** Rated load of a machine in a unit: what 100 % stands for. */
export function ratedLoad(unit: Unit, machine: Machine): number {
  switch (unit) {
    case "N":
      return 2000;
    case "kN":
      return 2;
    case "kW":
      return machine.powerKw ?? 10;
    case "A":
      return 20;
    default:
      return 100;
  }
}
