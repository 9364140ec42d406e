import type { MappedSamples, NumberBlock, SampleType } from "@raceway/model/mapping-plan";
import { binaryOf } from "./bytes.ts";
import { numberOf } from "./number.ts";
import { shown } from "./shown.ts";

const BYTES: Readonly<Record<SampleType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int24: 3,
  int32: 4,
  float32: 4,
  float64: 8,
};

/**
 * The samples of one channel out of what a message holds: an array of numbers, or a text of base64 or hex.
 *
 * @throws Error when it is neither, or does not divide evenly: what was found, and what would be right.
 */
export function samplesOf(found: unknown, layout: MappedSamples): Float64Array {
  const { of, nth } = layout;
  const all = blockOf(found, layout);
  if (all.length === 0 || all.length % of !== 0)
    throw new Error(
      `found ${all.length} samples, a multiple of ${of} above 0 is right${of > 1 ? ` (${of} channels interleaved)` : ""}`,
    );
  return of === 1
    ? all
    : Float64Array.from({ length: all.length / of }, (_, i) => all[i * of + nth] ?? 0);
}

/** All numbers of a block. @throws Error when it is none. */
export function blockOf(found: unknown, { encoding, type, bigEndian }: NumberBlock): Float64Array {
  return encoding === undefined ? numbersOf(found) : unpacked(found, encoding, type, bigEndian);
}

export function numbersOf(found: unknown): Float64Array {
  if (!Array.isArray(found))
    throw new Error(
      `found ${shown(found)} for the samples, an array of numbers is right (or \`encoding: base64\` or \`hex\`)`,
    );
  return Float64Array.from(found, (sample: unknown, i) => {
    if (typeof sample === "number") return sample;
    try {
      return numberOf(sample);
    } catch (error) {
      throw new Error(`sample ${i}: ${error instanceof Error ? error.message : error}`);
    }
  });
}

function unpacked(
  found: unknown,
  encoding: "base64" | "hex",
  type: SampleType,
  bigEndian: boolean,
): Float64Array {
  if (typeof found !== "string")
    throw new Error(`found ${shown(found)} for the samples, a ${encoding} text is right`);
  const bytes = binaryOf(found, encoding);
  const size = BYTES[type];
  if (bytes.length % size !== 0)
    throw new Error(
      `found ${bytes.length} bytes of samples, a multiple of ${size} (${type}) is right`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READ[type];
  const out = new Float64Array(bytes.length / size);
  for (let i = 0; i < out.length; i++) out[i] = read(view, i * size, !bigEndian);
  return out;
}

const READ: Readonly<Record<SampleType, (view: DataView, at: number, little: boolean) => number>> =
  {
    int8: (view, at) => view.getInt8(at),
    uint8: (view, at) => view.getUint8(at),
    int16: (view, at, little) => view.getInt16(at, little),
    uint16: (view, at, little) => view.getUint16(at, little),
    int24: (view, at, little) =>
      little
        ? view.getUint16(at, true) + view.getInt8(at + 2) * 0x1_0000
        : view.getInt16(at, false) * 0x100 + view.getUint8(at + 2),
    int32: (view, at, little) => view.getInt32(at, little),
    float32: (view, at, little) => view.getFloat32(at, little),
    float64: (view, at, little) => view.getFloat64(at, little),
  };
