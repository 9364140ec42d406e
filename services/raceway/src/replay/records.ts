import { reckoningOf } from "@raceway/model/calibrated";
import {
  computedSpectrumOf,
  computedValueOf,
  isWaveformChannel,
} from "@raceway/model/computed-value";
import type { ComputedSpectrum, SensorRecord } from "@raceway/model/record";
import { nanosOfSeconds } from "@raceway/model/time";
import { type ChannelKind, isLevel, type Unit } from "@raceway/model/unit";
import { looksLikeUnit } from "@raceway/traces/tables/titles";
import type { TraceBlock } from "@raceway/traces/trace";
import { onLines, placesFault } from "@raceway/wire/spectrum-codec";
import type { Target } from "./mapping.ts";

/** A series faster than a row a second (with some slack) becomes one reading for so many seconds, as a sensor would send it. */
const FASTEST_READINGS = 1.05;
const READING_SECONDS = 10;
/** No sensor computes its values so often, Hz. */
const FASTEST_COMPUTED = 20;

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
  if (computedSpectrumOf(target.channel) !== undefined) {
    yield spectrumOf(block, target);
    return;
  }
  if (block.lines !== undefined)
    throw new BlockProblem(
      `${block.channel} is a spectrum, no waveform: \`values: spectrum\` or \`envelope_spectrum\` is right for ${target.context.point.id}/${target.channel.id}`,
    );
  const sampleRate = sampleRateOf(block, target);
  const computed = computedValueOf(target.channel);
  if (computed !== undefined && sampleRate > FASTEST_COMPUTED)
    throw new BlockProblem(
      `${block.channel} has ${Number(sampleRate.toPrecision(6))} numbers a second, too many for readings of ${computed}: of a waveform a channel without \`values\` is right`,
    );
  const { unit, convert } = reckoned(block, target);
  const address = { point: target.context.point.path, channel: target.channel.id };
  const { time, speedRpm } = block;
  const samples = convert === undefined ? block.samples : block.samples.map(convert);
  if (isWaveformChannel(target.channel)) {
    const speed = speedRpm === undefined ? {} : { speedRpm };
    yield { type: "waveform", ...address, time, sampleRate, unit, samples, ...speed };
    return;
  }
  for (const [seconds, value] of readingsOf(samples, block.offsets, sampleRate))
    yield { type: "reading", ...address, time: time + nanosOfSeconds(seconds), unit, value };
}

/** A block that is one spectrum: its amplitudes, from the first line on. */
function spectrumOf(block: TraceBlock, target: Target): ComputedSpectrum {
  const { channel, context } = target;
  const { unit, convert } = reckoned(block, target);
  const { step, from } = block.lines ?? { step: channel.spectrum?.step, from: undefined };
  if (step === undefined)
    throw new BlockProblem(
      `the recording does not say how far the lines of a spectrum are apart: give ${context.point.id}/${channel.id} a \`spectrum: { step }\` in the plant file`,
    );
  const said = { step, from: from ?? channel.spectrum?.from ?? 0 };
  const fault = placesFault(block.samples.length, said);
  if (fault !== undefined) throw new BlockProblem(fault);
  // What is added to every number is no part of an amplitude.
  const values =
    convert === undefined
      ? block.samples
      : block.samples.map((value) => convert(value) - convert(0));
  return {
    type: "sensor-spectrum",
    point: context.point.path,
    channel: channel.id,
    time: block.time,
    unit,
    axis: channel.spectrum?.axis ?? "Hz",
    step,
    ...onLines(values, said),
    ...(block.speedRpm !== undefined && { speedRpm: block.speedRpm }),
  };
}

/**
 * The readings of a slow series, each with its seconds after the first sample: one a sample; of a fast one the median of each ten seconds, as a sensor
 * would send it.
 */
function* readingsOf(
  samples: Float64Array,
  offsets: Float64Array | undefined,
  sampleRate: number,
): Generator<readonly [seconds: number, value: number]> {
  const secondsAt = (index: number) => offsets?.[index] ?? index / sampleRate;
  const isSlow = sampleRate <= FASTEST_READINGS;
  const parts = isSlow
    ? samples.length
    : Math.max(1, Math.round(samples.length / sampleRate / READING_SECONDS));
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * samples.length) / parts);
    const to = Math.floor(((part + 1) * samples.length) / parts);
    yield [secondsAt(from), median(samples.slice(from, to))];
  }
}

/** Relative difference within which two sample rates count as the same, as over MQTT. */
const RATE_TOLERANCE = 0.005;

function sampleRateOf(block: TraceBlock, { context, channel }: Target): number {
  const { sampleRate: said, rateError = 0 } = block;
  const declared = channel.sampleRate;
  const name = `${context.point.id}/${channel.id}`;
  if (declared !== undefined && said !== undefined) {
    if (Math.abs(said / declared - 1) <= RATE_TOLERANCE + rateError) return declared;
    throw new BlockProblem(
      `the recording says ${Number(said.toPrecision(6))} Hz, the plant file ${declared} Hz for ${name}: one of the two is right`,
    );
  }
  const rate = declared ?? said;
  if (rate !== undefined) return rate;
  throw new BlockProblem(
    `the recording does not say its sample rate: give ${name} a sampleRate in the plant file`,
  );
}

/** Units that recordings of a kind are in when nobody says otherwise. */
const USUAL: Readonly<Record<ChannelKind, Unit>> = {
  vibration: "g",
  sound: "FS",
  temperature: "degC",
  speed: "r/min",
  load: "N",
};

function reckoned(block: TraceBlock, { context, channel }: Target) {
  if (block.unit === undefined && block.foreignUnit !== undefined && channel.unit === undefined)
    throw new BlockProblem(
      `unit "${block.foreignUnit}" is not known: give ${context.point.id}/${channel.id} a unit, and a scale into it, in the plant file`,
    );
  if (
    block.unit === undefined &&
    block.foreignUnit !== undefined &&
    looksLikeUnit(block.foreignUnit) &&
    channel.calibration === undefined
  )
    throw new BlockProblem(
      `the recording says "${block.foreignUnit}", which is no unit of ${channel.kind}, and the plant file ${channel.unit} for ${context.point.id}/${channel.id}: another column, a \`scale\` into that unit, or a name without it (--columns) is right`,
    );
  const reckoning = reckoningOf(channel, block.unit);
  if (reckoning.ok) {
    if (isWaveformChannel(channel) && isLevel(reckoning.unit))
      throw new BlockProblem(
        `unit "${reckoning.unit}" is a level, no waveform: a waveform in its own unit is right for ${channel.id}`,
      );
    return reckoning;
  }
  throw new BlockProblem(
    reckoning.unknown
      ? `the recording does not say its unit: give ${context.point.id}/${channel.id} a unit in the plant file (for example ${USUAL[channel.kind]})`
      : `${reckoning.reason} (${context.point.id}/${channel.id})`,
  );
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
