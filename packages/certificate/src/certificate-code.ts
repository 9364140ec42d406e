import { type Bytes, bytesOfHex, hexOf } from "@raceway/record/bytes";
import type { Certificate } from "./certificate.ts";
import { certificateOfCompact, compactOf } from "./compact.ts";

/** A certificate as the digits that its QR code and its PDF hold: QR codes pack three digits into ten bits, and an address may hold them (as SMART Health Cards do). */

/** Stands before the digits where no address does. */
export const CODE_PREFIX = "RACEWAY:";
/** A certificate has some thousand digits; a serial or a date in the same text has not. */
const LEAST_DIGITS = 300;

export async function codeOf(certificate: Certificate): Promise<string> {
  return BigInt(`0x${hexOf(await compactOf(certificate))}`).toString();
}

/** Reads a certificate out of whatever holds its digits: an address, a PDF, what a scanner read. @throws Error where there is none. */
export async function certificateOfCode(text: string): Promise<Certificate> {
  const digits = new RegExp(`\\d{${LEAST_DIGITS},}`).exec(text)?.[0];
  if (digits === undefined) throw new RangeError("there are no digits of a certificate in it");
  return certificateOfCompact(bytesOfDigits(digits));
}

function bytesOfDigits(digits: string): Bytes {
  const hex = BigInt(digits).toString(16);
  return bytesOfHex(hex.padStart(hex.length + (hex.length % 2), "0"));
}
