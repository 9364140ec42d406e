import type { InboxRow } from "@raceway/journal/inbox-table";
import { type StandContext, type StandPath, standPath } from "@raceway/model/test-stand";
import type { Message } from "@raceway/ports/source";
import { parseTopic } from "@raceway/wire/topic";
import type { Admission } from "./admission.ts";

/** Stands in the inbox for a channel, which no plant file can name so: a part is its stand's. */
export const PART_CHANNEL = "@part";

/** Whether a row is a test stand's. */
export function isPart({ channel }: Pick<InboxRow, "channel">): boolean {
  return channel === PART_CHANNEL;
}

/**
 * What the door decides about a test stand's message; undefined for any other. Whatever a known stand says is taken in: what cannot be read makes a part that is not judged,
 * and its sorter must be told so.
 */
export function partOf(
  { topic: text, receivedAt, retained }: Message,
  stands: ReadonlyMap<StandPath, StandContext>,
): Admission | undefined {
  const topic = parseTopic(text);
  if (topic?.class !== "part") return undefined;
  const point = standPath(topic);
  if (!stands.has(point)) {
    const known = [...stands.keys()].slice(0, 5).join(", ") || "none";
    return {
      ok: false,
      rejection: {
        code: "unknown-point",
        reason: `the plant file has no test stand ${point}; it has ${known}`,
      },
    };
  }
  if (retained === true)
    return {
      ok: false,
      rejection: {
        code: "retained",
        reason:
          "a copy that the broker had kept: no part is on the stand now. Publish parts without the retain flag",
      },
    };
  return { ok: true, record: { type: "part", point, channel: PART_CHANNEL, time: receivedAt } };
}
