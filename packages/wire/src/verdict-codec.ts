import type { Verdict } from "@raceway/model/verdict";
import { type Decoded, decodeMessage } from "./codec.ts";
import { verdictSchema } from "./verdict-message.ts";

/** Decodes and checks a verdict. Never throws. */
export function decodeVerdict(payload: Uint8Array): Decoded<Verdict> {
  const message = decodeMessage(payload, verdictSchema);
  // The schema's optional fields may be `undefined`, but what was decoded from JSON has them or has them not.
  return message.ok ? { ok: true, body: message.body as Verdict } : message;
}
