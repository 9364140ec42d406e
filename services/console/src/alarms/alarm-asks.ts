import { randomUUID } from "node:crypto";
import type { AlarmSubject } from "@raceway/model/alarm-subject";
import { parsePointPath } from "@raceway/model/identity";
import { type AlarmAnswer, decodeAlarmAnswer } from "@raceway/wire/alarm-answer";
import { formatTopic } from "@raceway/wire/topic";
import { Problem } from "../http/problem.ts";

/** Waits so long for the alarm service's answer, milliseconds. */
const ANSWER_MS = 5000;

export type AlarmAsks = ReturnType<typeof createAlarmAsks>;

/** Asks the alarm service over MQTT, and waits for the answer: a person who was told "acknowledged" can rely on it. */
export function createAlarmAsks(publish: (topic: string, payload: string) => Promise<unknown>) {
  const waiting = new Map<string, (answer: AlarmAnswer) => void>();

  return {
    /** Takes a message under `alarm-answer`; those to others are passed over. */
    answered(payload: Uint8Array): void {
      const answer = decodeAlarmAnswer(payload);
      if (answer.ok) waiting.get(answer.body.ask)?.(answer.body);
    },
    /** Asks about an alarm, see {@link askAt}. */
    ask(
      kind: "alarm-act" | "alarm-ask",
      { point, condition }: Pick<AlarmSubject, "point" | "condition">,
      body: object,
      silence: string,
    ): Promise<AlarmAnswer> {
      const topic = formatTopic({ class: kind, ...parsePointPath(point), condition });
      return askAt(topic, body, silence, ANSWER_MS);
    },
    askAt,
  };

  /**
   * @param silence what to say when no answer comes.
   * @param wait for so long, milliseconds.
   * @throws Problem 503 when the broker cannot be reached, 504 when the alarm service does not answer.
   */
  async function askAt(
    topic: string,
    body: object,
    silence: string,
    wait: number,
  ): Promise<AlarmAnswer> {
    const ask = randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<AlarmAnswer>();
    waiting.set(ask, resolve);
    const timer = setTimeout(() => reject(new Problem(504, "No answer", silence)), wait);
    // Whoever waits keeps the process by a connection of their own.
    timer.unref();
    publish(topic, JSON.stringify({ ...body, ask })).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      reject(new Problem(503, "No connection", `The broker did not take it: ${reason}`));
    });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(ask);
    }
  }
}
