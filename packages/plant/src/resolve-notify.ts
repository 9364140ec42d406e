import { ALARM_PRIORITIES } from "@raceway/model/alarm";
import type { NotifyChannel, NotifyPlan, NotifyRoute } from "@raceway/model/notify-plan";
import type { WeeklyPeriod } from "@raceway/model/week";
import type { Fault } from "./fault.ts";
import type { NotifyEntry } from "./notify-schema.ts";
import type { WeeklyPeriodEntry } from "./week-schema.ts";

type Path = readonly (string | number)[];

/** What of the plant the plan refers to. */
export interface NotifyContext {
  readonly timeZone: string;
  readonly lineIds: readonly string[];
  readonly faults: Fault[];
}

/** Fills in names of shifts and defaults, and checks that every name is known. */
export function resolveNotify(entry: NotifyEntry, context: NotifyContext): NotifyPlan {
  const channelIds = entry.channels.map(({ id }) => id);
  entry.routes.forEach((route, i) => {
    const path: Path = ["notify", "routes", i];
    known(route.to, channelIds, [...path, "to"], "channels", context.faults);
    known(route.lines ?? [], context.lineIds, [...path, "lines"], "lines", context.faults);
    const shifts = Object.keys(entry.shifts);
    known(route.during ?? [], shifts, [...path, "during"], "shifts", context.faults);
  });
  for (const [name, to] of Object.entries(entry.people))
    known(to, channelIds, ["notify", "people", name], "channels", context.faults);
  return {
    ...(entry.consoleUrl !== undefined && { consoleUrl: entry.consoleUrl.replace(/\/+$/, "") }),
    timeZone: context.timeZone,
    ...(Object.keys(entry.shifts).length > 0 && {
      shifts: Object.fromEntries(
        Object.entries(entry.shifts).map(([name, hours]) => [
          name,
          resolvePeriods(hours, context.timeZone),
        ]),
      ),
    }),
    channels: entry.channels.map((channel) => given(channel) as NotifyChannel),
    routes: [
      ...entry.routes.map((route) => resolveRoute(route, entry, context.timeZone)),
      ...Object.entries(entry.people).map(([name, to]) => routeTo(name, to, entry)),
    ],
  };
}

/** What is given to a person is told at once, whatever its priority: somebody has just asked them. */
function routeTo(person: string, to: readonly string[], { language }: NotifyEntry): NotifyRoute {
  return {
    // No id of the file has a colon.
    id: `person:${person}`,
    ...{ to, person, priorities: ALARM_PRIORITIES, on: ["assigned"], quiet: [], language },
  };
}

function resolveRoute(
  { during, quiet, language, ...route }: NotifyEntry["routes"][number],
  { shifts, language: usual }: NotifyEntry,
  timeZone: string,
): NotifyRoute {
  const hours = during?.flatMap((name) => shifts[name] ?? []);
  return {
    ...(given(route) as Pick<NotifyRoute, "id" | "to" | "priorities" | "on">),
    ...(hours !== undefined && { during: resolvePeriods(hours, timeZone) }),
    quiet: resolvePeriods(quiet, timeZone),
    language: language ?? usual,
  };
}

/** Periods with the plant's time zone where they have none of their own. */
export function resolvePeriods(
  periods: readonly WeeklyPeriodEntry[],
  timeZone: string,
): readonly WeeklyPeriod[] {
  return periods.map((period) => ({ ...period, timeZone: period.timeZone ?? timeZone }));
}

/** Without the fields that are undefined. */
function given<T extends object>(entry: T): object {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

function known(
  names: readonly string[],
  allowed: readonly string[],
  path: Path,
  what: string,
  faults: Fault[],
): void {
  names.forEach((name, i) => {
    if (allowed.includes(name)) return;
    faults.push({
      path: [...path, i],
      found: `"${name}", which is not among the ${what}`,
      allowed: allowed.join(", ") || `${what} first`,
    });
  });
}
