import { z } from "zod";
import { askId } from "./alarm-message.ts";
import { type Decoded, decodeMessage } from "./codec.ts";

/** Asks the alarm service to send a test message over a channel of the plant's `notify`, under `raceway/v1/notify-test/<site>`. */
const notifyTest = z.strictObject({ ask: askId, channel: z.string().min(1).max(100) });

export type NotifyTest = z.output<typeof notifyTest>;

/** Decodes and checks a wish for a test message. Never throws. */
export function decodeNotifyTest(payload: Uint8Array): Decoded<NotifyTest> {
  return decodeMessage(payload, notifyTest);
}
