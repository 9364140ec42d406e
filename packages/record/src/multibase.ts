import { type Bytes, base64UrlOf, bytesOfBase64, joined } from "./bytes.ts";

/** Keys and signatures as the W3C's credentials write them: base58 of Bitcoin's alphabet behind a `z`, keys with their kind in front (multicodec 0xed for Ed25519). */

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const ED25519 = Uint8Array.of(0xed, 0x01);

export function base58(bytes: Uint8Array): string {
  let zeros = 0;
  while (bytes[zeros] === 0) zeros += 1;
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = "";
  for (; number > 0n; number /= 58n) text = (ALPHABET[Number(number % 58n)] ?? "") + text;
  return "1".repeat(zeros) + text;
}

/** @returns undefined for a text that is none. */
export function bytesOfBase58(text: string): Bytes | undefined {
  let number = 0n;
  for (const letter of text) {
    const digit = ALPHABET.indexOf(letter);
    if (digit === -1) return undefined;
    number = number * 58n + BigInt(digit);
  }
  const bytes: number[] = [];
  for (; number > 0n; number /= 256n) bytes.unshift(Number(number % 256n));
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  return Uint8Array.from([...new Array<number>(zeros).fill(0), ...bytes]);
}

/** The did:key of an Ed25519 key, whose name is its public half as base64url. */
export function didOfKey(name: string): string {
  return `did:key:z${base58(joined([ED25519, bytesOfBase64(name)]))}`;
}

/** The name of the key of a did:key; undefined where it is none of an Ed25519 key. */
export function keyOfDid(did: string): string | undefined {
  const bytes = did.startsWith("did:key:z")
    ? bytesOfBase58(did.slice("did:key:z".length))
    : undefined;
  if (bytes?.length !== 34 || bytes[0] !== ED25519[0] || bytes[1] !== ED25519[1]) return undefined;
  return base64UrlOf(bytes.subarray(2));
}
