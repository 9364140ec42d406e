import { type Alarm, type AlarmAct, LONGEST_SHELF_MINUTES } from "@raceway/model/alarm";
import { parsePointPath } from "@raceway/model/identity";
import { formatTopic } from "@raceway/wire/topic";
import { z } from "zod";
import { Problem } from "./problem.ts";

const who = z.string("a name is needed").trim().min(1, "a name is needed").max(80);
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
  reset: plain,
  shelve: needsText("a reason is needed").extend({
    minutes: z.int().min(1).max(LONGEST_SHELF_MINUTES).describe("For how long."),
  }),
  unshelve: plain,
  "take-out-of-service": needsText("a reason is needed"),
  "return-to-service": plain,
} satisfies Record<AlarmAct["act"], z.ZodType>;

/** Waits so long for the alarm service's answer, milliseconds. */
const ANSWER_MS = 5000;

export interface ActParts {
  readonly alarm: (id: string) => Alarm | undefined;
  readonly publish: (topic: string, payload: string) => Promise<unknown>;
}

export type AlarmActs = ReturnType<typeof createAlarmActs>;

/**
 * Hands acts to the alarm service and waits until it has carried them out, so that a person who was told "acknowledged" can rely on it.
 */
export function createAlarmActs({ alarm, publish }: ActParts) {
  const waiting = new Set<() => void>();

  return {
    /** To be called after every change of an alarm. */
    changed(): void {
      for (const look of waiting) look();
    },
    /**
     * @returns the alarm after the act, undefined when the act closed it.
     * @throws Problem 404 when it is not open, 503 when the broker cannot be reached, 504 when the alarm service does not answer.
     */
    async carryOut(id: string, act: AlarmAct): Promise<Alarm | undefined> {
      const before = alarm(id);
      if (before === undefined)
        throw new Problem(404, "No such alarm", `No alarm ${id} is open: it may be closed by now.`);
      if (act.act === "acknowledge" && before.state === "acknowledged" && !act.comment)
        return before;
      const topic = formatTopic({
        class: "alarm-act",
        ...parsePointPath(before.point),
        condition: before.condition,
      });
      const answered = answerTo(id, before);
      try {
        await publish(topic, JSON.stringify(act));
      } catch (error) {
        answered.cancel();
        const reason = error instanceof Error ? error.message : String(error);
        throw new Problem(503, "No connection", `The broker did not take it: ${reason}`);
      }
      return answered.result;
    },
  };

  /** Resolves once the alarm differs from what it was. */
  function answerTo(id: string, before: Alarm) {
    const { promise, resolve, reject } = Promise.withResolvers<Alarm | undefined>();
    const look = () => {
      const now = alarm(id);
      if (!isAnswer(before, now)) return;
      cancel();
      resolve(now);
    };
    const timer = setTimeout(() => {
      cancel();
      const detail =
        "The alarm service has not answered. It will carry this out when it is back; nothing is lost, but nobody has confirmed it.";
      reject(new Problem(504, "No answer", detail));
    }, ANSWER_MS);
    const cancel = () => {
      clearTimeout(timer);
      waiting.delete(look);
    };
    waiting.add(look);
    return { result: promise, cancel };
  }
}

/** Whether an alarm changed by a person's act, and not only by newer evidence. */
function isAnswer(before: Alarm, now: Alarm | undefined): boolean {
  return (
    now === undefined ||
    now.state !== before.state ||
    now.shelved?.at !== before.shelved?.at ||
    now.outOfService?.at !== before.outOfService?.at ||
    now.comments.length !== before.comments.length ||
    now.comments.at(-1)?.at !== before.comments.at(-1)?.at
  );
}
