import { ALARM_PRIORITIES, type Alarm, type AlarmPriority, isCovered } from "@raceway/model/alarm";
import { nanosOfIso } from "@raceway/model/time";
import { rank } from "../book/priority.ts";
import type { Announcement } from "../journal/alarm-journal.ts";

/** Figures by which ISA-18.2 / IEC 62682 judge an alarm system; their targets are in docs/alarms.md. */
export interface AlarmMetrics {
  /** Span looked at, hours. */
  readonly hours: number;
  /** Alarms that people were told of. */
  readonly announced: number;
  readonly perOperatorPer10Minutes: { readonly average: number; readonly most: number };
  readonly floods: { readonly count: number; readonly timeShare: number; readonly now: boolean };
  /** The most frequent, at most ten, and their share of all. */
  readonly topTen: {
    readonly share: number;
    readonly alarms: readonly { readonly id: string; readonly count: number }[];
  };
  /** Announced three times or more within a minute. */
  readonly chattering: readonly string[];
  /** How many were over within a minute, without anybody doing anything. */
  readonly fleeting: number;
  /** Open and in sight for more than a day. */
  readonly stale: readonly string[];
  /** Share of each priority among the announced, each at its highest. */
  readonly priorities: Readonly<Record<AlarmPriority, number>>;
}

export interface MetricsSpan {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly operators: number;
}

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;
const STALE = 86_400_000;

/** A flood begins over 10 alarms in 10 minutes, and ends under 5 (ISA-18.2, 16.5). Per operator. */
export const FLOOD = { begins: 10, ends: 5 } as const;

/**
 * Metrics of a span from what was announced in it and what is open now. Counted over windows of ten minutes that lie side by side.
 *
 * @param announcements in order of time.
 */
export function alarmMetrics(
  announcements: readonly Announcement[],
  open: readonly Alarm[],
  { from, to, operators }: MetricsSpan,
): AlarmMetrics {
  const raised = announcements.filter(({ news }) => news === "raised");
  const windows = alarmRate(announcements, { from, to, operators });
  const flooded = floodsIn(windows);
  return {
    hours: (to - from) / 3_600_000,
    announced: raised.length,
    perOperatorPer10Minutes: {
      average: windows.length === 0 ? 0 : sum(windows) / windows.length,
      most: Math.max(0, ...windows),
    },
    floods: {
      count: flooded.filter((is, i) => is && flooded[i - 1] !== true).length,
      timeShare: windows.length === 0 ? 0 : flooded.filter(Boolean).length / windows.length,
      now: flooded.at(-1) === true,
    },
    topTen: topTen(raised),
    chattering: chattering(raised),
    fleeting: fleeting(announcements),
    stale: open
      .filter((alarm) => !isCovered(alarm) && to - millisOf(alarm.since) > STALE)
      .map(({ id }) => id),
    priorities: shares(highest(announcements)),
  };
}

/** Alarms per operator in each ten minutes of a span, oldest first. */
export function alarmRate(
  announcements: readonly Announcement[],
  { from, to, operators }: MetricsSpan,
): readonly number[] {
  const raised = announcements.filter(({ news }) => news === "raised");
  return countWindows(raised, from, to).map((count) => count / operators);
}

function countWindows(raised: readonly Announcement[], from: number, to: number): number[] {
  const counts = Array.from({ length: Math.ceil((to - from) / WINDOW) }, () => 0);
  for (const { at } of raised) {
    // The last window ends with the present.
    const index = counts.length - 1 - Math.floor((to - at) / WINDOW);
    const count = counts[index];
    if (count !== undefined) counts[index] = count + 1;
  }
  return counts;
}

/** For each window whether it belongs to a flood. */
function floodsIn(windows: readonly number[]): boolean[] {
  let flood = false;
  return windows.map((count) => {
    flood = flood ? count >= FLOOD.ends : count > FLOOD.begins;
    return flood;
  });
}

function topTen(raised: readonly Announcement[]): AlarmMetrics["topTen"] {
  const counts = [...Map.groupBy(raised, ({ alarm }) => alarm)]
    .map(([id, { length }]) => ({ id, count: length }))
    .toSorted((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
    .slice(0, 10);
  const top = sum(counts.map(({ count }) => count));
  return { share: raised.length === 0 ? 0 : top / raised.length, alarms: counts };
}

function chattering(raised: readonly Announcement[]): readonly string[] {
  return [...Map.groupBy(raised, ({ alarm }) => alarm)]
    .filter(([, times]) =>
      times.some(({ at }, i) => {
        const third = times[i + 2];
        return third !== undefined && third.at - at <= MINUTE;
      }),
    )
    .map(([id]) => id);
}

function fleeting(announcements: readonly Announcement[]): number {
  const since = new Map<string, number>();
  let count = 0;
  for (const { at, alarm, news } of announcements) {
    if (news === "raised") since.set(alarm, at);
    if (news !== "returned") continue;
    const start = since.get(alarm);
    since.delete(alarm);
    if (start !== undefined && at - start < MINUTE) count += 1;
  }
  return count;
}

/** The highest priority of each that was raised, until it was raised again. */
function highest(announcements: readonly Announcement[]): readonly AlarmPriority[] {
  const byAlarm = Map.groupBy(announcements, ({ alarm }) => alarm);
  return [...byAlarm.values()].flatMap((own) => {
    const counted: AlarmPriority[] = [];
    for (const { news, priority } of own) {
      const last = counted.at(-1);
      if (news === "raised") counted.push(priority);
      else if (last !== undefined && rank(priority) > rank(last)) counted.splice(-1, 1, priority);
    }
    return counted;
  });
}

function shares(counted: readonly AlarmPriority[]): Readonly<Record<AlarmPriority, number>> {
  const share = (priority: AlarmPriority) =>
    counted.length === 0 ? 0 : counted.filter((one) => one === priority).length / counted.length;
  return Object.fromEntries(
    ALARM_PRIORITIES.map((priority) => [priority, share(priority)]),
  ) as Record<AlarmPriority, number>;
}

function millisOf(iso: string): number {
  return Number((nanosOfIso(iso) ?? 0n) / 1_000_000n);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
