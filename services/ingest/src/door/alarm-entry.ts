import type { InboxRow } from "@raceway/journal/inbox-table";
import { decodeAlarmEntry } from "@raceway/wire/alarm-entry-message";
import type { Outgoing } from "../out/results.ts";

/** Stands in the inbox for a channel, which no plant file can name so; the row's point is the site. */
export const ALARM_ENTRY_CHANNEL = "@alarm-entry";

/** Puts what a person did to an alarm into the record: once, by the line's number in the alarms' journal, however often it is told. */
export function recordAlarmEntry(out: Outgoing, { payload }: InboxRow): void {
  const decoded = decodeAlarmEntry(payload);
  if (!decoded.ok) return;
  const { journal, seq, at, ...body } = decoded.body;
  out.happenings.push({
    ...{ kind: "alarm-act", time: at, subject: body.alarm, body },
    from: [journal, seq],
  });
}
