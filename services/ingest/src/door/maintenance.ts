import type { PointPath } from "@raceway/model/identity";
import type { Json } from "@raceway/model/json";
import { type MaintenanceEvent, relearns } from "@raceway/model/maintenance";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import type { Happening, RecordKind } from "@raceway/record/entry";
import { maintenancePoint } from "@raceway/telemetry/points";
import { addVerdict, type Outgoing } from "../out/results.ts";

/** Stands in the inbox for a channel, which no plant file can name so: an event of maintenance is the whole point's. */
export const MAINTENANCE_CHANNEL = "@maintenance";

/** What an event changes beside what goes out. */
export interface Maintained {
  /** Newest source time that the point was judged by; undefined when it never delivered. */
  readonly latestTime: Nanos | undefined;
  /** Time of arrival. */
  readonly receivedAt: Nanos;
}

/** Adds that work was taken back, and the verdicts that stand again: said anew, so that they are newer than those that ended them. */
export function addTakenBack(
  out: Outgoing,
  point: PointPath,
  event: MaintenanceEvent,
  { latestTime, receivedAt }: Maintained,
  again: readonly Verdict[],
): void {
  out.rows.push(maintenancePoint(point, event, receivedAt));
  out.happenings.push(told("maintenance", point, event, receivedAt));
  if (latestTime === undefined) return;
  // The end of the old verdicts was said 1 ms after the record that was the latest then.
  const time = isoOf(latestTime + 2_000_000n);
  for (const verdict of again) addVerdict(out, { ...verdict, time });
}

/**
 * Adds work done at a point to what goes out: its own row, and, when the point learns anew after it, the verdicts that end those on the machine that is no more.
 * Of a sensor's faults nothing is said: the next record tells.
 */
export function addMaintenance(
  out: Outgoing,
  point: PointPath,
  event: MaintenanceEvent,
  { latestTime, receivedAt }: Maintained,
): void {
  out.rows.push(maintenancePoint(point, event, receivedAt));
  out.happenings.push(told("maintenance", point, event, receivedAt));
  if (relearns(event.work)) addRelearning(out, point, latestTime, event.work);
}

/** Adds that the plant file says something else of a point than that of the last run did. */
export function addChange(
  out: Outgoing,
  point: PointPath,
  comment: string,
  { latestTime, receivedAt, relearns: anew }: Maintained & { readonly relearns: boolean },
): void {
  const event = { work: "plant-changed", who: "raceway", comment } as const;
  out.rows.push(maintenancePoint(point, event, receivedAt));
  out.happenings.push(told("plant-change", point, event, receivedAt));
  if (anew) addRelearning(out, point, latestTime, "the plant file changed");
}

function told(kind: RecordKind, subject: PointPath, event: object, at: Nanos): Happening {
  return { kind, time: isoOf(at), subject, body: { ...event } as Json };
}

/** Ends what was said of the machine at a point that is no more. */
export function addEnd(out: Outgoing, point: PointPath, now: Nanos): void {
  const base = { type: "verdict", point, time: isoOf(now), persistent: true } as const;
  addVerdict(out, { ...base, kind: "anomaly", severity: "normal", score: 0, evidence: [] });
}

/** Ends what was said of a sensor that is no more. */
export function addSensorEnd(out: Outgoing, point: PointPath, channel: string, now: Nanos): void {
  const base = { type: "verdict", point, channel, time: isoOf(now), persistent: true } as const;
  addVerdict(out, { ...base, kind: "sensor", fault: "none", text: `${channel}: removed.` });
}

function addRelearning(
  out: Outgoing,
  point: PointPath,
  latestTime: Nanos | undefined,
  why: string,
): void {
  if (latestTime === undefined) return;
  // After the last verdict by the source's clock, so that this one counts as the newer.
  const time = isoOf(latestTime + 1_000_000n);
  const base = { type: "verdict", point, time, persistent: true } as const;
  const ending: readonly Verdict[] = [
    { ...base, kind: "anomaly", severity: "normal", score: 0, evidence: [] },
    { ...base, kind: "prognosis", trend: "none", text: `learning anew after ${why}` },
  ];
  for (const verdict of ending) addVerdict(out, verdict);
}
