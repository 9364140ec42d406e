import type { Bounds } from "./bounds.ts";
import { decodeCbor } from "./cbor.ts";
import { decodeJson } from "./json.ts";
import { PayloadFault } from "./payload-fault.ts";

const UTF8_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** A text of C ends with a zero, which firmware often sends along. */
export function withoutEnd(text: Uint8Array): Uint8Array {
  let end = text.length;
  while (end > 0 && text[end - 1] === 0) end--;
  return text.subarray(0, end);
}

/**
 * What a payload says, whichever way it is written. JSON begins with `{` or `[` (after white space or a byte order mark) and may end with zeros, CBOR with a map, a list or a tag; no
 * first byte is both.
 *
 * @throws TooComplex beyond the bounds; PayloadFault when it is neither.
 */
export function decodePayload(payload: Uint8Array, bounds: Bounds): unknown {
  const bytes = startsWith(payload, UTF8_MARK) ? payload.subarray(UTF8_MARK.length) : payload;
  const [first, second] = bytes;
  if (first === undefined) throw new PayloadFault("the payload is empty");
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw new PayloadFault("found text in UTF-16; UTF-8 is right");
  if (first >= 0x80) return decodeCbor(bytes, bounds);
  return decodeJson(withoutEnd(bytes), bounds);
}

function startsWith(bytes: Uint8Array, mark: Uint8Array): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

/** The beginning of a payload that nothing can be made of: as text where it is one, and in hexadecimal. */
export function payloadHead(payload: Uint8Array): string {
  const head = Buffer.from(payload.subarray(0, 24));
  const hex = `0x${head.subarray(0, 8).toString("hex")}`;
  const text = head.toString("latin1");
  return /^[\x20-\x7e]+$/.test(text) ? `"${text}" (${hex})` : hex;
}
