import {
  ALARM_ACTS,
  ALARM_CONDITIONS,
  ALARM_PRIORITIES,
  ALARM_STATES,
  type Alarm,
  type AlarmAct,
  LONGEST_SHELF_MINUTES,
  SYSTEM_FAULTS,
} from "@raceway/model/alarm";
import { FAULTS, SENSOR_FAULTS } from "@raceway/model/verdict";
import { z } from "zod";
import { type Decoded, decodeMessage } from "./codec.ts";

/** Open alarms and what people do to them, as they travel on MQTT and in the HTTP API. */

const who = z.string().trim().min(1, "a name").max(80).describe("Who did it.");
const at = z.iso.datetime().describe("When, by the alarm service's clock.");
const mark = z.object({ who, at });

const words = z.object({
  title: z.string().describe("What is wrong, in a few words."),
  evidence: z.array(z.string()).describe("Why, one sentence each, strongest first."),
  advice: z.string().describe("What to do."),
});

/** An open alarm, retained under `raceway/v1/alarm/…`; an empty payload says that it is closed. */
export const alarmSchema = z
  .object({
    id: z.string().describe("line.machine.point.condition"),
    occurrence: z.int().min(1).describe("Counts the openings of this id."),
    point: z.string().describe("Measurement point: site/line/machine/point."),
    condition: z.enum(ALARM_CONDITIONS),
    where: z.object({ line: z.string(), machine: z.string(), point: z.string() }),
    state: z.enum(ALARM_STATES).exclude(["normal"]).describe("ISA-18.2 state."),
    severity: z.enum(["warning", "alarm"]),
    ...words.shape,
    translations: z
      .object({ zh: words })
      .exactOptional()
      .describe("The same in languages other than English."),
    fault: z.enum([...FAULTS, ...SENSOR_FAULTS, ...SYSTEM_FAULTS]).exactOptional(),
    since: z.iso.datetime().describe("Source time of the verdict that opened it."),
    returned: z.iso.datetime().exactOptional().describe("Source time of the return to normal."),
    acknowledged: mark.exactOptional(),
    assigned: mark
      .extend({ to: who })
      .exactOptional()
      .describe("Whose it is to see to, and who said so."),
    comments: z.array(z.object({ who, at, text: z.string() })),
    priority: z
      .enum(ALARM_PRIORITIES)
      .exactOptional()
      .describe("Severity, remaining life and waiting time together."),
    escalation: z
      .int()
      .min(0)
      .exactOptional()
      .describe("How often waiting has raised the priority."),
    latched: z.literal(true).exactOptional().describe("The trouble is over; waits for a reset."),
    shelved: z
      .object({ who, at, until: at, reason: z.string() })
      .exactOptional()
      .describe("Set aside by a person for a while."),
    outOfService: z
      .object({ who, at, reason: z.string() })
      .exactOptional()
      .describe("Taken out by a person until further notice."),
    suppressed: z
      .object({
        reason: z.enum(["planned-stop", "machine-stopped"]),
        at,
        until: at.exactOptional(),
      })
      .exactOptional()
      .describe("Kept quiet by design: the machine stands."),
    consequenceOf: z
      .string()
      .exactOptional()
      .describe("Id of the open alarm on the same machine that most likely explains this one."),
  })
  .describe("An open alarm.");

/** Whoever asks chooses it, so that they know their answer among those to others. */
export const askId = z.string().min(1).max(80);

/** What a person does to an alarm, published under `raceway/v1/alarm-act/…`. */
export const alarmActSchema = z
  .strictObject({
    act: z.enum(ALARM_ACTS),
    who,
    comment: z
      .string()
      .trim()
      .min(1, "a text")
      .max(1000)
      .exactOptional()
      .describe("Needed for `comment`; the reason, needed for `shelve` and `take-out-of-service`."),
    minutes: z
      .int()
      .min(1)
      .max(LONGEST_SHELF_MINUTES)
      .exactOptional()
      .describe("Needed for `shelve`: for how long."),
    occurrence: z.int().min(1).exactOptional().describe("Refuse the act for any other occurrence."),
    to: who.exactOptional().describe("Needed for `assign`: whose it is from now on."),
    ask: askId.exactOptional().describe("Wanted in the answer; without it there is none."),
  })
  .describe("An act on an alarm.");

/** Decodes and checks an open alarm. Never throws. */
export function decodeAlarm(payload: Uint8Array): Decoded<Alarm> {
  return decodeMessage(payload, alarmSchema);
}

/** Decodes and checks an act on an alarm. Never throws. */
export function decodeAlarmAct(payload: Uint8Array): Decoded<AlarmAct & { readonly ask?: string }> {
  return decodeMessage(payload, alarmActSchema);
}
