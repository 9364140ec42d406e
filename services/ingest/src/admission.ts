import { limitEditFault } from "@raceway/condition/limit-edit-fault";
import { type ChannelId, pointPath } from "@raceway/model/identity";
import { type Channel, channelOf, type PointContext } from "@raceway/model/plant";
import type { SensorRecord } from "@raceway/model/record";
import { isoOf, type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { type Unit, unitFacts, unitFits, unitsFor } from "@raceway/model/unit";
import type { Message } from "@raceway/ports/source";
import { decodeReading, decodeWaveform } from "@raceway/wire/codec";
import { decodeLimitEdit } from "@raceway/wire/limit-message";
import { decodeMaintenance } from "@raceway/wire/maintenance-message";
import type { Rejection } from "@raceway/wire/rejection";
import { parseTopic } from "@raceway/wire/topic";
import { LIMIT_EDIT_CHANNEL } from "./limit-edit.ts";
import { MAINTENANCE_CHANNEL } from "./maintenance.ts";

/** What the door decides about a message before it is stored. */
export type Admission =
  | { readonly ok: true; readonly record: SensorRecord | PersonRecord }
  | { readonly ok: false; readonly rejection: Rejection };

/** Work done at a point, or a limit changed: dated by nothing but its arrival. */
export interface PersonRecord {
  readonly type: "maintenance" | "limit-edit";
  readonly point: string;
  readonly channel: typeof MAINTENANCE_CHANNEL | typeof LIMIT_EDIT_CHANNEL;
  readonly time: Nanos;
}

export interface AdmissionOptions {
  readonly points: ReadonlyMap<string, PointContext>;
  /** Source times further than this ahead of the time of arrival are refused, seconds. */
  readonly maxAheadSeconds: number;
}

/** Relative difference within which two sample rates count as the same: crystals drift, settings do not differ by so little. */
const SAMPLE_RATE_TOLERANCE = 0.005;

/**
 * Decodes a message and checks it against the plant file, so that nothing is stored for analysis that analysis could not use. Pure; never throws:
 * whatever is wrong comes back as a rejection with its reason.
 */
export function createAdmission({
  points,
  maxAheadSeconds,
}: AdmissionOptions): (message: Message) => Admission {
  const maxAhead = nanosOfSeconds(maxAheadSeconds);
  return (message) => {
    if (message.oversize !== undefined) {
      return refuse(
        "oversize",
        `${message.oversize} bytes announced; split the waveform or send CBOR with int16 samples`,
      );
    }
    if (message.untranslatable !== undefined)
      return refuse("untranslatable", message.untranslatable);
    const told = personsOf(message, points);
    if (told !== undefined) return told;
    const place = locate(message.topic, points);
    if (!place.ok) return place;
    const record = decode(message, place);
    if (!record.ok) return record;
    const ahead = record.record.time - message.receivedAt;
    if (ahead > maxAhead) {
      return refuse(
        "time-ahead",
        `time ${isoOf(record.record.time)} lies ${Number(ahead / 1_000_000_000n)} s after its arrival, at most ${maxAheadSeconds} s is right: set the sensor's clock`,
      );
    }
    return record;
  };
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

interface Place {
  readonly ok: true;
  readonly class: "waveform" | "reading";
  readonly id: ChannelId;
  readonly channel: Channel;
}

function locate(text: string, points: ReadonlyMap<string, PointContext>): Place | Refusal {
  const topic = parseTopic(text);
  if (topic === undefined || (topic.class !== "waveform" && topic.class !== "reading")) {
    return refuse(
      "unknown-topic",
      `"${text.slice(0, 200)}" is no sensor topic: raceway/v1/waveform|reading/site/line/machine/point/channel is`,
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
  if (kind === "waveform") {
    if (channel.kind !== "vibration" && channel.kind !== "sound") {
      return refuse(
        "wrong-kind",
        `${point}/${channel.id} measures ${channel.kind}: publish readings, not waveforms`,
      );
    }
    const decoded = decodeWaveform(message.payload);
    if (!decoded.ok) return decoded;
    const body = decoded.body;
    const fault = unitFault(channel, body.unit) ?? sampleRateFault(channel, body.sampleRate);
    if (fault !== undefined) return { ok: false, rejection: fault };
    return {
      ok: true,
      record: { type: "waveform", ...address, ...body, time: timeOf(body.time, message) },
    };
  }
  if (channel.kind === "vibration") {
    return refuse(
      "wrong-kind",
      `${point}/${channel.id} measures vibration: publish waveforms, not readings`,
    );
  }
  const decoded = decodeReading(message.payload);
  if (!decoded.ok) return decoded;
  const fault = unitFault(channel, decoded.body.unit);
  if (fault !== undefined) return { ok: false, rejection: fault };
  return {
    ok: true,
    record: {
      type: "reading",
      ...address,
      ...decoded.body,
      time: timeOf(decoded.body.time, message),
    },
  };
}

/** A sensor without a clock is dated by its arrival; a source time is never replaced. */
function timeOf(time: Nanos | undefined, message: Message): Nanos {
  return time ?? message.receivedAt;
}

function unitFault(channel: Channel, unit: Unit): Rejection | undefined {
  if (!unitFits(channel.kind, unit)) {
    return {
      code: "wrong-unit",
      reason: `unit "${unit}" on a ${channel.kind} channel: ${unitsFor(channel.kind).join(", ")} fit`,
    };
  }
  if (channel.unit === undefined || unitFacts(unit).quantity === unitFacts(channel.unit).quantity)
    return undefined;
  return {
    code: "wrong-unit",
    reason: `unit "${unit}" is ${unitFacts(unit).quantity}; the plant file declares "${channel.unit}" (${unitFacts(channel.unit).quantity})`,
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
