import { z } from "zod";
import { type Decoded, decodeMessage } from "./codec.ts";

/** A line of the alarms' journal that a person caused, published under `raceway/v1/alarm-entry/<site>` by the alarms service: it goes into the record. */
export const alarmEntryMessage = z
  .object({
    journal: z.string().min(1).max(64).describe("Name of the alarms' journal."),
    seq: z.int().min(0).describe("Number of the line in that journal, increasing."),
    at: z.iso.datetime(),
    alarm: z.string().min(1).max(500),
    occurrence: z.int().min(0),
    who: z.string().max(200),
    act: z.string().min(1).max(200).describe("acknowledge, shelve, assign, found-right, …"),
    before: z.string().max(500).describe("The alarm's state in words."),
    after: z.string().max(500),
    detail: z.json(),
  })
  .describe("What a person did to an alarm.");

export type AlarmEntryMessage = z.output<typeof alarmEntryMessage>;

/** Decodes and checks a line. Never throws. */
export function decodeAlarmEntry(payload: Uint8Array): Decoded<AlarmEntryMessage> {
  return decodeMessage(payload, alarmEntryMessage);
}
