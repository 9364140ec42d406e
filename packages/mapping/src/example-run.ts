import { COMPUTED_SPECTRA, computedSpectrumOf } from "@raceway/model/computed-value";
import { pointPath } from "@raceway/model/identity";
import type { MappingPlan } from "@raceway/model/mapping-plan";
import { channelOf, type Plant, pointsOf } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import { inUnit, isUnit, type Unit } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import { decodeReading, decodeWaveform } from "@raceway/wire/codec";
import { decodeSpectrum, linesTold, spectrumInWords } from "@raceway/wire/spectrum-codec";
import { isMeasurement, parseTopic } from "@raceway/wire/topic";
import type { MappedMessage } from "./mapped-message.ts";
import { createMappings } from "./mappings.ts";

/** What became of one example of a mapping. */
export interface ExampleRun {
  readonly where: string;
  readonly topic: string;
  /** One a message: `line-1/press/drive-end/temp 41.5 degC`, with its time where the device says it. */
  readonly made: readonly string[];
  /** What is wrong, in words; empty when it is as the file says. */
  readonly faults: readonly string[];
}

/** Runs every example of a plant file through all its mappings, as the door would. */
export async function runExamples(plant: Plant): Promise<readonly ExampleRun[]> {
  const mappings = createMappings(plant);
  const runs: ExampleRun[] = [];
  for (const plan of plant.mappings ?? [])
    for (const example of plan.examples) {
      const mapped = await mappings.translate(example.topic, Buffer.from(example.payload));
      const covered = createMappings({ ...plant, mappings: [plan] }).covers(example.topic);
      const said = mapped.messages.map((message) => inWords(message));
      runs.push({
        where: plan.where,
        topic: example.topic,
        made: said.map(({ text }) => text),
        faults: [
          ...(covered ? [] : [`the topic does not match ${plan.topic}`]),
          ...(mapped.fault === undefined ? [] : [mapped.fault.reason]),
          ...said.flatMap(({ fault }) => fault ?? []),
          ...spectraNotTaken(plant, mapped.messages),
          ...differences(said, example.gives),
        ],
      });
    }
  return runs;
}

/** Spectra for channels that take none, which the door would set aside; a place out of the topic is known only now. */
function spectraNotTaken(plant: Plant, messages: readonly MappedMessage[]): readonly string[] {
  const points = pointsOf(plant);
  return messages.flatMap(({ topic }) => {
    const place = parseTopic(topic);
    if (!isMeasurement(place) || place.class !== "sensor-spectrum") return [];
    const path = pointPath(place);
    const point = points.get(path)?.point;
    const channel = point && channelOf(point, place.channel);
    if (channel === undefined || computedSpectrumOf(channel) !== undefined) return [];
    return `found a spectrum for ${path}/${channel.id}, a channel of ${channel.values ?? channel.kind} that takes none; \`values\` of the channel would be right: ${Object.keys(COMPUTED_SPECTRA).join(", ")}`;
  });
}

export interface Said {
  readonly target: string;
  readonly text: string;
  readonly value: { readonly number: number; readonly unit: Unit | "samples" | "lines" };
  readonly fault?: string;
}

/** A sensor message as a person reads it. */
export function inWords({ topic, payload }: MappedMessage): Said {
  const place = parseTopic(topic);
  if (!isMeasurement(place)) throw new RangeError(`${topic} is no sensor topic`);
  const target = `${place.line}/${place.machine}/${place.point}/${place.channel}`;
  if (place.class === "sensor-spectrum") {
    const decoded = decodeSpectrum(payload);
    if (!decoded.ok) return failed(target, decoded.rejection.reason);
    const number = linesTold(decoded.body.values);
    const text = `${target} ${spectrumInWords(decoded.body)}${moment(decoded.body.time)}`;
    return { target, text, value: { number, unit: "lines" } };
  }
  if (place.class === "waveform") {
    const decoded = decodeWaveform(payload);
    if (!decoded.ok) return failed(target, decoded.rejection.reason);
    const { samples, sampleRate, unit } = decoded.body;
    const text = `${target} ${samples.length} samples at ${sampleRate} Hz, ${unit}`;
    return { target, text, value: { number: samples.length, unit: "samples" } };
  }
  const decoded = decodeReading(payload);
  if (!decoded.ok) return failed(target, decoded.rejection.reason);
  const { value, unit, time } = decoded.body;
  const text = `${target} ${rounded(value)} ${unit}${moment(time)}`;
  return { target, text, value: { number: value, unit } };
}

/** When it was by the device's own clock, where it says so. */
function moment(time: Nanos | undefined): string {
  return time === undefined ? "" : ` at ${isoOf(time)}`;
}

function failed(target: string, fault: string): Said {
  return { target, text: target, value: { number: Number.NaN, unit: "samples" }, fault };
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(9)));
}

/** How what was made differs from what was foretold. */
function differences(
  said: readonly Said[],
  gives: MappingPlan["examples"][number]["gives"],
): readonly string[] {
  if (gives === undefined) return [];
  const missing = Object.entries(gives)
    .filter(([target, wanted]) => !said.some((one) => one.target === target && same(one, wanted)))
    .map(([target, wanted]) => {
      const made = said.filter((one) => one.target === target).map(({ text }) => text);
      return `${target}: found ${made.join(", ") || "nothing"}, \`gives\` says ${wanted}`;
    });
  const more = said
    .filter(({ target }) => gives[target] === undefined)
    .map(({ text }) => `found ${text}, of which \`gives\` says nothing`);
  return [...missing, ...more];
}

function same({ value }: Said, wanted: string): boolean {
  const match = /^\s*([-+\d.e]+)\s*(.*?)\s*$/i.exec(wanted);
  if (match === null) return false;
  const [, number = "", unit = ""] = match;
  if (value.unit === "samples" || value.unit === "lines")
    return unit === value.unit && Number(number) === value.number;
  const named = unit === "" ? value.unit : unitNamed(unit);
  if (named === undefined || !isUnit(named)) return false;
  const found = inUnit(value.number, value.unit, named);
  return Math.abs(found - Number(number)) <= 1e-6 * Math.max(1, Math.abs(found));
}
