import { ALARM_PRIORITIES } from "@raceway/model/alarm";
import { LANGUAGES } from "@raceway/model/language";
import { NEWS_KINDS, WEBHOOK_PRESETS } from "@raceway/model/notify-plan";
import type { Plant } from "@raceway/model/plant";
import { DAYS } from "@raceway/model/week";
import { alarmReportSchema } from "@raceway/wire/alarm-report";
import { formatTopic } from "@raceway/wire/topic";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import type { AlarmAsks } from "./alarm-asks.ts";
import { notifyView } from "./notify-view.ts";

const period = z.object({
  days: z.array(z.enum(DAYS)).describe("On which it begins."),
  from: z.string(),
  to: z.string().describe("At or before `from`: on the following day."),
  timeZone: z.string(),
});
const notifyAnswer = z.object({
  channels: z.array(
    z.discriminatedUnion("kind", [
      z.object({
        id: z.string(),
        kind: z.literal("mail"),
        server: z.string(),
        to: z.array(z.string()),
      }),
      z.object({ id: z.string(), kind: z.literal("webhook"), preset: z.enum(WEBHOOK_PRESETS) }),
    ]),
  ),
  routes: z.array(
    z.object({
      id: z.string(),
      to: z.array(z.string()).describe("Channels."),
      person: z
        .string()
        .exactOptional()
        .describe("Told of what is assigned to them, and of nothing else."),
      lines: z.array(z.string()).exactOptional().describe("Absent: all."),
      priorities: z.array(z.enum(ALARM_PRIORITIES)),
      on: z.array(z.enum(NEWS_KINDS)),
      during: z.array(period).exactOptional().describe("Absent: always."),
      quiet: z.array(period).describe("Hours in which only `high` is told at once."),
      digestMinutes: z.number().exactOptional(),
      language: z.enum(LANGUAGES),
    }),
  ),
  status: alarmReportSchema.shape.notification.describe(
    "How notification fares; absent until the alarm service has told.",
  ),
});

/** A mail server may take its time, milliseconds. */
const TEST_MS = 45_000;

export interface NotifyParts {
  /** The plant file in force. */
  readonly plant: () => Plant;
  readonly live: LiveState;
  readonly askAt: AlarmAsks["askAt"];
}

/** Who is told of alarms: as the plant file says, and how it goes. */
export function notifyRoutes({ plant, live, askAt }: NotifyParts): readonly ApiRoute[] {
  return [
    {
      method: "GET",
      url: "/api/notifications",
      summary: "Who is told of which alarms over what, and how that goes; without secrets.",
      answer: notifyAnswer,
      handle: () => notifyView(plant().notify, live.alarmReport()),
    },
    {
      method: "POST",
      url: "/api/notifications/:channel/test",
      role: "engineer",
      summary: "Sends a test message over one way to reach people. Answers once it was taken.",
      answer: z.object({ sent: z.literal(true) }),
      async handle({ params: { channel = "" } }) {
        if (!plant().notify?.channels.some(({ id }) => id === channel))
          throw new Problem(404, "No such channel", `The plant file has no channel ${channel}.`);
        const topic = formatTopic({ class: "notify-test", site: plant().site });
        const silence = "The alarm service has not answered: nothing is known of the message.";
        const { refused } = await askAt(topic, { channel }, silence, TEST_MS);
        if (refused !== undefined) throw new Problem(502, "Not sent", `Not sent: ${refused}`);
        return { sent: true };
      },
    },
  ];
}
