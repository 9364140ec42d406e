import type { Random } from "./random.ts";

/** Longest input that mutation makes, as a rule and now and then. */
const USUAL_BYTES = 16 * 1024;
const LARGE_BYTES = 256 * 1024;

/** Values at which lengths and counts go wrong. */
const EDGES = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];

export interface Material {
  /** Inputs to begin with, and to take parts from. */
  readonly corpus: readonly Uint8Array[];
  /** Words of the format, which single flips would never spell. */
  readonly dictionary: readonly Uint8Array[];
  /** Longest input, bytes. Default 256 KiB. */
  readonly longest?: number | undefined;
}

type Mutation = (input: Uint8Array, material: Material, random: Random) => Uint8Array;

/** A new input from an old one: one to eight changes, seldom blown up to hundreds of kilobytes. */
export function mutate(material: Material, random: Random): Uint8Array {
  let input = random.pick(material.corpus);
  const changes = 1 + Math.floor(-Math.log2(1 - random.next() * 0.99));
  for (let change = 0; change < changes; change++)
    input = random.pick(MUTATIONS)(input, material, random);
  const { longest = LARGE_BYTES } = material;
  if (random.below(500) === 0) input = repeatPart(input, longest, random);
  else if (input.length > USUAL_BYTES) input = input.subarray(0, USUAL_BYTES);
  return input.slice(0, longest);
}

const flipBit: Mutation = (input, _, random) =>
  changed(input, random, (at, bytes) => {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  });

const setByte: Mutation = (input, _, random) =>
  changed(input, random, (at, bytes) => {
    bytes[at] = random.pick([0, 1, 0x20, 0x2d, 0x30, 0x7f, 0x80, 0xff, random.below(256)]);
  });

/** Writes a boundary value, or one near the input's own size, over 1, 2, 4 or 8 bytes in either order. */
const editLength: Mutation = (input, _, random) => {
  const size = random.pick([1, 2, 4, 8] as const);
  if (input.length < size) return input;
  const near = input.length - 4 + random.below(9);
  const value = random.below(3) === 0 ? Math.max(0, near) : random.pick(EDGES);
  const bytes = input.slice();
  const view = new DataView(bytes.buffer);
  const at = random.below(input.length - size + 1);
  const little = random.below(2) === 0;
  if (size === 1) view.setUint8(at, value & 0xff);
  else if (size === 2) view.setUint16(at, value & 0xffff, little);
  else if (size === 4) view.setUint32(at, value, little);
  else view.setBigUint64(at, BigInt(value), little);
  return bytes;
};

const truncate: Mutation = (input, _, random) => input.slice(0, random.below(input.length + 1));

const remove: Mutation = (input, _, random) => {
  const [from, to] = range(input, random);
  return join(input.subarray(0, from), input.subarray(to));
};

const insertNoise: Mutation = (input, _, random) => {
  const noise = Uint8Array.from({ length: 1 + random.below(8) }, () => random.below(256));
  return inserted(input, noise, random);
};

const insertWord: Mutation = (input, { dictionary }, random) =>
  dictionary.length === 0 ? input : inserted(input, random.pick(dictionary), random);

const overwriteWithWord: Mutation = (input, { dictionary }, random) => {
  if (dictionary.length === 0) return input;
  const word = random.pick(dictionary);
  const at = random.below(input.length + 1);
  return join(input.subarray(0, at), word, input.subarray(at + word.length));
};

/** Deep nesting and long runs. */
const repeatWord: Mutation = (input, { dictionary }, random) => {
  const word = dictionary.length === 0 ? Uint8Array.of(random.below(256)) : random.pick(dictionary);
  const times = 1 << (1 + random.below(12));
  const run = new Uint8Array(Math.min(word.length * times, USUAL_BYTES));
  for (let at = 0; at < run.length; at++) run[at] = word[at % word.length] ?? 0;
  return inserted(input, run, random);
};

const duplicate: Mutation = (input, _, random) => repeatPart(input, input.length * 2, random);

/** Head of one input, tail of another. */
const splice: Mutation = (input, { corpus }, random) => {
  const other = random.pick(corpus);
  return join(
    input.subarray(0, random.below(input.length + 1)),
    other.subarray(random.below(other.length + 1)),
  );
};

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  editLength,
  editLength,
  truncate,
  remove,
  insertNoise,
  insertWord,
  insertWord,
  overwriteWithWord,
  repeatWord,
  duplicate,
  splice,
  splice,
];

function changed(
  input: Uint8Array,
  random: Random,
  change: (at: number, bytes: Uint8Array) => void,
): Uint8Array {
  if (input.length === 0) return input;
  const bytes = input.slice();
  change(random.below(bytes.length), bytes);
  return bytes;
}

function range(input: Uint8Array, random: Random): readonly [from: number, to: number] {
  const from = random.below(input.length + 1);
  const longest = random.below(4) === 0 ? input.length - from : Math.min(16, input.length - from);
  return [from, from + random.below(longest + 1)];
}

/** The input with one part of it many times over, up to a size. */
function repeatPart(input: Uint8Array, size: number, random: Random): Uint8Array {
  const [from, to] = range(input, random);
  if (to === from) return input;
  const part = input.subarray(from, to);
  const room = Math.max(0, size - input.length);
  const run = new Uint8Array(Math.floor(room / part.length) * part.length);
  for (let at = 0; at < run.length; at += part.length) run.set(part, at);
  return join(input.subarray(0, to), run, input.subarray(to));
}

function inserted(input: Uint8Array, what: Uint8Array, random: Random): Uint8Array {
  const at = random.below(input.length + 1);
  return join(input.subarray(0, at), what, input.subarray(at));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
