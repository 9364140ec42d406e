import { type PointId, pointPath } from "@raceway/model/identity";
import type { MappedSpectrum, MappedValue, MappingPlan } from "@raceway/model/mapping-plan";
import { type Channel, channelOf, type PointContext } from "@raceway/model/plant";
import type { Nanos } from "@raceway/model/time";
import type { Unit } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import { encodeReading, encodeWaveform } from "@raceway/wire/codec";
import { encodeSpectrum } from "@raceway/wire/spectrum-codec";
import { formatTopic } from "@raceway/wire/topic";
import { compileExpression, type Expression } from "./expression.ts";
import { numberOf } from "./number.ts";
import { samplesOf } from "./sample-block.ts";
import { shown } from "./shown.ts";
import { createSpectrumPicker } from "./spectrum-block.ts";
import { type Captures, filledIn, idOf } from "./topic-filter.ts";

/** A sensor message of our own kind. */
export interface MappedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** What one value of a mapping makes of one payload; undefined when it is not in it. */
export type ValueMapper = (input: unknown, from: Origin) => Promise<MappedMessage | undefined>;

type MeasuringClass = "reading" | "waveform" | "sensor-spectrum";

/** What is known before the value is looked at. */
export interface Origin {
  readonly captures: Captures;
  /** `line/machine/point` or `line/machine/point/channel`; absent: the value says it itself. */
  readonly place?: string;
  readonly time?: Nanos;
}

export interface MappedPlant {
  readonly site: string;
  readonly points: ReadonlyMap<string, PointContext>;
}

/** @throws Error for an expression that is none. */
export function createValueMapper(value: MappedValue, plant: MappedPlant): ValueMapper {
  if (value.spectrum !== undefined) return createSpectrumMapper(value, value.spectrum, plant);
  const kind = value.samples === undefined ? "reading" : "waveform";
  const find = createFinder(value, value.value ?? value.samples?.at ?? "$", kind, plant);
  const rate = value.samples?.sampleRate;
  const rateAt = typeof rate === "string" ? compileExpression(rate) : undefined;
  const speedAt =
    value.samples?.speedRpm === undefined ? undefined : compileExpression(value.samples.speedRpm);
  const scaled = (raw: number) => raw * value.factor + value.offset;

  return async (input, from) => {
    const picked = await find(input, from);
    if (picked === undefined) return undefined;
    const { found, at, topic, channel, unit, timed } = picked;
    if (value.samples === undefined) {
      const payload = encodeReading({ ...timed, unit, value: scaled(numberOf(found)) }, "cbor");
      return { topic, payload };
    }
    const sampleRate =
      rateAt === undefined ? (rate ?? channel.sampleRate) : numberOf(await at(rateAt));
    if (typeof sampleRate !== "number")
      throw new Error(
        "found no sample rate: `sampleRate` of the samples or of the channel is right",
      );
    const speed = speedAt && (await at(speedAt));
    const body = {
      ...timed,
      sampleRate,
      unit,
      samples: samplesOf(found, value.samples).map(scaled),
      ...(speed !== undefined && speed !== null && { speedRpm: numberOf(speed) }),
    };
    const payload = encodeWaveform(body, "cbor", "float64");
    return { topic, payload };
  };
}

/** What finds a value in a message, where it belongs and its unit; undefined for a message without it. @param where expression that picks it. */
function createFinder(value: MappedValue, where: string, kind: MeasuringClass, plant: MappedPlant) {
  const targetOf = createTargets(value, kind, plant);
  const pick = compileExpression(where);
  const unitAt = value.unitAt === undefined ? undefined : compileExpression(value.unitAt);
  return async (...[input, from]: Parameters<ValueMapper>) => {
    const found = await pick(input, from.captures);
    if (found === undefined || found === null) return undefined;
    const { topic, channel } = targetOf(from);
    const at = (text: Expression) => text(input, from.captures);
    const unit = unitOf(value.unit ?? (unitAt && textOf(await at(unitAt))), channel);
    const timed = from.time === undefined ? {} : { time: from.time };
    return { found, at, topic, channel, unit, timed };
  };
}

function createSpectrumMapper(
  value: MappedValue,
  layout: MappedSpectrum,
  plant: MappedPlant,
): ValueMapper {
  const find = createFinder(value, layout.at, "sensor-spectrum", plant);
  const spectrumIn = createSpectrumPicker(layout);
  return async (input, from) => {
    const picked = await find(input, from);
    if (picked === undefined) return undefined;
    const { found, at, topic, channel, unit, timed } = picked;
    const { values, ...lines } = await spectrumIn(found, at, channel);
    const scaled = values.map((raw) => raw * value.factor + value.offset);
    const payload = encodeSpectrum({ ...timed, unit, ...lines, values: scaled });
    return { topic, payload };
  };
}

/** A device that a mapping has no place for; another one may. */
export class UnknownDevice extends Error {
  readonly device: string;
  constructor(device: string, reason: string) {
    super(reason);
    this.device = device;
  }
}

/** The place that a device has by the plan; undefined when the plan has none of its own. @throws UnknownDevice. */
export function placeOf(
  plan: MappingPlan,
  device: unknown,
  captures: Captures,
): string | undefined {
  if (plan.places !== undefined) {
    const name = textOf(device);
    const place = Object.hasOwn(plan.places, name) ? plan.places[name] : undefined;
    if (place === undefined)
      throw new UnknownDevice(
        name,
        `found the device "${name.slice(0, 80)}", ${oneOf(plan.places)}`,
      );
    return place;
  }
  return plan.point === undefined ? undefined : filledIn(plan.point, captures.map(idOf));
}

function oneOf(places: NonNullable<MappingPlan["places"]>): string {
  const known = Object.keys(places);
  return `one of \`places\` is right: ${known.slice(0, 5).join(", ")}${known.length > 5 ? ", …" : ""}`;
}

interface Target {
  readonly topic: string;
  readonly channel: Channel;
}

/** Where a value belongs. Each channel is looked up once: messages go to the same few again and again. */
function createTargets({ channel: named }: MappedValue, kind: MeasuringClass, plant: MappedPlant) {
  const known = new Map<string, Target>();
  const isFixed = named?.includes("$") !== true;
  return ({ captures, place = "" }: Origin): Target => {
    const own = isFixed ? named : filledIn(named, captures.map(idOf));
    const path = own === undefined ? place : own.includes("/") ? own : `${place}/${own}`;
    const target = known.get(path) ?? targetAt(path, kind, plant);
    known.set(path, target);
    return target;
  };
}

/** @throws UnknownDevice for a point that the plant does not have. */
function targetAt(place: string, kind: MeasuringClass, { site, points }: MappedPlant): Target {
  const words = place.split("/");
  const [line = "", machine = "", point = "", channelId = ""] = words;
  const id: PointId = { site, line, machine, point };
  const path = pointPath(id);
  const context = points.get(path);
  if (context === undefined || words.length !== 4)
    throw new UnknownDevice(
      place,
      `it belongs to ${place || "no place"}: the plant file has no such point`,
    );
  const channel = channelOf(context.point, channelId);
  if (channel === undefined)
    throw new Error(
      `it belongs to channel "${channelId}" of ${path}, which has ${context.point.channels.map((c) => c.id).join(", ")}`,
    );
  return { topic: formatTopic({ class: kind, ...id, channel: channelId }), channel };
}

function unitOf(said: Unit | string | undefined, channel: Channel): Unit {
  if (said !== undefined) {
    const known = unitNamed(said);
    if (known === undefined)
      throw new Error(`found the unit "${said.slice(0, 40)}", a unit of docs/topics.md is right`);
    return known;
  }
  const declared = channel.calibration?.volts ? "V" : channel.unit;
  if (declared === undefined)
    throw new Error("its unit is not said: `unit` in the mapping or of the channel is right");
  return declared;
}

export function textOf(found: unknown): string {
  if (typeof found === "string") return found;
  if (typeof found === "number") return String(found);
  throw new Error(`found ${shown(found)}, a text is right`);
}
