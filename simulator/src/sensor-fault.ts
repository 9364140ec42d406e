import type { MeasuredRecord, Reading, Waveform } from "@raceway/model/record";
import { type Unit, unitFacts } from "@raceway/model/unit";
import type { SignalFault } from "@raceway/model/verdict";
import type { Random } from "./random.ts";

/** Turns good records of one channel into those of a broken sensor. */
export interface FaultySensor {
  /** @returns undefined when the sensor says nothing. */
  spoil(
    record: MeasuredRecord,
    fault: SignalFault | undefined,
    random: Random,
  ): MeasuredRecord | undefined;
}

/**
 * One channel's sensor with its memory: what is stuck repeats the last good record, and a jump keeps its height.
 *
 * @param fullScale largest magnitude that the sensor can report, in its unit; absent: clipping cuts at half the block's peak.
 */
export function faultySensor(fullScale?: number): FaultySensor {
  let good: MeasuredRecord | undefined;
  return {
    spoil(record, fault, random) {
      if (fault === undefined) {
        good = record;
        return record;
      }
      if (fault === "silence") return undefined;
      return record.type === "waveform"
        ? spoiltWaveform(record, fault, random, good, fullScale)
        : spoiltReading(record, fault, random, good);
    },
  };
}

function spoiltReading(
  record: Reading,
  fault: SignalFault,
  random: Random,
  good: MeasuredRecord | undefined,
): Reading | undefined {
  switch (fault) {
    case "flat-line":
      return { ...record, value: 0 };
    case "stuck":
      return good?.type === "reading" ? { ...record, value: good.value } : record;
    case "drop-out":
      return random.uniform() < 0.5 ? undefined : record;
    case "impossible-jump":
      return { ...record, value: record.value + jumpHeight(record.unit) };
    case "out-of-range":
    case "clipping":
      return { ...record, value: beyondRange(record.unit) };
    case "silence":
      return undefined;
  }
}

/** 60 K within one reading: no housing heats that fast. */
function jumpHeight(unit: Unit): number {
  return unitFacts(unit).quantity === "temperature" ? 60 / unitFacts(unit).factor : 1000;
}

/** A broken thermocouple reads its amplifier's end of scale, 1372 °C for type K. */
function beyondRange(unit: Unit): number {
  const { quantity, factor, offset = 0 } = unitFacts(unit) as ReturnType<typeof unitFacts>;
  return quantity === "temperature" ? (1372 - offset) / factor : 1e6;
}

function spoiltWaveform(
  record: Waveform,
  fault: SignalFault,
  random: Random,
  good: MeasuredRecord | undefined,
  fullScale: number | undefined,
): Waveform {
  const { samples } = record;
  const limit = fullScale ?? peak(samples) / 2;
  switch (fault) {
    case "flat-line":
      return { ...record, samples: new Float64Array(samples.length) };
    case "stuck":
      return good?.type === "waveform" ? { ...record, samples: good.samples.slice() } : record;
    case "clipping": {
      // An amplifier set so high that about a fifth of the samples would pass the end of scale.
      const gain = limit / (1.3 * rms(samples) || 1);
      return { ...record, samples: samples.map((v) => clamp(gain * v, limit)) };
    }
    case "drop-out":
      return { ...record, samples: withGaps(samples, random) };
    case "impossible-jump": {
      const half = samples.length / 2;
      return { ...record, samples: samples.map((v, i) => (i < half ? v : v + 20 * peak(samples))) };
    }
    case "out-of-range":
      return { ...record, samples: samples.map((v) => v + 10 * limit) };
    case "silence":
      return record;
  }
}

/** A loose plug: four gaps of zeros, together a fifth of the block. */
function withGaps(samples: Float64Array, random: Random): Float64Array {
  const out = samples.slice();
  const gap = Math.ceil(samples.length / 20);
  const quarter = samples.length / 4;
  for (let k = 0; k < 4; k++) {
    const from = Math.floor(k * quarter + random.uniform() * Math.max(0, quarter - gap));
    out.fill(0, from, from + gap);
  }
  return out;
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

function peak(samples: Float64Array): number {
  return samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function rms(samples: Float64Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}
