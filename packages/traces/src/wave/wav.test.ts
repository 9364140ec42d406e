import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { directoryOf, RECORDINGS, readAll } from "../../test/scratch.ts";
import { openTrace } from "../open-trace.ts";
import { TraceError } from "../trace.ts";

interface WavParts {
  readonly code?: number;
  readonly channels?: number;
  readonly bits: number;
  readonly data: Buffer;
  readonly dataLength?: number;
  readonly extensible?: boolean;
  readonly before?: Buffer;
}

/** A WAV file at 8 kHz. */
function wav({
  code = 1,
  channels = 1,
  bits,
  data,
  dataLength,
  extensible,
  before,
}: WavParts): Buffer {
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(8000, 4);
  format.writeUInt16LE(bits, 14);
  if (extensible) format.writeUInt16LE(code, 24);
  const chunk = (id: string, content: Buffer, length = content.length) => {
    const head = Buffer.alloc(8);
    head.write(id, "latin1");
    head.writeUInt32LE(length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  const chunks = [
    chunk("fmt ", format),
    before ?? Buffer.alloc(0),
    chunk("data", data, dataLength),
  ];
  const body = Buffer.concat([Buffer.from("WAVE"), ...chunks]);
  return chunk("RIFF", body);
}

async function read(file: Buffer) {
  const trace = await openTrace(join(directoryOf({ "a.wav": file }), "a.wav"));
  return (await readAll(trace)).map(({ channel, samples }) => [channel, [...samples]]);
}

function bytesOf(array: ArrayBufferView): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

describe("wavTrace", () => {
  it.each<readonly [string, WavParts, readonly number[]]>([
    ["8 bit", { bits: 8, data: Buffer.from([0, 128, 192]) }, [-1, 0, 0.5]],
    ["16 bit", { bits: 16, data: bytesOf(Int16Array.of(-32768, 0, 16384)) }, [-1, 0, 0.5]],
    ["24 bit", { bits: 24, data: Buffer.from([0, 0, 0x80, 0, 0, 0, 0, 0, 0x40]) }, [-1, 0, 0.5]],
    ["32 bit", { bits: 32, data: bytesOf(Int32Array.of(-(2 ** 31), 0, 2 ** 30)) }, [-1, 0, 0.5]],
    ["float32", { code: 3, bits: 32, data: bytesOf(Float32Array.of(-1, 0, 1.5)) }, [-1, 0, 1.5]],
    ["float64", { code: 3, bits: 64, data: bytesOf(Float64Array.of(-1, 0, 0.1)) }, [-1, 0, 0.1]],
    ["extensible", { bits: 16, extensible: true, data: bytesOf(Int16Array.of(8192)) }, [0.25]],
  ])("reads %s samples as a fraction of full scale", async (_, parts, samples) => {
    expect(await read(wav(parts))).toEqual([["sound", samples]]);
  });

  it("tells the channels apart and says rate and unit", async () => {
    const file = wav({ bits: 16, channels: 2, data: bytesOf(Int16Array.of(1, 2, 3, 4)) });
    const trace = await openTrace(directoryOf({ "a.wav": file }));
    expect(trace.channels).toEqual([
      { name: "sound:0", kind: "sound", unit: "FS", sampleRate: 8000 },
      { name: "sound:1", kind: "sound", unit: "FS", sampleRate: 8000 },
    ]);
    const blocks = await readAll(trace);
    expect(blocks.map(({ samples }) => [...samples].map((value) => value * 32768))).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it("passes over other chunks, and over a data length that the recorder never filled in", async () => {
    const before = Buffer.from([...Buffer.from("LIST"), 3, 0, 0, 0, 1, 2, 3, 0]);
    const data = bytesOf(Int16Array.of(16384));
    expect(await read(wav({ bits: 16, before, data }))).toEqual([["sound", [0.5]]]);
    for (const dataLength of [0, 1000, 0xffff_ffff])
      expect(await read(wav({ bits: 16, data, dataLength }))).toEqual([["sound", [0.5]]]);
  });

  it("says what it found instead of plain samples", async () => {
    await expect(read(wav({ code: 17, bits: 4, data: Buffer.alloc(8) }))).rejects.toThrow(
      /a.wav: found IMA ADPCM; plain PCM or float samples would be right \(convert it/,
    );
    await expect(read(wav({ code: 3, bits: 16, data: Buffer.alloc(8) }))).rejects.toThrow(
      "found 1 channels of 16 bit float samples at 8000 Hz",
    );
    await expect(read(Buffer.from("not a sound at all"))).rejects.toThrow(
      '"RIFF", a length and "WAVE" would be right',
    );
    await expect(read(wav({ bits: 16, data: Buffer.alloc(0) }))).rejects.toThrow("no samples");
    const nan = wav({ code: 3, bits: 32, data: bytesOf(Float32Array.of(0, Number.NaN)) });
    await expect(read(nan)).rejects.toThrow("found NaN as sample 2 of sound");
  });

  it("reads a file with changed bytes or says what is wrong", async () => {
    const original = wav({ bits: 16, channels: 2, data: Buffer.alloc(64, 7) });
    const change = fc.tuple(fc.nat({ max: original.length - 1 }), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(original);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          expect(await read(bytes)).not.toEqual([]);
        } catch (error) {
          expect(error).toBeInstanceOf(TraceError);
        }
      }),
      { numRuns: 200 },
    );
  });

  const sounds = join(RECORDINGS, "mrecio-motor-sound", "01_Healthy_Conditions");
  it.skipIf(!existsSync(sounds))("reads the motor recordings, 24 bit at 44.1 kHz", async () => {
    const blocks = await readAll(await openTrace(sounds));
    expect(blocks.map(({ samples, sampleRate }) => [samples.length, sampleRate])).toEqual([
      [658_496, 44_100],
      [816_192, 44_100],
    ]);
    expect(blocks[0]?.samples[0]).toBe(0.015472412109375);
  });
});
