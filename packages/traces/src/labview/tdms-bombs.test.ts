import { join } from "node:path";
import { expect, it } from "vitest";
import { directoryOf, readAll } from "../../test/scratch.ts";
import { openTrace } from "../open-trace.ts";
import { MOST_VALUES } from "./tdms-bounds.ts";

const [META_RAW, RAW, DAQMX_RAW] = [2 | 4 | 8, 8, 2 | 4 | 8 | 128];
const [INT8, TEXT, U32] = [1, 0x20, 7];

const word = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const long = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const text = (value: string) => Buffer.concat([word(Buffer.byteLength(value)), Buffer.from(value)]);
const property = (name: string, value: number) =>
  Buffer.concat([text(name), word(U32), word(value)]);
const textProperty = (name: string, value: string) =>
  Buffer.concat([text(name), word(TEXT), text(value)]);

/** A segment of TDMS 2: lead-in, metadata, raw data. */
function segment(toc: number, meta: Buffer, raw: Buffer): Buffer {
  return Buffer.concat([
    ...[Buffer.from("TDSm"), word(toc), word(4713)],
    ...[long(meta.length + raw.length), long(meta.length), meta, raw],
  ]);
}

function objects(...list: readonly Buffer[]): Buffer {
  return Buffer.concat([word(list.length), ...list]);
}

function channel(name: string, values: number, properties: readonly Buffer[] = []): Buffer {
  return Buffer.concat([
    ...[text(`/'g'/'${name}'`), word(20), word(INT8), word(1), long(values)],
    ...[word(properties.length), ...properties],
  ]);
}

/** An int8 in the first byte of rows of one byte of one card. */
function daqmx(name: string, values: number): Buffer {
  return Buffer.concat([
    ...[text(`/'g'/'${name}'`), word(0x1269), word(0xffff_ffff), word(1), long(values)],
    ...[word(1), word(1), word(0), word(0), word(0), word(0)],
    ...[word(1), word(1), word(0)],
  ]);
}

async function samplesOf(bytes: Buffer): Promise<readonly number[]> {
  const trace = await openTrace(join(directoryOf({ "rec.tdms": bytes }), "rec.tdms"));
  return (await readAll(trace)).map(({ samples }) => samples.length);
}

const names = (count: number) => Array.from({ length: count }, (_, at) => `c${at}`);

it("an array larger than any recording's is refused with its size and the bound", async () => {
  const bomb = segment(META_RAW, objects(channel("x", 2 ** 40)), Buffer.from([1]));
  await expect(samplesOf(bomb)).rejects.toThrow(
    `a channel of ${2 ** 40} values; ${MOST_VALUES} would be right at most`,
  );
});

it("an array within the bound that is not there costs nothing: what there is is read", async () => {
  const cut = segment(META_RAW, objects(channel("x", MOST_VALUES)), Buffer.from([1, 2, 3]));
  expect(await samplesOf(cut)).toEqual([3]);
});

it("a thousand channels of DAQmx in the same byte of a row are refused before they swell", async () => {
  const rows = 50_000;
  const bomb = segment(
    DAQMX_RAW,
    objects(...names(1000).map((name) => daqmx(name, rows))),
    Buffer.alloc(rows),
  );
  await expect(samplesOf(bomb)).rejects.toThrow(
    "1000 DAQmx channels of 8000 bits in rows of 1 bytes; 8 bits would be right at most",
  );
});

it("a text of 4 GB is refused with what its segment has left", async () => {
  const path = Buffer.concat([word(1), word(0xffff_ffff), Buffer.from("/'g'")]);
  await expect(samplesOf(segment(META_RAW, path, Buffer.from([1])))).rejects.toThrow(
    "a text of 4294967295 bytes at byte 36, where its segment's metadata have 4 left",
  );
  const value = Buffer.concat([text("wf_xname"), word(TEXT), word(0xffff_fff0)]);
  await expect(
    samplesOf(segment(META_RAW, objects(channel("x", 1, [value])), Buffer.from([1]))),
  ).rejects.toThrow("a text of 4294967280 bytes");
});

it("a name that is really there and endless is refused, a description as long passed over", async () => {
  const endless = "n".repeat(2 ** 17);
  await expect(
    samplesOf(segment(META_RAW, objects(channel(endless, 1)), Buffer.from([1]))),
  ).rejects.toThrow(/a name of \d+ bytes; 65536 would be right at most/);
  const told = channel("x", 2, [textProperty("description", endless)]);
  expect(await samplesOf(segment(META_RAW, objects(told), Buffer.from([1, 2])))).toEqual([2]);
});

it("properties and scales without end are refused", async () => {
  const many = names(5000).map((name) => property(`NI_${name}`, 1));
  await expect(
    samplesOf(segment(META_RAW, objects(channel("x", 1, many)), Buffer.from([1]))),
  ).rejects.toThrow("more than 4096 properties of one object");
  const scales = channel("x", 1, [property("NI_Number_Of_Scales", 0xffff_ffff)]);
  await expect(samplesOf(segment(META_RAW, objects(scales), Buffer.from([1])))).rejects.toThrow(
    "found 4294967295 scales of a channel in a TDMS file; 16 would be right",
  );
  const powers = channel("x", 1, [
    property("NI_Number_Of_Scales", 1),
    textProperty("NI_Scale[0]_Scale_Type", "Polynomial"),
    property("NI_Scale[0]_Polynomial_Coefficients_Size", 2 ** 31),
  ]);
  await expect(samplesOf(segment(META_RAW, objects(powers), Buffer.from([1])))).rejects.toThrow(
    "found 2147483648 coefficients of a polynomial in a TDMS file; 32",
  );
});

it("more objects than a recorder has are refused", async () => {
  const bomb = segment(
    META_RAW,
    objects(...names(10_001).map((name) => channel(name, 1))),
    Buffer.alloc(10_001),
  );
  await expect(samplesOf(bomb)).rejects.toThrow("more than 10000 objects");
});

it("a chain of segments that each hold a byte for thousands of channels is refused", async () => {
  const first = segment(
    META_RAW,
    objects(...names(5000).map((name) => channel(name, 1))),
    Buffer.alloc(5000),
  );
  const link = segment(RAW, Buffer.alloc(0), Buffer.from([1]));
  const chain = Buffer.concat([first, ...Array.from({ length: 14_000 }, () => link)]);
  await expect(samplesOf(chain)).rejects.toThrow(
    /more than \d+ pieces of channels in the segments of a TDMS file of \d+ bytes; fewer, longer ones would be right/,
  );
});

it("a long chain of honest segments is read whole, and empty ones cost nothing", async () => {
  const first = segment(META_RAW, objects(channel("x", 1), channel("y", 1)), Buffer.from([1, 2]));
  const [link, empty] = [Buffer.from([3, 4]), Buffer.alloc(0)].map((raw) =>
    segment(RAW, Buffer.alloc(0), raw),
  );
  const chain = Buffer.concat([
    first,
    ...Array.from({ length: 20_000 }, () => [link ?? first, empty ?? first]).flat(),
  ]);
  expect(await samplesOf(chain)).toEqual([20_001, 20_001]);
});

it("channels without a byte are not looked at for each byte of the others", async () => {
  const idle = names(5000).map((name) => channel(name, 0));
  const bytes = segment(META_RAW, objects(...idle, channel("x", 1)), Buffer.alloc(200_000));
  expect(await samplesOf(bytes)).toEqual([200_000]);
});
