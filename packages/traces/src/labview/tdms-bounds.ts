import { TraceError } from "../trace.ts";

/** What a file may ask of its reader, whatever it declares; each call throws a TraceError that says what was found and what would be right. */
export interface TdmsBounds {
  /** So many numbers are to be kept. */
  numbers(count: number): void;
  /** So many channels of one chunk are to be looked at. */
  pieces(count: number): void;
}

/** A channel of 1 GiB in double precision. */
export const MOST_VALUES = 2 ** 27;
/** A piece has a byte at least, or a few bits where channels are digital lines; only what ends early has less. */
const [PIECES_IN_A_BYTE, PIECES_BESIDE] = [2, 2 ** 14];

/** The bounds of a file of so many bytes. */
export function createTdmsBounds(file: string, bytes: number): TdmsBounds {
  const mostPieces = bytes * PIECES_IN_A_BYTE + PIECES_BESIDE;
  let numbers = 0;
  let pieces = 0;
  return {
    numbers(count) {
      numbers += count;
      if (numbers > MOST_VALUES)
        throw new TraceError(
          file,
          `found more than ${MOST_VALUES} numbers in a TDMS file, which would be right at most (export a shorter stretch)`,
        );
    },
    pieces(count) {
      pieces += count;
      if (pieces > mostPieces)
        throw new TraceError(
          file,
          `found more than ${mostPieces} pieces of channels in the segments of a TDMS file of ${bytes} bytes; fewer, longer ones would be right ("TDMS Defragment" in LabVIEW puts them together)`,
        );
    },
  };
}
