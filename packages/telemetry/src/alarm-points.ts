import type { Alarm, AlarmCondition } from "@raceway/model/alarm";
import { parsePointPath } from "@raceway/model/identity";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { type Nanos, nanosOfIso } from "@raceway/model/time";
import { ALARM_STATE_CODE, SEVERITY_CODE } from "./schema.ts";

/** What happened to an alarm between two looks at it. */
interface AlarmEvent {
  readonly event: string;
  readonly who: string;
  readonly time: Nanos;
}

const NOBODY = "raceway";

/**
 * The rows of what has happened to an alarm since it was last seen. What the alarm itself dates (opened, acknowledged, returned, …) gets that time, so the
 * same events give the same rows however often they are told: after a restart, with nothing known of before, too.
 *
 * @param before the alarm as last seen; undefined when it was not open, or nothing is known.
 * @param now for what has no time of its own.
 */
export function alarmPoints(
  before: Alarm | undefined,
  after: Alarm,
  now: Nanos,
): readonly TelemetryPoint[] {
  const known = before?.occurrence === after.occurrence ? before : undefined;
  return eventsBetween(known, after, now)
    .sort((a, b) => Number(a.time - b.time))
    .map((event) => rowOf(after, event));
}

/** The row of an alarm's end. */
export function closedAlarmPoint(last: Alarm, now: Nanos): TelemetryPoint {
  const acknowledged = timeOf(last.acknowledged?.at) ?? now;
  // An acknowledgement that closes has the same time, and must not be replaced.
  const time = (acknowledged > now ? acknowledged : now) + 1n;
  const row = rowOf(last, { event: "closed", who: NOBODY, time });
  return { ...row, fields: { ...row.fields, state: ALARM_STATE_CODE.normal, severity: 0 } };
}

function eventsBetween(before: Alarm | undefined, after: Alarm, now: Nanos): AlarmEvent[] {
  const own = (event: string, at?: string): AlarmEvent => ({
    event,
    who: NOBODY,
    time: timeOf(at) ?? now,
  });
  const events: AlarmEvent[] = [];
  if (before === undefined) events.push(own("opened", after.since));
  else if (SEVERITY_CODE[after.severity] > SEVERITY_CODE[before.severity])
    events.push(own("worse"));
  else if (after.severity !== before.severity) events.push(own("better"));
  if (after.returned !== undefined && before?.returned === undefined)
    events.push(own("returned", after.returned));
  for (const [name, came, went] of MARKS) {
    const mark = after[name];
    if (mark !== undefined && mark.at !== before?.[name]?.at)
      events.push({ event: came, who: mark.who, time: timeOf(mark.at) ?? now });
    else if (mark === undefined && before?.[name] !== undefined && went !== undefined)
      events.push(own(went));
  }
  return events;
}

const MARKS = [
  ["acknowledged", "acknowledged", undefined],
  ["shelved", "shelved", "unshelved"],
  ["outOfService", "out of service", "in service"],
] as const;

function rowOf(alarm: Alarm, { event, who, time }: AlarmEvent): TelemetryPoint {
  const { point, condition, state, severity, title, evidence, advice, occurrence } = alarm;
  return {
    measurement: "alarm",
    tags: tagsOf(point, condition),
    fields: {
      state: ALARM_STATE_CODE[state],
      severity: SEVERITY_CODE[severity],
      event,
      who,
      title,
      text: evidence[0] ?? title,
      advice,
      occurrence,
    },
    time,
  };
}

function tagsOf(point: string, condition: AlarmCondition): TelemetryPoint["tags"] {
  return { ...parsePointPath(point), condition };
}

function timeOf(text: string | undefined): Nanos | undefined {
  return text === undefined ? undefined : nanosOfIso(text);
}
