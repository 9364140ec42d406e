import {
  ISO_10816_3,
  zoneBoundaries,
  zoneOf,
} from "@raceway/condition/detection/limits/iso-10816-3";
import type { Machine } from "@raceway/model/plant";
import type { Nanos } from "@raceway/model/time";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { time } from "../http/api-schema.ts";
import type {
  AlarmGlanceView,
  IsoView,
  MachineDetailView,
  MachineGlanceView,
} from "../http/api-types.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { PointNow } from "../live/live-point.ts";
import type { LiveState } from "../live/live-state.ts";
import { seenLiveState } from "../live/seen-live-state.ts";
import { leadOf, worstOf } from "./lead.ts";
import { createMachineCourses, type MachineCourses, newestOf } from "./machine-course.ts";

/** As many machines or alarms as a large screen shows at once. */
const MOST_AT_ONCE = 60;

const ids = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(z.string()).min(1).max(MOST_AT_ONCE));
const atMost = `separated by commas; at most ${MOST_AT_ONCE}.`;
const glanceQuery = z.object({ machine: ids.describe(`Ids of machines of the line, ${atMost}`) });
const alarmQuery = z.object({ alarm: ids.describe(`Ids of alarms, ${atMost}`) });

const lead = z.object({
  point: z.string(),
  channel: z.string(),
  indicator: z.string(),
  value: z.number(),
  unit: z.string(),
  time,
});
const glance = z.object({
  id: z.string(),
  lead: lead.exactOptional().describe("The worst point's leading value; an alarm's own point's."),
  course: z
    .array(z.tuple([z.number(), z.number()]))
    .describe("Of the last day: [milliseconds since 1970, mean of half an hour]."),
  changed: time.exactOptional().describe("When a level of the machine last changed."),
});
const detail = z.object({
  path: z.string(),
  powerKw: z.number().exactOptional(),
  speed: z
    .object({ rpm: z.number(), measured: z.boolean(), time: time.exactOptional() })
    .exactOptional(),
  iso: z
    .object({
      edition: z.string(),
      group: z.int(),
      support: z.string(),
      ab: z.number(),
      bc: z.number(),
      cd: z.number(),
      worst: z
        .object({ point: z.string(), channel: z.string(), value: z.number(), zone: z.string() })
        .exactOptional(),
    })
    .exactOptional(),
  outOfScope: z
    .enum(["power", "undeclared", "speed"])
    .exactOptional()
    .describe("Why no zones of ISO 10816-3 apply."),
  leads: z.array(lead).describe("One a point."),
});

export interface MachineParts {
  readonly live: LiveState;
  readonly store: Pick<TelemetryStore, "series">;
  readonly now: () => Nanos;
}

/** Machines as the plant page and their own pages show them. */
export function machineRoutes({ live, store, now }: MachineParts): readonly ApiRoute[] {
  const courses = createMachineCourses(store, () => Number(now() / 1_000_000n));
  return [
    {
      method: "GET",
      url: "/api/lines/:line/machines",
      summary: "Some machines of a line: the leading value of each, its last day, its last change.",
      query: glanceQuery,
      answer: z.array(glance),
      handle({ params: { line = "" }, query }) {
        const { machine: wanted } = parse(glanceQuery, query);
        const machines = machinesOf(live, line);
        return Promise.all(
          wanted.map((id) => glanceOf(id, found(machines.get(id), line, id), courses)),
        );
      },
    },
    {
      method: "GET",
      url: "/api/alarm-glances",
      summary:
        "Of some alarms the leading value of the point, and its last day; none of sensors' and Raceway's own.",
      query: alarmQuery,
      answer: z.array(glance.omit({ changed: true })),
      filtered: true,
      handle({ query, sees }) {
        const seen = seenLiveState(live, sees);
        const points = new Map(seen.all().map((point) => [point.context.point.path, point]));
        return Promise.all(
          parse(alarmQuery, query).alarm.map((id) => {
            const { condition, point = "" } = live.subject(id) ?? {};
            return alarmGlance(
              id,
              condition === "machine" ? points.get(point) : undefined,
              courses,
            );
          }),
        );
      },
    },
    {
      method: "GET",
      url: "/api/lines/:line/machines/:machine",
      summary: "One machine: power, speed, zones of ISO 10816-3, the leading value of each point.",
      answer: detail,
      handle({ params: { line = "", machine: id = "" } }) {
        return detailOf(found(machinesOf(live, line).get(id), line, id));
      },
    },
  ];
}

function found(points: readonly PointNow[] | undefined, line: string, id: string) {
  if (points !== undefined) return points;
  throw new Problem(404, "No such machine", `The plant file has no machine ${line}/${id}.`);
}

function machinesOf(live: LiveState, line: string): ReadonlyMap<string, readonly PointNow[]> {
  const own = live.all().filter(({ context }) => context.line.id === line);
  return Map.groupBy(own, ({ context }) => context.machine.id);
}

async function glanceOf(
  id: string,
  points: readonly PointNow[],
  courses: MachineCourses,
): Promise<MachineGlanceView> {
  const worst = worstOf(points);
  const lead = worst && leadOf(worst);
  const newest = newestOf(
    points.flatMap(({ state, indicators }) => [state?.time, ...timesOf(indicators)]),
  );
  if (worst === undefined || newest === undefined) return { id, course: [] };
  const { site, line } = worst.context;
  // Without the store there is still the present.
  const course = await courses.get(`${site}/${line.id}/${id}`, newest).catch(() => undefined);
  const changed = latest([course?.changed, ...points.map((point) => point.changed)]);
  return {
    id,
    ...(lead && { lead }),
    course: (lead && course?.of(lead)) ?? [],
    ...(changed !== undefined && { changed }),
  };
}

async function alarmGlance(
  id: string,
  point: PointNow | undefined,
  courses: MachineCourses,
): Promise<AlarmGlanceView> {
  const lead = point && leadOf(point);
  if (point === undefined || lead === undefined) return { id, course: [] };
  const { site, line, machine } = point.context;
  const newest = newestOf([lead.time]);
  const course =
    newest === undefined
      ? undefined
      : // Without the store there is still the present.
        await courses.get(`${site}/${line.id}/${machine.id}`, newest).catch(() => undefined);
  return { id, lead, course: course?.of(lead) ?? [] };
}

function detailOf(points: readonly PointNow[]): MachineDetailView {
  const [first] = points;
  if (first === undefined) throw new RangeError("a machine without points");
  const { machine, site, line } = first.context;
  const speed = speedOf(machine, points);
  return {
    path: `${site}/${line.id}/${machine.id}`,
    ...(machine.powerKw !== undefined && { powerKw: machine.powerKw }),
    ...(speed && { speed }),
    ...isoOf(machine, speed?.rpm, points),
    leads: points.flatMap((point) => leadOf(point) ?? []),
  };
}

/** As it was measured with the newest record that says so; else as the plant file says. */
function speedOf(machine: Machine, points: readonly PointNow[]): MachineDetailView["speed"] {
  const told = points
    .flatMap(({ indicators }) => [...indicators.values()])
    .flatMap(({ time, speedRpm, indicators: { speed } }) => {
      const rpm = speedRpm ?? speed;
      return rpm === undefined ? [] : [{ rpm, time, measured: true }];
    })
    .toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time));
  const { nominalRpm } = machine.speed;
  return told[0] ?? (nominalRpm === undefined ? undefined : { rpm: nominalRpm, measured: false });
}

function isoOf(
  { iso, powerKw }: Machine,
  rpm: number | undefined,
  points: readonly PointNow[],
): Pick<MachineDetailView, "iso" | "outOfScope"> {
  const zones = zoneBoundaries(iso, powerKw, rpm);
  const { edition, minimumPowerKw } = ISO_10816_3;
  if (zones === undefined) {
    if (powerKw !== undefined && powerKw <= minimumPowerKw) return { outOfScope: "power" };
    return { outOfScope: iso === undefined ? "undeclared" : "speed" };
  }
  const worst = points
    .flatMap(({ context, indicators }) =>
      [...indicators].flatMap(
        ([
          channel,
          {
            indicators: { velocity_rms: value },
          },
        ]) => (value === undefined ? [] : [{ point: context.point.path, channel, value }]),
      ),
    )
    .toSorted((a, b) => b.value - a.value)[0];
  const view: IsoView = {
    edition,
    ...zones,
    ...(worst && { worst: { ...worst, zone: zoneOf(worst.value, zones) } }),
  };
  return { iso: view };
}

function timesOf(indicators: PointNow["indicators"]): readonly string[] {
  return [...indicators.values()].map(({ time }) => time);
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .toSorted((a, b) => Date.parse(b) - Date.parse(a))[0];
}
