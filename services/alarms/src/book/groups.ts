import { type Alarm, isCovered } from "@raceway/model/alarm";
import { nanosOfIso } from "@raceway/model/time";

/**
 * Which open alarm of one machine most likely explains which others: the id of the root by the id of each consequence. One bad bearing
 * shakes every sensor of its machine, and one dead gateway silences them all; people should read the cause first.
 *
 * Machine alarms and silent sensors are explained apart: a fault of a sensor is never read as a fault of the machine. Other sensor faults have
 * causes of their own.
 */
export function consequences(alarms: readonly Alarm[]): ReadonlyMap<string, string> {
  const active = alarms.filter((alarm) => alarm.returned === undefined && !isCovered(alarm));
  const machine = active.filter(({ condition }) => condition === "machine");
  const silent = active.filter(({ fault }) => fault === "silence");
  return new Map([...linksOf(machine), ...linksOf(silent)]);
}

function linksOf(alarms: readonly Alarm[]): [string, string][] {
  const [root, ...rest] = alarms.toSorted(byCause);
  return root === undefined ? [] : rest.map(({ id }) => [id, root.id]);
}

/** A named fault explains an unnamed one, a large trouble a small one, an older one a younger one. */
export function byCause(a: Alarm, b: Alarm): number {
  const named = ({ fault }: Alarm) => (fault === undefined || fault === "unnamed" ? 1 : 0);
  const severe = ({ severity }: Alarm) => (severity === "alarm" ? 0 : 1);
  const since = ({ since: time }: Alarm) => nanosOfIso(time) ?? 0n;
  const earlier = since(a) < since(b) ? -1 : since(a) > since(b) ? 1 : 0;
  return (
    named(a) - named(b) ||
    severe(a) - severe(b) ||
    earlier ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
