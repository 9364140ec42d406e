import { ALARM_PRIORITIES } from "@raceway/model/alarm";
import { ID_PATTERN } from "@raceway/model/identity";
import { LANGUAGES } from "@raceway/model/language";
import { NEWS_KINDS, WEBHOOK_PRESETS } from "@raceway/model/notify-plan";
import { z } from "zod";
import { weeklyPeriod } from "./week-schema.ts";

const id = z.string().regex(ID_PATTERN, "lower-case letters, digits, - and _, at most 64");

/** A secret's file, and the environment variable that may hold it instead. */
const file = (what: string, variable: string) =>
  z.string().min(1).optional().describe(`A file that holds ${what}. Or set \`${variable}\`.`);

const address = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+$/, "a mail address")
  .describe("A mail address.");

const mail = z.strictObject({
  id,
  kind: z.literal("mail"),
  server: z
    .string()
    .regex(
      /^smtps?:\/\/[^\s/:@]+(:\d{1,5})?$/,
      "smtp://host:port or smtps://host:port, without a login",
    )
    .describe("`smtp://host:587` (STARTTLS where offered) or `smtps://host:465`."),
  user: z.string().min(1).optional().describe("Login at the server. Default: none."),
  passwordFile: file("the password", "RACEWAY_SMTP_PASSWORD"),
  requireTls: z
    .boolean()
    .optional()
    .describe("Send only over an encrypted connection. Default: when there is a `user`."),
  from: address,
  to: z.array(address).min(1).describe("Mail addresses."),
});

const webhook = z.strictObject({
  id,
  kind: z.literal("webhook"),
  preset: z
    .enum(WEBHOOK_PRESETS)
    .default("raceway")
    .describe("Form of the message; `raceway` is JSON signed with HMAC-SHA256."),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Only where the address is no secret, as of a service of your own."),
  urlFile: file("the address", "RACEWAY_WEBHOOK_URL_<ID>"),
  secretFile: file("the secret to sign with", "RACEWAY_WEBHOOK_SECRET_<ID>"),
});

const route = z.strictObject({
  id,
  to: z.array(id).min(1).describe("Ids of channels."),
  lines: z.array(id).min(1).optional().describe("Ids of lines. Default: all."),
  priorities: z
    .array(z.enum(ALARM_PRIORITIES))
    .min(1)
    .default(["medium", "high"])
    .describe("Default: medium and high."),
  on: z
    .array(z.enum(NEWS_KINDS))
    .min(1)
    .default(["raised", "escalated"])
    .describe("Default: raised and escalated."),
  during: z
    .array(id)
    .min(1)
    .optional()
    .describe("Names of `shifts`: only news from within them. Default: always."),
  quiet: z
    .array(weeklyPeriod)
    .default([])
    .describe("Hours in which only `high` is told at once; the rest waits for their end."),
  digestMinutes: z
    .int()
    .min(5)
    .max(7 * 24 * 60)
    .optional()
    .describe("Collect news and tell them together every so many minutes."),
  language: z.enum(LANGUAGES).optional().describe("Default: the one of `notify`."),
});

/** Who is told of which alarms. */
export const notifySchema = z
  .strictObject({
    consoleUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Where people reach the console, for links in messages."),
    language: z.enum(LANGUAGES).default("en"),
    channels: z
      .array(z.discriminatedUnion("kind", [mail, webhook], "kind: mail or webhook"))
      .min(1)
      .describe("Ways to reach people."),
    people: z
      .record(z.string().min(1).max(100), z.array(id).min(1))
      .default({})
      .describe(
        "By name (of the account, where there are logins): ids of the channels over which a person is told of an alarm that somebody gives to them.",
      ),
    shifts: z
      .record(id, z.array(weeklyPeriod).min(1))
      .default({})
      .describe("Names for hours, for `during`; a handover note says in which it was written."),
    routes: z
      .array(route)
      .min(1)
      .describe("Which alarms go which way. Every route that fits is taken."),
  })
  .describe("Who is told of alarms beside the console (docs/alarms.md). Secrets never stand here.");

export type NotifyEntry = z.output<typeof notifySchema>;
