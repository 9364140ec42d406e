import { parsePointPath } from "@raceway/model/identity";
import type { EditedLimit, LimitEdit } from "@raceway/model/limit-edit";
import { formatTopic } from "@raceway/wire/topic";
import { handedOver } from "../http/handed-over.ts";
import { Problem } from "../http/problem.ts";

/** Waits so long for ingest's answer, milliseconds. */
const ANSWER_MS = 5000;

export interface LimitEditsParts {
  readonly edited: (point: string) => readonly EditedLimit[];
  readonly publish: (topic: string, payload: string) => Promise<unknown>;
}

export type LimitEdits = ReturnType<typeof createLimitEdits>;

/** Hands edited limits to ingest and waits until they count there, so that a person who was told "it counts" can rely on it. */
export function createLimitEdits({ edited, publish }: LimitEditsParts) {
  const waiting = new Set<() => void>();
  const find = (point: string, { channel, indicator }: LimitEdit) =>
    edited(point).find((limit) => limit.channel === channel && limit.indicator === indicator);

  return {
    /** To be called when ingest told of edited limits. */
    changed(): void {
      for (const look of waiting) look();
    },
    /** @throws Problem 503 when the broker cannot be reached, 504 when ingest does not answer. */
    async carryOut(point: string, edit: LimitEdit): Promise<void> {
      const before = find(point, edit)?.edited.at;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => {
        const now = find(point, edit);
        if (edit.limit === null ? now === undefined : isOf(now, edit, before)) resolve();
      };
      waiting.add(look);
      const timer = setTimeout(() => {
        const detail =
          "Ingest has not answered. The limit will count when it is back; nothing is lost, but nobody has confirmed it.";
        reject(new Problem(504, "No answer", detail));
      }, ANSWER_MS);
      try {
        const topic = formatTopic({ class: "limit-edit", ...parsePointPath(point) });
        await Promise.all([promise, handedOver(publish(topic, JSON.stringify(edit)))]);
      } finally {
        clearTimeout(timer);
        waiting.delete(look);
      }
    },
  };
}

/** Whether a limit that counts is the one that an edit asked for, and not the one before it. */
function isOf(now: EditedLimit | undefined, { limit, who, why }: LimitEdit, before?: string) {
  return (
    now !== undefined &&
    now.edited.at !== before &&
    now.edited.who === who &&
    now.edited.why === why &&
    now.warning === limit?.warning &&
    now.alarm === limit?.alarm
  );
}
