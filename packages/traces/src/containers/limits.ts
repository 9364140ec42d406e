/** What may come out of a packed file: far beyond recordings that fit a disk, and short of what fills one. */
export const UNPACK_LIMITS = {
  /** Of one file. */
  fileBytes: 2 ** 30,
  /** Of all. */
  bytes: 2 ** 33,
  files: 100_000,
  /** Packed files in packed files. */
  depth: 3,
  /** What may come out of a packed file of whatever size, and how many times its own size besides: tables of numbers shrink to a third or a twentieth, bombs to a thousandth. */
  smallBytes: 2 ** 17,
  fold: 200,
} as const;

/** So many bytes may come out of a packed file of so many. */
export function mostUnpacked(packedBytes: number): number {
  const { bytes, smallBytes, fold } = UNPACK_LIMITS;
  return Math.min(bytes, smallBytes + fold * packedBytes);
}
