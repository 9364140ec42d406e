import type { Decoded } from "./codec.ts";
import { decodeMessage } from "./codec.ts";
import { type SensorStatus, statusForms } from "./sensor-message.ts";

const WORDS: readonly string[] = ["online", "offline"];
/** Longer than any of our words with quotes, blanks and a byte order mark about it. */
const LONGEST_WORD = 64;

/**
 * Decodes a sensor's status: an object whose `status` or `state` is `online` or `offline`, whatever else is in it, or the bare word, as most firmware sends it
 * for its last will; upper or lower case. Never throws.
 */
export function decodeStatus(payload: Uint8Array): Decoded<SensorStatus> {
  const word = payload.length > LONGEST_WORD ? undefined : bareWord(payload);
  if (word !== undefined) return { ok: true, body: { status: word } };
  const decoded = decodeMessage(payload, statusForms);
  if (decoded.ok || decoded.rejection.code !== "undecodable") return decoded;
  const other = /^\s*([\p{L}][\p{L} _-]{0,40}?)\s*$/u.exec(Buffer.from(payload).toString("utf8"));
  if (other === null) return decoded;
  const reason = `message: found the word "${other[1]}", expected online or offline: as a word, or as {"status":"offline"} or {"state":"offline"}`;
  return { ok: false, rejection: { code: "schema", reason } };
}

function bareWord(payload: Uint8Array): SensorStatus["status"] | undefined {
  const text = Buffer.from(payload).toString("utf8");
  const word = text.replace(/^\ufeff?\s*"?|"?[\s\0]*$/g, "").toLowerCase();
  return isStatus(word) ? word : undefined;
}

function isStatus(word: string): word is SensorStatus["status"] {
  return WORDS.includes(word);
}
