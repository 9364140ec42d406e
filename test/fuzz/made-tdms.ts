import type { Random } from "./random.ts";

/** TDMS files that keep their form and declare too much: arrays, texts, properties, scales, objects, chains of segments. */

const [META, NEW, RAW, INTERLEAVED, DAQMX] = [2, 4, 8, 32, 128];
const [INT8, DOUBLE, TEXT, U32] = [1, 10, 0x20, 7];
/** In place of an index: none, as before, raw rows of a card. */
const [NO_DATA, AS_BEFORE, ROWS] = [0xffff_ffff, 0, 0x1269];

const word = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const long = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const text = (value: string, claims = Buffer.byteLength(value)) =>
  Buffer.concat([word(claims), Buffer.from(value)]);
const name = (at: number) => text(`/'g'/'c${at}'`);

function segment(toc: number, objects: readonly Buffer[], raw: Buffer, claims = 0): Buffer {
  const meta = objects.length === 0 ? Buffer.alloc(0) : Buffer.concat(objects);
  const count = objects.length === 0 ? Buffer.alloc(0) : word(claims || objects.length);
  const length = count.length + meta.length;
  return Buffer.concat([
    ...[Buffer.from("TDSm"), word(toc), word(4713), long(length + raw.length), long(length)],
    ...[count, meta, raw],
  ]);
}

function channel(at: number, random: Random, properties: readonly Buffer[] = []): Buffer {
  const type = random.pick([INT8, INT8, DOUBLE, TEXT]);
  const values = random.pick([0, 1, 1, 100, 2 ** 20, 2 ** 27, 2 ** 40]);
  const index = [word(type), word(1), long(values), ...(type === TEXT ? [long(values % 9)] : [])];
  return Buffer.concat([name(at), word(20), ...index, word(properties.length), ...properties]);
}

function card(at: number, random: Random): Buffer {
  const values = random.pick([0, 1, 1000, 2 ** 27]);
  return Buffer.concat([
    ...[name(at), word(ROWS), word(NO_DATA), word(1), long(values)],
    ...[word(1), word(1), word(0), word(0), word(0), word(0)],
    ...[word(1), word(random.pick([1, 1, 8])), word(0)],
  ]);
}

const number = (title: string, value: number) =>
  Buffer.concat([text(title), word(U32), word(value)]);
const said = (title: string, value: string, claims?: number) =>
  Buffer.concat([text(title), word(TEXT), text(value, claims)]);

function properties(random: Random): readonly Buffer[] {
  const scales = random.pick([0, 1, 16, 17, 0xffff_ffff]);
  const size = random.pick([0, 2, 32, 33, 0x8000_0000]);
  const chain = Array.from({ length: Math.min(scales, 16) }, (_, scale) => [
    said(`NI_Scale[${scale}]_Scale_Type`, random.pick(["Polynomial", "Linear"])),
    number(`NI_Scale[${scale}]_Polynomial_Coefficients_Size`, size),
    number(`NI_Scale[${scale}]_Polynomial_Coefficients[${size - 1}]`, 1),
  ]).flat();
  return [
    number("NI_Number_Of_Scales", scales),
    ...chain,
    ...Array.from({ length: random.pick([0, 0, 1500]) }, (_, at) => number(`NI_${at}`, at)),
    ...(random.below(4) === 0
      ? [said("unit_string", "g".repeat(random.below(30_000)), random.pick([1, 0xffff_ffff]))]
      : []),
  ];
}

const much = (random: Random) => 1 + random.below(random.pick([3, 50, 1200]));

/** Declares too much in one way, now and then in several. */
export function tdmsBomb(random: Random): Uint8Array {
  const count = much(random);
  const isCard = random.below(4) === 0;
  const layout = isCard ? DAQMX : random.pick([0, 0, INTERLEAVED]);
  const told = random.below(3) === 0 ? properties(random) : [];
  const objects = Array.from({ length: count }, (_, at) =>
    isCard ? card(at, random) : channel(at, random, at === 0 ? told : []),
  );
  const bytes = () => Buffer.alloc(random.below(random.pick([2, 100, 40_000])), 1);
  const claims = random.pick([0, 0, 0, 0xffff_ffff]);
  const first = segment(META | NEW | RAW | layout, objects, bytes(), claims);
  const link = random.pick([
    () => segment(RAW | layout, [], Buffer.alloc(random.below(3), 1)),
    () =>
      segment(META | RAW | layout, [Buffer.concat([name(0), word(AS_BEFORE), word(0)])], bytes()),
    () => segment(META, [Buffer.concat([name(0), word(NO_DATA), word(0)])], Buffer.alloc(0)),
  ]);
  const links = Array.from({ length: random.pick([0, 1, much(random)]) }, link);
  return new Uint8Array(Buffer.concat([first, ...links]).subarray(0, 65_536));
}
