/** What samples may come as. */
export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

interface Kind {
  readonly bytes: 1 | 2 | 4 | 8;
  /** Of bytes in this machine's order (little-endian, like every machine that Node runs on). */
  readonly of: (aligned: ArrayBuffer) => Samples;
}

const UINT8: Kind = { bytes: 1, of: (buffer) => new Uint8Array(buffer) };
const INT8: Kind = { bytes: 1, of: (buffer) => new Int8Array(buffer) };
const UINT16: Kind = { bytes: 2, of: (buffer) => new Uint16Array(buffer) };
const INT16: Kind = { bytes: 2, of: (buffer) => new Int16Array(buffer) };
const UINT32: Kind = { bytes: 4, of: (buffer) => new Uint32Array(buffer) };
const INT32: Kind = { bytes: 4, of: (buffer) => new Int32Array(buffer) };
const FLOAT16: Kind = {
  bytes: 2,
  of: (buffer) => new Float32Array(new Float16Array(buffer)),
};
const FLOAT32: Kind = { bytes: 4, of: (buffer) => new Float32Array(buffer) };
const FLOAT64: Kind = { bytes: 8, of: (buffer) => new Float64Array(buffer) };

/** Tags of RFC 8746, §2.1, that are read; 64-bit integers and 128-bit floats lose digits as numbers. */
const BIG_ENDIAN: Readonly<Record<number, Kind>> = {
  65: UINT16,
  66: UINT32,
  73: INT16,
  74: INT32,
  80: FLOAT16,
  81: FLOAT32,
  82: FLOAT64,
};
const LITTLE_ENDIAN: Readonly<Record<number, Kind>> = {
  64: UINT8,
  68: UINT8,
  69: UINT16,
  70: UINT32,
  72: INT8,
  77: INT16,
  78: INT32,
  84: FLOAT16,
  85: FLOAT32,
  86: FLOAT64,
};

export function isTypedArrayTag(tag: number): boolean {
  return tag >= 64 && tag <= 87;
}

/** The numbers that a tag says its bytes are, as a copy; a text says why they are none. */
export function typedArray(tag: number, bytes: Uint8Array): Samples | string {
  const kind = LITTLE_ENDIAN[tag] ?? BIG_ENDIAN[tag];
  if (kind === undefined)
    return `found a typed array of tag ${tag}: 8, 16 and 32-bit integers and floats of 16 to 64 bits are read`;
  if (bytes.length % kind.bytes !== 0)
    return `found ${bytes.length} bytes for numbers of ${kind.bytes} bytes each (tag ${tag})`;
  const aligned = new Uint8Array(bytes.length);
  aligned.set(bytes);
  if (tag in BIG_ENDIAN) swapped(Buffer.from(aligned.buffer), kind.bytes);
  return kind.of(aligned.buffer);
}

function swapped(buffer: Buffer, bytes: Kind["bytes"]): void {
  if (bytes === 2) buffer.swap16();
  else if (bytes === 4) buffer.swap32();
  else if (bytes === 8) buffer.swap64();
}
