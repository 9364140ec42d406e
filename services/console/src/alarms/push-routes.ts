import type { Plant } from "@raceway/model/plant";
import { pushAddress, pushAnswer, pushWishes } from "@raceway/wire/push-ask";
import { formatTopic } from "@raceway/wire/topic";
import { z } from "zod";
import type { ApiRoute, Asked } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { AlarmAsks } from "./alarm-asks.ts";

/** A push service may take its time with a test, milliseconds. */
const ANSWER_MS = 25_000;
const SILENCE = "The alarm service, which keeps the devices, has not answered.";

const who = z.string().min(1).max(200).describe("Where there are logins: who is logged in.");
const whose = z.object({ who });
const subscribeBody = whose.extend({
  device: z.string().min(1).max(100).describe("What the person calls it."),
  address: pushAddress.describe("As the browser's Push API says."),
  ...pushWishes.shape,
});

export interface PushParts {
  /** The plant file in force. */
  readonly plant: () => Plant;
  readonly askAt: AlarmAsks["askAt"];
}

/** Phones and browsers that ring: each person has their own. */
export function pushRoutes({ plant, askAt }: PushParts): readonly ApiRoute[] {
  async function ask(body: object) {
    const topic = formatTopic({ class: "push-ask", site: plant().site });
    const { refused, push } = await askAt(topic, body, SILENCE, ANSWER_MS);
    if (refused !== undefined) throw new Problem(409, "Refused", sentence(refused));
    if (push === undefined) throw new Problem(502, "No answer", SILENCE);
    return push;
  }

  /** What a person may not see is not told to their phone either. */
  function linesFor({ sees }: Asked, wanted: readonly string[] | undefined) {
    const all = plant().lines.map(({ id }) => id);
    const unknown = wanted?.find((id) => !all.includes(id));
    if (unknown !== undefined)
      throw new Problem(400, "Bad request", `lines: the plant file has no line ${unknown}`);
    if (sees === undefined) return wanted;
    const hidden = wanted?.find((id) => !sees(id));
    if (hidden !== undefined)
      throw new Problem(403, "Not allowed", `Line ${hidden} is not yours to see.`);
    return (wanted ?? all).filter(sees);
  }

  return [
    {
      method: "GET",
      url: "/api/push",
      summary: "The key that browsers subscribe to, and the asker's own devices.",
      query: whose.partial(),
      answer: pushAnswer,
      filtered: true,
      handle: (asked) => {
        const name = asked.who ?? parse(whose.partial(), asked.query).who;
        return ask({ act: "list", who: name || "nobody" });
      },
    },
    {
      method: "POST",
      url: "/api/push",
      role: "viewer",
      summary: "Subscribes a phone or a browser to alarms.",
      body: subscribeBody,
      answer: pushAnswer,
      filtered: true,
      handle: (asked) => {
        const {
          who: name,
          device,
          address,
          lines: wanted,
          ...rest
        } = parse(subscribeBody, asked.body);
        const lines = linesFor(asked, wanted);
        const wishes = { ...rest, ...(lines && { lines }) };
        return ask({ act: "subscribe", who: name, device, address, wishes });
      },
    },
    ...(["unsubscribe", "test"] as const).map(
      (act): ApiRoute => ({
        method: "POST",
        url: `/api/push/:device/${act}`,
        role: "viewer",
        summary: act === "test" ? "Sends a test message to a device." : "Lets a device be still.",
        body: whose,
        answer: pushAnswer,
        filtered: true,
        handle: ({ params: { device = "" }, body }) =>
          ask({ act, who: parse(whose, body).who, id: device }),
      }),
    ),
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
