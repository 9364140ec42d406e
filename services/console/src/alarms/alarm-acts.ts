import {
  type Alarm,
  type AlarmAct,
  LONGEST_SHELF_MINUTES,
  needsOpenAlarm,
} from "@raceway/model/alarm";
import type { AlarmSubject } from "@raceway/model/alarm-subject";
import { z } from "zod";
import { Problem } from "../http/problem.ts";
import type { AlarmAsks } from "./alarm-asks.ts";
import { personSaid as who } from "./person-said.ts";
import { subjectOf } from "./subject-of.ts";

const text = z.string().trim().max(1000);
const occurrence = z
  .int()
  .min(1)
  .exactOptional()
  .describe("Refuse the act for any other occurrence of the alarm.");
const plain = z.strictObject({ who, comment: text.exactOptional(), occurrence });
const needsText = (why: string) => plain.extend({ comment: text.min(1, why) });

/** Bodies of `POST /api/alarms/:id/<act>`. */
export const actBodies = {
  acknowledge: plain,
  comment: needsText("a text is needed"),
  assign: plain.extend({
    to: z.string("a person is needed").trim().min(1, "a person is needed").max(80),
  }),
  unassign: plain,
  reset: plain,
  shelve: needsText("a reason is needed").extend({
    minutes: z.int().min(1).max(LONGEST_SHELF_MINUTES).describe("For how long."),
  }),
  unshelve: plain,
  "take-out-of-service": needsText("a reason is needed"),
  "return-to-service": plain,
} satisfies Record<AlarmAct["act"], z.ZodType>;

const SILENCE =
  "The alarm service has not answered. It will carry this out when it is back; nothing is lost, but nobody has confirmed it.";

export interface ActParts {
  /** Which alarms there can be, open or not. */
  readonly subject: (id: string) => AlarmSubject | undefined;
  /** The alarm while it is open. */
  readonly alarm: (id: string) => Alarm | undefined;
  readonly ask: AlarmAsks["ask"];
}

export type AlarmActs = ReturnType<typeof createAlarmActs>;

/** Hands acts to the alarm service and answers with what came of them. */
export function createAlarmActs({ subject, alarm, ask }: ActParts) {
  return {
    /**
     * @returns the alarm after the act; undefined when it is not open then.
     * @throws Problem 404 when the plant has no such alarm, or the act needs it open; 409 when the alarm service refuses; see {@link AlarmAsks}.
     */
    async carryOut(id: string, act: AlarmAct): Promise<Alarm | undefined> {
      const what = subjectOf(subject, id);
      const before = alarm(id);
      if (before === undefined && needsOpenAlarm(act.act))
        throw new Problem(404, "No such alarm", `No alarm ${id} is open: it may be closed by now.`);
      if (act.act === "acknowledge" && before?.state === "acknowledged" && !act.comment)
        return before;
      const answer = await ask("alarm-act", what, act, SILENCE);
      if (answer.refused !== undefined)
        throw new Problem(409, "Not carried out", `The alarm service refuses: ${answer.refused}.`);
      return answer.alarm ?? undefined;
    },
  };
}
