/** What may come out of a packed file: far beyond recordings that fit a disk, and short of what fills one. */
export const UNPACK_LIMITS = {
  /** Of one file. */
  fileBytes: 2 ** 30,
  /** Of all. */
  bytes: 2 ** 33,
  files: 100_000,
  /** Packed files in packed files. */
  depth: 3,
} as const;
