type Read = (view: DataView, at: number, little: boolean) => number;

/** Bytes and reader of the number types ("TDMS File Format Internal Structure", NI, data type values). */
export const NUMBERS: Readonly<Record<number, readonly [size: number, read: Read]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [2, (view, at, little) => view.getInt16(at, little)],
  3: [4, (view, at, little) => view.getInt32(at, little)],
  4: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  5: [1, (view, at) => view.getUint8(at)],
  6: [2, (view, at, little) => view.getUint16(at, little)],
  7: [4, (view, at, little) => view.getUint32(at, little)],
  8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  9: [4, (view, at, little) => view.getFloat32(at, little)],
  10: [8, (view, at, little) => view.getFloat64(at, little)],
  25: [4, (view, at, little) => view.getFloat32(at, little)],
  26: [8, (view, at, little) => view.getFloat64(at, little)],
  33: [1, (view, at) => view.getUint8(at)],
};

export const [STRING, TIME] = [0x20, 0x44];

/** Bytes of the types that are no numbers of one channel: extended floats, times, complex numbers. */
const OTHERS: Readonly<Record<number, number>> = {
  11: 16,
  27: 16,
  [TIME]: 16,
  524300: 8,
  1048589: 16,
};

/** Bytes of a value; undefined for texts, whose lengths differ, and for types that are not known. */
export function sizeOf(type: number): number | undefined {
  return NUMBERS[type]?.[0] ?? OTHERS[type];
}

/** The number types as DAQmx counts them, in the order of its codes. */
export const DAQMX_TYPES: readonly number[] = [5, 1, 6, 2, 7, 3, 8, 4, 9, 10];
