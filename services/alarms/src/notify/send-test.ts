import type { Plant } from "@raceway/model/plant";
import type { Notifier } from "@raceway/ports/notifier";
import { testMessage } from "./message.ts";

export interface TestParts {
  readonly plant: Plant;
  /** Ways to reach people, by channel id of the plant's `notify`. */
  readonly notifiers: ReadonlyMap<string, Notifier>;
}

/**
 * Sends a test message over one way to reach people. Never throws.
 *
 * @param id another one for every test, so that receivers do not take it for a repetition.
 * @returns why it was not taken; undefined: it was.
 */
export async function sendTest(
  { plant, notifiers }: TestParts,
  channel: string,
  id: string,
): Promise<string | undefined> {
  const notifier = notifiers.get(channel);
  if (notifier === undefined)
    return `no channel "${channel}": ${[...notifiers.keys()].join(", ") || "none"} can be used`;
  const route = plant.notify?.routes.find(({ to }) => to.includes(channel));
  try {
    await notifier.send(testMessage(plant, channel, route?.language ?? "en", `${id}.${channel}`));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
