import type { Alarm } from "@raceway/model/alarm";
import { nanosOfIso } from "@raceway/model/time";
import { isActive } from "./life-cycle.ts";
import { type AlarmMemory, type Circumstances, closed, stateOf } from "./memory.ts";

/**
 * Lays over an alarm what covers it now: shelf (which ends by itself), outage, stop. A trouble that came and went under a cover was never
 * anybody's business, and leaves no alarm behind.
 */
export function cover(memory: AlarmMemory, { now, stop }: Circumstances): AlarmMemory {
  const kept = expireShelf(memory, now);
  if (kept.alarm === undefined) return kept;
  const covered = layOver(kept, kept.alarm, now, stop);
  if (covered.seen === undefined && !isActive(stateOf(covered))) return closed(covered);
  return covered;
}

function expireShelf(memory: AlarmMemory, now: string): AlarmMemory {
  const { shelved, ...rest } = memory;
  return shelved !== undefined && !isBefore(now, shelved.until) ? rest : memory;
}

function layOver(
  memory: AlarmMemory,
  alarm: Alarm,
  now: string,
  stop: Circumstances["stop"],
): AlarmMemory {
  const { shelved, outOfService, seen } = memory;
  // What people have already seen stays in sight during a stop: that is when it is repaired.
  const suppressed =
    stop === undefined || seen ? undefined : { ...stop, at: alarm.suppressed?.at ?? now };
  const uncovered = !shelved && !outOfService && !suppressed;
  const same =
    sameText(alarm.shelved, shelved) &&
    sameText(alarm.outOfService, outOfService) &&
    sameText(alarm.suppressed, suppressed) &&
    (seen === true || !uncovered);
  if (same) return memory;
  const { shelved: _1, outOfService: _2, suppressed: _3, ...bare } = alarm;
  return {
    ...memory,
    ...(uncovered && { seen: true }),
    alarm: {
      ...bare,
      ...(shelved !== undefined && { shelved }),
      ...(outOfService !== undefined && { outOfService }),
      ...(suppressed !== undefined && { suppressed }),
    },
  };
}

function sameText(a: object | undefined, b: object | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isBefore(a: string, b: string): boolean {
  return (nanosOfIso(a) ?? 0n) < (nanosOfIso(b) ?? 0n);
}
