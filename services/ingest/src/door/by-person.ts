import type { InboxRow } from "@raceway/journal/inbox-table";
import { ALARM_ENTRY_CHANNEL } from "./alarm-entry.ts";
import { LIMIT_EDIT_CHANNEL } from "./limit-edit.ts";
import { MAINTENANCE_CHANNEL } from "./maintenance.ts";

/** Whether a row is no record of a sensor, but what a person tells or changes. */
export function isByPerson({ channel }: Pick<InboxRow, "channel">): boolean {
  return [MAINTENANCE_CHANNEL, LIMIT_EDIT_CHANNEL, ALARM_ENTRY_CHANNEL].includes(channel);
}
