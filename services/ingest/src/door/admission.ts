import { limitEditFault } from "@raceway/condition/limit-edit-fault";
import { reckoningOf } from "@raceway/model/calibrated";
import {
  COMPUTED_SPECTRA,
  COMPUTED_VALUES,
  computedSpectrumOf,
  computedValueOf,
  isWaveformChannel,
} from "@raceway/model/computed-value";
import { type ChannelId, pointPath } from "@raceway/model/identity";
import {
  type Channel,
  channelOf,
  type MachineContext,
  type PointContext,
} from "@raceway/model/plant";
import type { MachinePath } from "@raceway/model/production";
import type { StandContext, StandPath } from "@raceway/model/test-stand";
import type { Nanos } from "@raceway/model/time";
import { isLevel, type Unit } from "@raceway/model/unit";
import type { Message } from "@raceway/ports/source";
import { decodeAlarmEntry } from "@raceway/wire/alarm-entry-message";
import { checkWaveform, type Decoded, decodeReading } from "@raceway/wire/codec";
import { decodeLimitEdit } from "@raceway/wire/limit-message";
import { decodeMaintenance } from "@raceway/wire/maintenance-message";
import type { Rejection } from "@raceway/wire/rejection";
import { decodeSpectrum } from "@raceway/wire/spectrum-codec";
import { decodeStatus } from "@raceway/wire/status-message";
import {
  isMeasurement,
  isOfAnalysis,
  parseTopic,
  SENSOR_CLASSES,
  type SensorClass,
} from "@raceway/wire/topic";
import { ALARM_ENTRY_CHANNEL } from "./alarm-entry.ts";
import { LIMIT_EDIT_CHANNEL } from "./limit-edit.ts";
import { type MACHINE_CHANNEL, machineStateOf } from "./machine-state.ts";
import { MAINTENANCE_CHANNEL } from "./maintenance.ts";
import { type PART_CHANNEL, partOf } from "./part.ts";

/** A message that is to be analysed. */
export interface Admitted {
  readonly ok: true;
  /** Dated by its arrival where the source has no clock. */
  readonly record: SensorMessage | PersonRecord | PartRecord | MachineRecord;
  /** Time by the source's clock, whatever that is worth. */
  readonly sourceTime?: Nanos;
}

/** What the door decides about a message before it is stored. */
export type Admission =
  | Admitted
  /** A sensor's status: there is nothing to store, those who show it read it themselves. */
  | { readonly ok: true; readonly record?: undefined }
  | { readonly ok: false; readonly rejection: Rejection };

/** A sensor's message as far as the door reads it: what it measured is for analysis to read. */
export interface SensorMessage {
  readonly type: SensorClass;
  readonly point: string;
  readonly channel: string;
  /** Hz; of a waveform. */
  readonly sampleRate?: number;
  readonly time: Nanos;
}

/** Work done at a point, a limit changed, or what was done to an alarm (its point is the site): dated by nothing but its arrival. */
export interface PersonRecord {
  readonly type: "maintenance" | "limit-edit" | "alarm-entry";
  readonly point: string;
  readonly channel:
    | typeof MAINTENANCE_CHANNEL
    | typeof LIMIT_EDIT_CHANNEL
    | typeof ALARM_ENTRY_CHANNEL;
  readonly time: Nanos;
}

/** A test stand's message: dated by nothing but its arrival, for a part is judged when it comes. */
export interface PartRecord {
  readonly type: "part";
  readonly point: StandPath;
  readonly channel: typeof PART_CHANNEL;
  readonly time: Nanos;
}

/** What is told of a machine: dated by its source, for that is when the machine began to do it. */
export interface MachineRecord {
  readonly type: "machine-state";
  readonly point: MachinePath;
  readonly channel: typeof MACHINE_CHANNEL;
  readonly time: Nanos;
}

export interface AdmissionOptions {
  readonly points: ReadonlyMap<string, PointContext>;
  readonly stands: ReadonlyMap<StandPath, StandContext>;
  readonly machines: ReadonlyMap<MachinePath, MachineContext>;
}

/** Relative difference within which two sample rates count as the same: crystals drift, settings do not differ by so little. */
const SAMPLE_RATE_TOLERANCE = 0.005;

/**
 * Decodes a message and checks it against the plant file, so that nothing is stored for analysis that analysis could not use. Pure; never throws:
 * whatever is wrong comes back as a rejection with its reason.
 */
export function createAdmission({
  points,
  stands,
  machines,
}: AdmissionOptions): (message: Message) => Admission {
  return (message) => {
    try {
      return decide(message);
    } catch (error) {
      return refuse("fault", `reading it failed: ${String(error).slice(0, 200)}`);
    }
  };

  function decide(message: Message): Admission {
    if (message.oversize !== undefined) {
      return refuse(
        "oversize",
        `${message.oversize} bytes announced; split the waveform or send CBOR with int16 samples`,
      );
    }
    if (message.untranslatable !== undefined)
      return refuse(
        message.unknownDevice === true ? "unknown-device" : "untranslatable",
        message.untranslatable,
      );
    const told =
      partOf(message, stands) ??
      machineStateOf(message, machines) ??
      personsOf(message, points) ??
      statusOf(message, points);
    if (told !== undefined) return told;
    const place = locate(message, points);
    if (!place.ok) return place;
    return decode(message, place);
  }
}

type Refusal = { readonly ok: false; readonly rejection: Rejection };

function refuse(code: Rejection["code"], reason: string): Refusal {
  return { ok: false, rejection: { code, reason } };
}

/** Undefined for any other message. */
function personsOf(
  { topic: text, payload, receivedAt }: Message,
  points: ReadonlyMap<string, PointContext>,
): Admission | undefined {
  const topic = parseTopic(text);
  if (topic?.class === "alarm-entry") {
    const decoded = decodeAlarmEntry(payload);
    if (!decoded.ok) return decoded;
    const dated = { point: topic.site, time: receivedAt };
    return { ok: true, record: { type: topic.class, channel: ALARM_ENTRY_CHANNEL, ...dated } };
  }
  if (topic?.class !== "maintenance" && topic?.class !== "limit-edit") return undefined;
  const point = pointPath(topic);
  const context = points.get(point);
  if (context === undefined)
    return refuse("unknown-point", `the plant file has no measurement point ${point}`);
  const dated = { point, time: receivedAt };
  if (topic.class === "maintenance") {
    const decoded = decodeMaintenance(payload);
    if (!decoded.ok) return decoded;
    return { ok: true, record: { type: topic.class, channel: MAINTENANCE_CHANNEL, ...dated } };
  }
  const decoded = decodeLimitEdit(payload);
  if (!decoded.ok) return decoded;
  const fault = limitEditFault(context.point, decoded.body);
  if (fault !== undefined) return refuse("limit", fault);
  return { ok: true, record: { type: topic.class, channel: LIMIT_EDIT_CHANNEL, ...dated } };
}

/** Undefined for any other message. */
function statusOf(
  { topic: text, payload }: Message,
  points: ReadonlyMap<string, PointContext>,
): Admission | undefined {
  const topic = parseTopic(text);
  if (topic?.class !== "status") return undefined;
  const point = pointPath(topic);
  if (!points.has(point))
    return refuse("unknown-point", `the plant file has no measurement point ${point}`);
  // An empty payload takes a retained status away.
  return payload.length === 0 ? { ok: true } : withoutBody(decodeStatus(payload));
}

function withoutBody(decoded: Decoded<unknown>): Admission {
  return decoded.ok ? { ok: true } : decoded;
}

interface Place {
  readonly ok: true;
  readonly class: SensorClass;
  readonly id: ChannelId;
  readonly channel: Channel;
}

function locate(
  { topic: text, keptBack }: Message,
  points: ReadonlyMap<string, PointContext>,
): Place | Refusal {
  const topic = parseTopic(text);
  if (!isMeasurement(topic)) {
    const others =
      keptBack === undefined ? "" : `; ${keptBack} more of this client before it were only counted`;
    if (isOfAnalysis(topic))
      return refuse(
        "unknown-topic",
        `"${text}" is published by Raceway itself alone; nobody was handed this${others}`,
      );
    return refuse(
      "unknown-topic",
      `"${text.slice(0, 200)}" is no sensor topic: raceway/v1/${SENSOR_CLASSES.join("|")}/site/line/machine/point/channel is, or a mapping of the plant file (docs/sensors.md)${others}`,
    );
  }
  const path = pointPath(topic);
  const context = points.get(path);
  if (context === undefined)
    return refuse("unknown-point", `the plant file has no measurement point ${path}`);
  const channel = channelOf(context.point, topic.channel);
  if (channel === undefined) {
    const known = context.point.channels.map((c) => c.id).join(", ");
    return refuse("unknown-channel", `${path} has no channel "${topic.channel}": it has ${known}`);
  }
  return { ok: true, class: topic.class, id: topic, channel };
}

function decode(message: Message, { class: kind, id, channel }: Place): Admission {
  const point = pointPath(id);
  const address = { point, channel: channel.id };
  if (kind === "sensor-spectrum") return decodeLines(message, { ...address, type: kind }, channel);
  if (kind === "waveform") {
    if (!isWaveformChannel(channel)) {
      return refuse("wrong-kind", `${point}/${channel.id} takes ${takenBy(channel)}, no waveforms`);
    }
    const decoded = checkWaveform(message.payload);
    if (!decoded.ok) return decoded;
    const body = decoded.body;
    const reckoning = reckoningOf(channel, body.unit);
    if (!reckoning.ok) return refuse("wrong-unit", reckoning.reason);
    if (isLevel(reckoning.unit)) return refuse("wrong-unit", levelWords(reckoning.unit));
    const fault = staleFault(message, body.time) ?? sampleRateFault(channel, body.sampleRate);
    if (fault !== undefined) return { ok: false, rejection: fault };
    return dated({ type: "waveform", ...address, sampleRate: body.sampleRate }, body.time, message);
  }
  const computed = computedValueOf(channel);
  if (channel.kind === "vibration" && computed === undefined) {
    return refuse(
      "wrong-kind",
      `${point}/${channel.id} takes ${takenBy(channel)}; of a sensor that computes its values itself, \`values\` of the channel says which: ${Object.keys(COMPUTED_VALUES).join(", ")}`,
    );
  }
  const decoded = decodeReading(message.payload);
  if (!decoded.ok) return decoded;
  const stale = staleFault(message, decoded.body.time);
  if (stale !== undefined) return { ok: false, rejection: stale };
  const reckoning = reckoningOf(channel, decoded.body.unit);
  if (!reckoning.ok) return refuse("wrong-unit", reckoning.reason);
  return dated({ type: "reading", ...address }, decoded.body.time, message);
}

/** What a channel takes, in words. */
function takenBy(channel: Channel): string {
  const spectrum = computedSpectrumOf(channel);
  if (spectrum !== undefined) return `spectra (${spectrum})`;
  if (isWaveformChannel(channel)) return "waveforms";
  return `readings of ${channel.values ?? channel.kind}`;
}

/** A spectrum that the sensor computed. */
function decodeLines(
  message: Message,
  record: Omit<SensorMessage, "time">,
  channel: Channel,
): Admission {
  if (computedSpectrumOf(channel) === undefined)
    return refuse(
      "wrong-kind",
      `${record.point}/${channel.id} takes ${takenBy(channel)}; of a sensor that computes spectra itself, \`values\` of the channel says of what: ${Object.keys(COMPUTED_SPECTRA).join(", ")}`,
    );
  const decoded = decodeSpectrum(message.payload);
  if (!decoded.ok) return decoded;
  const stale = staleFault(message, decoded.body.time);
  if (stale !== undefined) return { ok: false, rejection: stale };
  const reckoning = reckoningOf(channel, decoded.body.unit);
  if (!reckoning.ok) return refuse("wrong-unit", reckoning.reason);
  return dated(record, decoded.body.time, message);
}

function levelWords(unit: Unit): string {
  return `unit "${unit}" is a level: one number, no waveform; a waveform in its own unit, or readings, are right`;
}

function dated(
  record: Omit<SensorMessage, "time">,
  sourceTime: Nanos | undefined,
  { receivedAt }: Message,
): Admission {
  return {
    ok: true,
    record: { ...record, time: sourceTime ?? receivedAt },
    ...(sourceTime !== undefined && { sourceTime }),
  };
}

/** What a broker had kept may be of last year: without a source time nobody can tell. */
function staleFault({ retained }: Message, time: Nanos | undefined): Rejection | undefined {
  if (retained !== true || time !== undefined) return undefined;
  return {
    code: "retained",
    reason:
      "a copy that the broker had kept, without a source time: it is no measurement of now. Publish measurements without the retain flag, or with a time",
  };
}

function sampleRateFault(channel: Channel, sampleRate: number): Rejection | undefined {
  const declared = channel.sampleRate;
  if (declared === undefined || Math.abs(sampleRate - declared) <= SAMPLE_RATE_TOLERANCE * declared)
    return undefined;
  return {
    code: "sample-rate",
    reason: `sampleRate ${sampleRate} Hz; the plant file declares ${declared} Hz`,
  };
}
