import type { ComputedSpectrum } from "@raceway/model/record";
import type { Nanos } from "@raceway/model/time";
import { isLevel, type Unit } from "@raceway/model/unit";
import { WAVEFORM_BOUNDS } from "./bounds.ts";
import {
  type Decoded,
  decodeMessage,
  encodeCbor,
  type RawSamples,
  samplesFault,
  scaled,
} from "./codec.ts";
import { spectrumMessage } from "./sensor-message.ts";

/** A spectrum message without its address: point and channel are in the topic. */
export interface SpectrumBody
  extends Omit<ComputedSpectrum, "type" | "point" | "channel" | "time"> {
  /** Absent when the sensor has no clock. */
  readonly time?: Nanos;
}

/** Most lines of a spectrum, counted from 0. */
const MOST_LINES = 2 ** 18;
/** Share of a step by which a place may be off the lines: more is no rounding. */
const OFF_THE_LINES = 0.02;

/** What a message says of the places of its values. */
interface Said {
  readonly step: number;
  readonly from: number;
  readonly at?: RawSamples | undefined;
}

/** Decodes and checks a spectrum message of either encoding. Never throws. */
export function decodeSpectrum(payload: Uint8Array): Decoded<SpectrumBody> {
  const message = decodeMessage(payload, spectrumMessage, WAVEFORM_BOUNDS);
  if (!message.ok) return message;
  const { values: raw, at, scale, from, seq: _, time, speedRpm, load, ...rest } = message.body;
  const rejection = samplesFault(raw, scale) ?? (at && samplesFault(at, 1));
  if (rejection !== undefined) return { ok: false, rejection };
  const values = scaled(raw, scale);
  const reason =
    amplitudeFault(values, rest.unit) ?? placesFault(values.length, { step: rest.step, from, at });
  if (reason !== undefined) return { ok: false, rejection: { code: "schema", reason } };
  return {
    ok: true,
    body: {
      ...rest,
      ...(time !== undefined && { time }),
      ...(speedRpm !== undefined && { speedRpm }),
      ...(load !== undefined && { load }),
      ...onLines(values, { step: rest.step, from, at }),
    },
  };
}

function amplitudeFault(values: Float64Array, unit: Unit): string | undefined {
  if (isLevel(unit)) return undefined;
  const below = values.findIndex((value) => value < 0);
  return below < 0 ? undefined : `values[${below}]: found ${values[below]}, expected an amplitude`;
}

/** Why values cannot be laid on lines; undefined: they can. */
export function placesFault(count: number, { step, from, at }: Said): string | undefined {
  const steps = from / step;
  if (at === undefined) {
    if (Math.abs(steps - Math.round(steps)) > OFF_THE_LINES)
      return `from: found ${from}, expected a multiple of the step of ${step}`;
    return tooMany(steps + count);
  }
  if (at.length !== count)
    return `at: found ${at.length} places for ${count} values, expected one for each`;
  const below = at.findIndex((place) => place < 0);
  if (below >= 0) return `at[${below}]: found ${at[below]}, expected a place above 0`;
  return tooMany(lastLine(at, step));
}

function lastLine(at: RawSamples, step: number): number {
  let last = 0;
  for (const place of at) last = Math.max(last, Math.round(place / step));
  return last;
}

function tooMany(lines: number): string | undefined {
  return lines <= MOST_LINES
    ? undefined
    : `found ${Math.round(lines)} lines up to the last one, expected at most ${MOST_LINES}`;
}

/** Values at every multiple of the step from 0; what is not known is NaN. Of two peaks at one line the taller counts. */
export function onLines(
  values: Float64Array,
  { step, from, at }: Said,
): Pick<SpectrumBody, "values" | "peaksOnly"> {
  if (at === undefined) {
    const first = Math.round(from / step);
    const all = new Float64Array(first + values.length).fill(Number.NaN, 0, first);
    all.set(values, first);
    return { values: all };
  }
  const all = new Float64Array(lastLine(at, step) + 1).fill(Number.NaN);
  for (let i = 0; i < values.length; i++) {
    const k = Math.round((at[i] ?? 0) / step);
    const [before = Number.NaN, value = 0] = [all[k], values[i]];
    if (!(before >= value)) all[k] = value;
  }
  return { values: all, peaksOnly: true };
}

/** Writes a spectrum message as CBOR. */
export function encodeSpectrum(body: SpectrumBody): Uint8Array {
  const { time, axis, step, unit, values, peaksOnly, speedRpm, load } = body;
  const known = [...values.keys()].filter((k) => !Number.isNaN(values[k]));
  return encodeCbor({
    ...(time !== undefined && { time }),
    axis,
    step,
    unit,
    values: Float64Array.from(known, (k) => values[k] ?? 0),
    ...(peaksOnly
      ? { at: Float64Array.from(known, (k) => k * step) }
      : { from: (known[0] ?? 0) * step }),
    ...(speedRpm !== undefined && { speedRpm }),
    ...(load !== undefined && { load }),
  });
}

/** How many lines a spectrum says something of. */
export function linesTold(values: Float64Array): number {
  return values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
}

/** Words for a person: `800 lines 1.25 Hz apart`. */
export function spectrumInWords({ values, step, axis, peaksOnly, unit }: SpectrumBody): string {
  const lines = linesTold(values);
  const apart = axis === "Hz" ? `${step} Hz` : `${step} orders`;
  return `${lines} ${peaksOnly ? "peaks" : "lines"}, ${apart} apart, ${unit}`;
}
