import { ALARM_PRIORITIES, type Alarm, isCovered } from "@raceway/model/alarm";
import { nanosOfIso } from "@raceway/model/time";
import { decodeAlarm } from "@raceway/wire/alarm-message";
import { type AlarmReport, decodeAlarmReport } from "@raceway/wire/alarm-report";
import type { Topic } from "@raceway/wire/topic";
import type { CoveredAlarmView } from "../http/api-types.ts";
import type { Emit } from "./emit.ts";
import { take } from "./live-messages.ts";

type AlarmTopic = Extract<Topic, { readonly condition: string }>;

/** The open alarms, and how all of them fare, as the alarm service tells it. @param now wall clock, milliseconds. */
export function createLiveAlarms(emit: Emit, now: () => number) {
  const alarms = new Map<string, Alarm>();
  let report: AlarmReport | undefined;

  return {
    /** @returns why it was passed over, for the log. */
    take({ line, machine, point, condition }: AlarmTopic, payload: Uint8Array): string | undefined {
      if (payload.length > 0)
        return take(decodeAlarm(payload), (alarm) => {
          alarms.set(alarm.id, alarm);
          emit("alarm", { id: alarm.id, alarm });
        });
      const id = `${line}.${machine}.${point}.${condition}`;
      alarms.delete(id);
      emit("alarm", { id, alarm: null });
      return undefined;
    },
    /** @returns why it was passed over, for the log. */
    takeReport: (payload: Uint8Array): string | undefined =>
      take(decodeAlarmReport(payload), (heard) => {
        report = heard;
        emit("report", { time: heard.time });
      }),
    /** What is retained will come again. */
    forget: () => alarms.clear(),
    /** What waits for somebody first, then by priority, then the worse, then the older; what is covered last. */
    all: (): readonly Alarm[] => [...alarms.values()].sort(byUrgency),
    alarm: (id: string): Alarm | undefined => alarms.get(id),
    /** How the alarms fare; undefined until the alarm service has told. */
    report: (): AlarmReport | undefined => report,
    /** What is shelved or out of service now, open or not. */
    covered(): readonly CoveredAlarmView[] {
      const isOver = (until: string | undefined) =>
        until !== undefined && Date.parse(until) <= now();
      const closed = (report?.covered ?? []).filter(
        ({ id, shelved, outOfService }) =>
          !alarms.has(id) && (outOfService !== undefined || !isOver(shelved?.until)),
      );
      const open = [...alarms.values()].filter((alarm) => alarm.shelved ?? alarm.outOfService);
      return [
        ...open.map((one) => coveredView(one, true)),
        ...closed.map((one) => coveredView(one, false)),
      ];
    },
  };
}

function coveredView(alarm: Omit<CoveredAlarmView, "open">, open: boolean): CoveredAlarmView {
  const { id, point, condition, where, shelved, outOfService } = alarm;
  return {
    ...{ id, point, condition, where, open },
    ...(shelved !== undefined && { shelved }),
    ...(outOfService !== undefined && { outOfService }),
  };
}

function byUrgency(a: Alarm, b: Alarm): number {
  const waits = { unacknowledged: 0, "returned-unacknowledged": 1, acknowledged: 2 };
  const rank = (alarm: Alarm) =>
    (isCovered(alarm) ? 30 : 10 * waits[alarm.state]) +
    2 * (ALARM_PRIORITIES.length - 1 - ALARM_PRIORITIES.indexOf(alarm.priority ?? "low")) +
    (alarm.severity === "alarm" ? 0 : 1);
  const older = (nanosOfIso(a.since) ?? 0n) < (nanosOfIso(b.since) ?? 0n) ? -1 : 1;
  return rank(a) - rank(b) || older;
}
