import { reckoningOf } from "@raceway/model/calibrated";
import type { Channel } from "@raceway/model/plant";
import type { SensorRecord } from "@raceway/model/record";
import { type Decoded, decodeReading, decodeWaveform, type Room } from "@raceway/wire/codec";
import { decodeSpectrum } from "@raceway/wire/spectrum-codec";
import type { ManipulationJob } from "../analysis/manipulation-job.ts";

type MessageJob = ManipulationJob & { readonly kind: "message" };

/** A message as a record in a unit of its channel, as a replay reads it from a recording: what the plant file says of sensitivity, scale or full scale is applied. @param room where a waveform's samples are put */
export function decodedRecord(
  job: MessageJob,
  channel: Channel,
  room?: Room,
): Decoded<SensorRecord> {
  if (job.class === "reading") return readingOf(job, channel);
  return job.class === "waveform" ? waveformOf(job, channel, room) : spectrumOf(job, channel);
}

function readingOf({ point, time, payload }: MessageJob, channel: Channel): Decoded<SensorRecord> {
  const read = decodeReading(payload);
  if (!read.ok) return read;
  const reckoning = reckoningOf(channel, read.body.unit);
  if (!reckoning.ok) return wrongUnit(reckoning.reason);
  const { unit, convert = (value) => value } = reckoning;
  const value = convert(read.body.value);
  return { ok: true, body: { type: "reading", point, channel: channel.id, unit, value, time } };
}

function waveformOf(job: MessageJob, channel: Channel, room?: Room): Decoded<SensorRecord> {
  const { point, time, payload, speedRpm } = job;
  const read = decodeWaveform(payload, room);
  if (!read.ok) return read;
  const reckoning = reckoningOf(channel, read.body.unit);
  if (!reckoning.ok) return wrongUnit(reckoning.reason);
  const { unit, convert } = reckoning;
  const { samples } = read.body;
  if (convert !== undefined)
    for (let n = 0; n < samples.length; n++) samples[n] = convert(samples[n] ?? 0);
  return {
    ok: true,
    body: {
      type: "waveform",
      point,
      channel: channel.id,
      ...(speedRpm !== undefined && { speedRpm }),
      ...read.body,
      unit,
      time,
    },
  };
}

function spectrumOf(job: MessageJob, channel: Channel): Decoded<SensorRecord> {
  const { point, time, payload, speedRpm } = job;
  const read = decodeSpectrum(payload);
  if (!read.ok) return read;
  const reckoning = reckoningOf(channel, read.body.unit);
  if (!reckoning.ok) return wrongUnit(reckoning.reason);
  const { unit, convert } = reckoning;
  const { values } = read.body;
  return {
    ok: true,
    body: {
      type: "sensor-spectrum",
      point,
      channel: channel.id,
      ...(speedRpm !== undefined && { speedRpm }),
      ...read.body,
      // What is added to every number is no part of an amplitude.
      ...(convert !== undefined && { values: values.map((value) => convert(value) - convert(0)) }),
      unit,
      time,
    },
  };
}

function wrongUnit(reason: string): Decoded<never> {
  return { ok: false, rejection: { code: "wrong-unit", reason } };
}
