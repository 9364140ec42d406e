import type { InboxRow } from "@raceway/journal/inbox-table";
import { LIMIT_EDIT_CHANNEL } from "./limit-edit.ts";
import { MAINTENANCE_CHANNEL } from "./maintenance.ts";

/** Whether a row is no record of a sensor, but what a person tells or changes. */
export function isByPerson({ channel }: Pick<InboxRow, "channel">): boolean {
  return channel === MAINTENANCE_CHANNEL || channel === LIMIT_EDIT_CHANNEL;
}
