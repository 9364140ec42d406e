import type { SensorRecord } from "@raceway/model/record";
import { nanosOfSeconds } from "@raceway/model/time";
import type { Unit } from "@raceway/model/unit";
import { type ChannelKind, unitFits, unitsFor } from "@raceway/model/unit";
import type { TraceBlock } from "@raceway/traces/trace";
import type { Target } from "./mapping.ts";

/** A slow series (temperature at 10 Hz) becomes one reading for so many seconds, as a sensor would send it. */
const READING_SECONDS = 10;

/** Why a block of a recording cannot be used; the words say what would be right. */
export class BlockProblem extends Error {
  override name = "BlockProblem";
}

/**
 * What a sensor would have sent of a block of a recording: one waveform, or readings.
 *
 * @throws BlockProblem when neither the recording nor the plant file tells the sample rate or the unit, or they contradict each other.
 */
export function* recordsOf(block: TraceBlock, target: Target): Generator<SensorRecord> {
  const sampleRate = sampleRateOf(block, target);
  const unit = unitOf(block, target);
  const { kind } = target.channel;
  const address = { point: target.context.point.path, channel: target.channel.id };
  const { time, samples, speedRpm } = block;
  if (kind === "vibration" || kind === "sound") {
    const speed = speedRpm === undefined ? {} : { speedRpm };
    yield { type: "waveform", ...address, time, sampleRate, unit, samples, ...speed };
    return;
  }
  const parts = Math.max(1, Math.round(samples.length / sampleRate / READING_SECONDS));
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * samples.length) / parts);
    const value = median(samples.slice(from, Math.floor(((part + 1) * samples.length) / parts)));
    yield {
      type: "reading",
      ...address,
      time: time + nanosOfSeconds(from / sampleRate),
      unit,
      value,
    };
  }
}

function sampleRateOf(block: TraceBlock, { context, channel }: Target): number {
  const rate = channel.sampleRate ?? block.sampleRate;
  if (rate === undefined) {
    throw new BlockProblem(
      `the recording does not say its sample rate: give ${context.point.id}/${channel.id} a sampleRate in the plant file`,
    );
  }
  return rate;
}

/** Units that recordings of a kind are in when nobody says otherwise. */
const USUAL: Readonly<Record<ChannelKind, Unit>> = {
  vibration: "g",
  sound: "FS",
  temperature: "degC",
  speed: "r/min",
  load: "N",
};

function unitOf(block: TraceBlock, { context, channel }: Target): Unit {
  const unit = channel.unit ?? block.unit;
  if (unit === undefined) {
    throw new BlockProblem(
      `the recording does not say its unit: give ${context.point.id}/${channel.id} a unit in the plant file (for example ${USUAL[channel.kind]})`,
    );
  }
  if (!unitFits(channel.kind, unit)) {
    throw new BlockProblem(
      `unit "${unit}" on ${channel.kind} channel ${channel.id}: ${unitsFor(channel.kind).join(", ")} fit`,
    );
  }
  return unit;
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
