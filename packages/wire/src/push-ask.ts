import { ALARM_PRIORITIES } from "@raceway/model/alarm";
import { ID_PATTERN } from "@raceway/model/identity";
import { LANGUAGES } from "@raceway/model/language";
import { z } from "zod";
import { askId } from "./alarm-message.ts";
import { type Decoded, decodeMessage } from "./codec.ts";

/** Devices that one person may have told of, and that all may. */
export const MOST_DEVICES_OF_PERSON = 10;

/** As long as an account's name may be. */
const who = z.string().min(1).max(200);
/** More people than any plant has. */
const MOST_PEOPLE = 10_000;
const base64url = (most: number) =>
  z
    .string()
    .min(16)
    .max(most)
    .regex(/^[\w-]+=*$/);

const lines = z
  .array(z.string().regex(ID_PATTERN))
  .max(200)
  .exactOptional()
  .describe("Absent: all.");

/** What a person wants to be told on a device. */
export const pushWishes = z.object({
  language: z.enum(LANGUAGES),
  from: z.enum(ALARM_PRIORITIES).describe("At least so urgent."),
  lines,
});

/** Somebody who may be told of alarms, and of which lines. */
const pushPerson = z.object({ name: who, lines });
export type PushPerson = z.output<typeof pushPerson>;

/** Where a browser takes messages, as its Push API says. */
export const pushAddress = z.object({
  endpoint: z.url().max(2000),
  keys: z.object({ p256dh: base64url(120), auth: base64url(40) }),
});

const subscribe = z.object({
  device: z.string().min(1).max(100).describe("What the person calls it."),
  address: pushAddress,
  wishes: pushWishes,
});

/** What the console asks of the alarm service about phones and browsers that ring, under `raceway/v1/push-ask/<site>`. */
const pushAsk = z.discriminatedUnion("act", [
  z.object({ ask: askId, act: z.literal("list"), who }),
  z.object({ ask: askId, act: z.literal("subscribe"), who, ...subscribe.shape }),
  z.object({ ask: askId, act: z.literal("unsubscribe"), who, id: z.string().max(100) }),
  z.object({ ask: askId, act: z.literal("test"), who, id: z.string().max(100) }),
  // All who may be told: devices of others, and lines that somebody may not see any more, are to be still.
  z.object({ ask: askId, act: z.literal("people"), people: z.array(pushPerson).max(MOST_PEOPLE) }),
]);
export type PushAsk = z.output<typeof pushAsk>;

/** A device as it is shown: without its address, which is a secret. */
export const pushDevice = pushWishes.extend({
  id: z.string(),
  device: z.string(),
  service: z.string().describe("Host of the push service."),
  since: z.iso.datetime(),
  lastTaken: z.iso.datetime().exactOptional(),
  gone: z.string().exactOptional().describe("Why it was dropped."),
});

/** The answer's part: the key that browsers subscribe to, and the person's devices. */
export const pushAnswer = z.object({
  publicKey: z.string(),
  devices: z.array(pushDevice),
});

/** Decodes and checks what is asked. Never throws. */
export function decodePushAsk(payload: Uint8Array): Decoded<PushAsk> {
  return decodeMessage(payload, pushAsk);
}
