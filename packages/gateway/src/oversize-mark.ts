import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";

const SIZE_BYTES = 4;

/** A payload that was cut: what is left of it, and how large it was. */
export interface CutPayload {
  readonly head: Uint8Array;
  readonly announced: number;
}

/**
 * Carries "this payload was cut, it had so many bytes" through the broker, in the payload itself, because the broker hands on nothing else. The
 * mark is random for every gateway, so that no sender can forge it.
 */
export function createOversizeMark() {
  const mark = randomBytes(16);
  const isMarked = (payload: Uint8Array) =>
    payload.length >= mark.length + SIZE_BYTES && mark.equals(payload.subarray(0, mark.length));
  return {
    write(head: Uint8Array, announced: number): Buffer {
      const size = Buffer.alloc(SIZE_BYTES);
      size.writeUInt32BE(announced);
      return Buffer.concat([mark, size, head]);
    },
    isMarked,
    /** Undefined for a payload that is whole. */
    read(payload: Uint8Array): CutPayload | undefined {
      if (!isMarked(payload)) return undefined;
      const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
      return {
        head: payload.subarray(mark.length + SIZE_BYTES),
        announced: view.getUint32(mark.length),
      };
    },
  };
}
