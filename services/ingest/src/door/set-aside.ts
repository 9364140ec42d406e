import type { DeadLetter } from "@raceway/journal/dead-letters";
import type { InboxRow } from "@raceway/journal/inbox-table";
import { channelOf, type MachineContext, type PointContext } from "@raceway/model/plant";
import type { MachinePath } from "@raceway/model/production";
import type { StandContext, StandPath } from "@raceway/model/test-stand";
import type { RejectionCode } from "@raceway/wire/rejection";
import { ALARM_ENTRY_CHANNEL } from "./alarm-entry.ts";
import { isByPerson } from "./by-person.ts";
import { isMachineState } from "./machine-state.ts";
import { isPart } from "./part.ts";

/** An acknowledged message that cannot be used after all, as it is kept for a person. */
export function letterOf(row: InboxRow, reasonCode: RejectionCode, reason: string): DeadLetter {
  const { topic, payload, receivedAt } = row;
  return { topic, head: payload, size: payload.length, receivedAt, reasonCode, reason };
}

/** The letter of a message that analysis threw on. */
export function letterOfError(row: InboxRow, error: unknown): DeadLetter {
  const reason = error instanceof Error ? error.message : String(error);
  return letterOf(row, "analysis", `analysis failed: ${reason}`);
}

/** What a plant file has. */
export interface Places {
  readonly points: ReadonlyMap<string, PointContext>;
  readonly stands: ReadonlyMap<StandPath, StandContext>;
  readonly machines: ReadonlyMap<MachinePath, MachineContext>;
}

/** The letter of a message whose point, channel, machine or test stand was in the plant file when it was acknowledged and is no more; undefined: it is. */
export function letterOfStranger(
  row: InboxRow,
  { points, stands, machines }: Places,
): DeadLetter | undefined {
  if (isMachineState(row)) {
    if (machines.has(row.point)) return undefined;
    return letterOf(
      row,
      "unknown-point",
      `the plant file has no machine ${row.point} with \`production\` any more; it had one when this was acknowledged`,
    );
  }
  if (isPart(row)) {
    if (stands.has(row.point)) return undefined;
    return letterOf(
      row,
      "unknown-point",
      `the plant file has no test stand ${row.point} any more; it had one when this was acknowledged`,
    );
  }
  // It is about an alarm, whose point may be gone.
  if (row.channel === ALARM_ENTRY_CHANNEL) return undefined;
  const context = points.get(row.point);
  if (context === undefined)
    return letterOf(
      row,
      "unknown-point",
      `the plant file has no measurement point ${row.point} any more; it had one when this was acknowledged`,
    );
  if (isByPerson(row) || channelOf(context.point, row.channel) !== undefined) return undefined;
  const known = context.point.channels.map(({ id }) => id).join(", ");
  return letterOf(
    row,
    "unknown-channel",
    `${row.point} has no channel "${row.channel}" any more: it has ${known}`,
  );
}
