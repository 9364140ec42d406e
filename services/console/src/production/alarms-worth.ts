import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";
import { NOTED_WORKS, relearns } from "@raceway/model/maintenance";
import { type MachineContext, producingMachines } from "@raceway/model/plant";
import { machinePathOf } from "@raceway/model/production";
import { isoOf, type Nanos, nanosOfIso } from "@raceway/model/time";
import type { Span } from "@raceway/model/week";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { aroundAlarm } from "@raceway/production/alarms/around-alarm";
import { accountedFor } from "@raceway/production/state/accounted";
import { machineTimes, plannedIn } from "./machine-times.ts";
import type { AlarmsWorthView, AlarmWorthView } from "./production-types.ts";
import type { ProductionParts } from "./read-production.ts";

/** What the alarms of machines were worth that were open at some time in a span. @throws StoreUnavailable */
export async function alarmsWorth(
  { store, plant }: ProductionParts,
  span: Span,
  occurrences: readonly AlarmOccurrence[],
): Promise<AlarmsWorthView> {
  const machines = producingMachines(plant());
  const alarms = await Promise.all(
    occurrences.map((occurrence) => worthOf(store, plant().site, machines, span, occurrence)),
  );
  const worths = alarms.flatMap(({ worth }) => worth ?? []);
  const sum = (of: (worth: (typeof worths)[number]) => number) =>
    worths.reduce((all, worth) => all + of(worth), 0);
  return {
    from: isoOf(span.start),
    to: isoOf(span.end),
    alarms,
    totals: {
      suffered: sum(({ suffered }) => suffered),
      avoidedConfirmed: sum(({ avoided = 0, confirmed }) => (confirmed ? avoided : 0)),
      avoidedClaimed: sum(({ avoided = 0, confirmed }) => (confirmed ? 0 : avoided)),
      nothingFound: worths.filter(({ outcome }) => outcome === "nothing-found").length,
    },
  };
}

async function worthOf(
  store: Pick<TelemetryStore, "series">,
  site: string,
  machines: ReadonlyMap<string, MachineContext>,
  span: Span,
  occurrence: AlarmOccurrence,
): Promise<AlarmWorthView> {
  const { id, occurrence: opening, fault, where, since, closed, feedback } = occurrence;
  const view = {
    ...{ id, occurrence: opening, where, since },
    ...(fault !== undefined && { fault }),
    ...(closed !== undefined && { closed }),
  };
  const [line = "", name = "", point = ""] = id.split(".");
  const place = { site, line, machine: name };
  const machine = machines.get(machinePathOf(place));
  const begun = nanosOfIso(since);
  if (machine === undefined || begun === undefined) return view;
  const until = (closed === undefined ? undefined : nanosOfIso(closed)) ?? span.end;
  const open = { start: begun, end: until > begun ? until : begun };
  const [{ stretches }, works] = await Promise.all([
    machineTimes(store, machine, open),
    worksAt(store, { ...place, point }, open),
  ]);
  const accounted = accountedFor(stretches, plannedIn(machine.line, open));
  const hours = machine.line.costs?.failureHours;
  const alarm = {
    since: open.start,
    until: open.end,
    ...(feedback && { diagnosis: feedback.diagnosis }),
  };
  return {
    ...view,
    worth: aroundAlarm(alarm, accounted, works, hours === undefined ? undefined : 60 * hours),
  };
}

/** When work was done at a point after which it learns anew. */
async function worksAt(
  store: Pick<TelemetryStore, "series">,
  tags: Readonly<Record<string, string>>,
  { start, end }: Span,
): Promise<readonly Nanos[]> {
  const rows = await store.series({
    ...{ measurement: "maintenance", fields: ["work"], tags, from: start, to: end + 1n },
  });
  return rows.flatMap(({ time, fields }) => {
    const work = NOTED_WORKS.find((name) => name === fields["work"]);
    return work !== undefined && work !== "plant-changed" && work !== "taken-back" && relearns(work)
      ? [time]
      : [];
  });
}
