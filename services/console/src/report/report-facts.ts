import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";
import { NOTED_WORKS, type NotedWork } from "@raceway/model/maintenance";
import {
  isoOf,
  NANOS_PER_SECOND,
  type Nanos,
  nanosOfMillis,
  nanosOfSeconds,
} from "@raceway/model/time";
import { instantAt } from "@raceway/model/zone";
import type { SeriesRow, TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Measurement } from "@raceway/telemetry/schema";
import type { ReadHistory } from "../alarms/history-routes.ts";
import type { LeadView } from "../http/api-types.ts";
import { Problem } from "../http/problem.ts";
import type { PointNow } from "../live/live-point.ts";
import type { LiveState } from "../live/live-state.ts";
import { pathOfTags, placeOf } from "../live/sensors.ts";
import { leadOf } from "../machines/lead.ts";
import { newestOf } from "../machines/machine-course.ts";
import { niceWindow, seriesOf } from "../trends/trend.ts";

export type ReportScope = "site" | "line" | "machine" | "point";
const SCOPES: readonly ReportScope[] = ["site", "line", "machine", "point"];

/** One course of a chart. */
export interface ReportCourse {
  readonly name: string;
  /** [milliseconds since 1970, value], oldest first. */
  readonly rows: readonly (readonly [number, number])[];
}

export interface ReportChart {
  /** Absent: health. */
  readonly indicator?: string;
  readonly unit: string;
  readonly courses: readonly ReportCourse[];
  readonly limits: readonly { readonly name: string; readonly value: number }[];
}

export interface ReportEvent {
  readonly time: Nanos;
  readonly place: string;
  readonly title: string;
  readonly text: string;
  readonly event: string;
  readonly who: string;
}

export interface ReportWork {
  readonly time: Nanos;
  readonly place: string;
  readonly work: NotedWork;
  readonly who: string;
  readonly comment: string;
}

/** An opening of an alarm with what was found of it. */
export type FoundOccurrence = AlarmOccurrence & Required<Pick<AlarmOccurrence, "feedback">>;

/** All that a report is made of. */
export interface ReportFacts {
  readonly scope: ReportScope;
  readonly plant: string;
  /** Names from the plant down to what the report is of. */
  readonly names: readonly string[];
  readonly from: Nanos;
  readonly to: Nanos;
  readonly made: Nanos;
  readonly timeZone: string;
  readonly points: readonly PointNow[];
  readonly leads: readonly LeadView[];
  readonly charts: readonly ReportChart[];
  readonly alarms: readonly ReportEvent[];
  readonly works: readonly ReportWork[];
  /** Openings of alarms of which somebody told what they found; undefined: the alarm service cannot be asked. */
  readonly found: readonly FoundOccurrence[] | undefined;
  /** Why there is no history. */
  readonly storeAway?: string;
}

export interface ReportQuestion {
  /** `site`, or on to the line, machine or point. */
  readonly of: string;
  readonly span: number;
  /** `2026-11`; takes the place of the span. */
  readonly month?: string | undefined;
}

/** Where a report's history comes from. */
export interface ReportSources {
  readonly store: Store;
  readonly read: ReadHistory;
}

type Store = Pick<TelemetryStore, "series">;

const WINDOWS = 400;
const MOST_COURSES = 10;
export const MOST_EVENTS = 200;
const MOST_ROWS = 60_000;

/** Reads what a report is made of. @throws Problem 404 for what the plant lacks, 400 for a month that is none. */
export async function reportFacts(
  live: LiveState,
  { store, read: readHistory }: ReportSources,
  { of, span, month }: ReportQuestion,
  now: Nanos,
): Promise<ReportFacts> {
  const words = of.split("/");
  const scope = SCOPES[words.length - 1];
  const points = live.all().filter(({ context }) => isWithin(context.point.path, of));
  const [first] = points;
  if (scope === undefined || first === undefined)
    throw new Problem(404, "Nothing such", `The plant file has no ${of}.`);
  const timeZone = first.context.line.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const newest = newestOf(points.map(({ state }) => state?.time)) ?? now;
  const range =
    month === undefined
      ? { from: newest + NANOS_PER_SECOND - nanosOfSeconds(span), to: newest + NANOS_PER_SECOND }
      : monthOf(month, timeZone);
  const leads = points.flatMap((point) => leadOf(point) ?? []);
  const common = {
    scope,
    plant: live.plant().name,
    names: namesOf(first, live.plant().name, words.length),
    ...range,
    made: now,
    timeZone,
    points,
    leads,
  };
  const found = foundIn(readHistory, words.slice(1).join("."), range);
  const tags = tagsOf(words);
  const seen = (path: string | undefined) =>
    points.find(({ context }) => context.point.path === path);
  try {
    const [charts, alarms, works] = await Promise.all([
      scope === "point" || scope === "machine"
        ? chartsOf(store, points, leads, range)
        : healthOf(store, scope, points, tags, range),
      read(store, "alarm", ["event", "who", "title", "text"], tags, range),
      read(store, "maintenance", ["work", "who", "comment"], tags, range),
    ]);
    return {
      ...common,
      charts,
      found: await found,
      alarms: alarms.toReversed().flatMap((row) => eventOf(row, seen(pathIn(row, tags)))),
      works: works.toReversed().flatMap((row) => workOf(row, seen(pathIn(row, tags)))),
    };
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 503) throw error;
    const none = { charts: [], alarms: [], works: [] };
    return { ...common, ...none, found: await found, storeAway: error.message };
  }
}

function isWithin(path: string, of: string): boolean {
  return path === of || path.startsWith(`${of}/`);
}

function tagsOf([site = "", line, machine, point]: readonly string[]): Record<string, string> {
  return { site, ...(line && { line }), ...(machine && { machine }), ...(point && { point }) };
}

function namesOf({ context }: PointNow, plant: string, depth: number): readonly string[] {
  return [plant, context.line.name, context.machine.name, context.point.name].slice(0, depth);
}

/** A calendar month by the plant's clock. */
function monthOf(month: string, timeZone: string): { readonly from: Nanos; readonly to: Nanos } {
  const [, year = "", number = ""] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === "")
    throw new Problem(400, "Bad request", `month: expected e.g. 2026-11, not ${month}`);
  const begin = (offset: number) =>
    nanosOfMillis(instantAt(Date.UTC(Number(year), Number(number) - 1 + offset, 1), timeZone));
  return { from: begin(0), to: begin(1) };
}

type Range = Pick<ReportFacts, "from" | "to">;

/** Every lead's indicator in a chart of its own, then health. */
async function chartsOf(
  store: Store,
  points: readonly PointNow[],
  leads: readonly LeadView[],
  range: Range,
): Promise<readonly ReportChart[]> {
  const byIndicator = [...Map.groupBy(leads, ({ indicator }) => indicator)];
  const own = byIndicator.map(async ([indicator, some]) => ({
    indicator,
    unit: some[0]?.unit ?? "",
    limits: some.length === 1 ? limitsOf(points, some[0], indicator) : [],
    courses: await Promise.all(
      some.slice(0, MOST_COURSES).map(async ({ point, channel }) => ({
        name: nameOf(points, point),
        rows: await courseOf(
          store,
          "indicator",
          indicator,
          { ...tagsOf(point.split("/")), channel },
          range,
        ),
      })),
    ),
  }));
  const health = Promise.all(
    points.slice(0, MOST_COURSES).map(async ({ context: { point } }) => ({
      name: point.name,
      rows: await courseOf(store, "state", "health", tagsOf(point.path.split("/")), range),
    })),
  ).then((courses) => ({ unit: "%", limits: [], courses }));
  return Promise.all([...own, health]);
}

/** Health of lines, or of a line's machines, as it is rolled up. */
async function healthOf(
  store: Store,
  scope: "site" | "line",
  points: readonly PointNow[],
  tags: Record<string, string>,
  range: Range,
): Promise<readonly ReportChart[]> {
  const parts = new Map(
    points.map(({ context: { line, machine } }) =>
      scope === "site"
        ? ([line.name, { ...tags, line: line.id, machine: "all" }] as const)
        : ([machine.name, { ...tags, machine: machine.id }] as const),
    ),
  );
  const courses = await Promise.all(
    [...parts].slice(0, MOST_COURSES).map(async ([name, own]) => ({
      name,
      rows: await courseOf(store, "health", "worst", own, range),
    })),
  );
  return [{ unit: "%", limits: [], courses }];
}

async function courseOf(
  store: Store,
  measurement: Measurement,
  field: string,
  tags: Record<string, string>,
  { from, to }: Range,
): Promise<ReportCourse["rows"]> {
  const everySeconds = niceWindow(Number(to - from) / 1e9 / WINDOWS);
  const rows = await seriesOf(store, {
    measurement,
    fields: [field],
    tags,
    from,
    to,
    limit: MOST_ROWS,
    ...(everySeconds > 0 && { everySeconds }),
  });
  return rows.flatMap(({ time, fields }) => {
    const value = fields[field];
    return typeof value === "number" ? [[Number(time / 1_000_000n), value] as const] : [];
  });
}

function read(
  store: Store,
  measurement: Measurement,
  fields: readonly string[],
  tags: Record<string, string>,
  { from, to }: Range,
) {
  return seriesOf(store, { measurement, fields, tags, from, to, limit: MOST_EVENTS });
}

/** @param place of the history's ids; empty: the whole plant. */
async function foundIn(
  read: ReadHistory,
  place: string,
  { from, to }: Range,
): Promise<ReportFacts["found"]> {
  const query = {
    from: isoOf(from),
    to: isoOf(to),
    diagnosis: "any",
    ...(place && { place }),
  } as const;
  try {
    const { rows } = await read(query, { offset: 0, limit: MOST_EVENTS });
    return rows.flatMap(({ feedback, ...row }) => (feedback ? [{ ...row, feedback }] : []));
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function pathIn(row: SeriesRow, fixed: Record<string, string>): string | undefined {
  const tags = { ...fixed, ...row.tags };
  return pathOfTags(tags["site"] ?? "", tags);
}

function eventOf({ time, fields }: SeriesRow, at: PointNow | undefined): readonly ReportEvent[] {
  if (at === undefined) return [];
  const said = (name: string) => String(fields[name] ?? "");
  return [
    {
      time,
      place: placeText(at),
      title: said("title"),
      text: said("text"),
      event: said("event"),
      who: said("who"),
    },
  ];
}

function workOf({ time, fields }: SeriesRow, at: PointNow | undefined): readonly ReportWork[] {
  const work = NOTED_WORKS.find((name) => name === fields["work"]);
  if (at === undefined || work === undefined) return [];
  const { who = "", comment = "" } = fields;
  return [{ time, place: placeText(at), work, who: String(who), comment: String(comment) }];
}

function placeText({ context }: PointNow): string {
  const { line, machine, point } = placeOf(context);
  return `${line} › ${machine} › ${point}`;
}

function nameOf(points: readonly PointNow[], path: string): string {
  return points.find(({ context }) => context.point.path === path)?.context.point.name ?? path;
}

function limitsOf(
  points: readonly PointNow[],
  lead: LeadView | undefined,
  indicator: string,
): ReportChart["limits"] {
  const point = points.find(({ context }) => context.point.path === lead?.point);
  const channel = point?.context.point.channels.find(({ id }) => id === lead?.channel);
  const spoken = point?.verdicts.anomaly?.evidence.filter(
    (piece) => piece.channel === lead?.channel && piece.indicator === indicator,
  );
  return [
    ...(channel?.limits ?? [])
      .filter((limit) => limit.indicator === indicator)
      .flatMap(({ warning, alarm }) => [
        { name: "warning", value: warning },
        { name: "alarm", value: alarm },
      ]),
    ...(spoken ?? []).flatMap(({ limit, expected }) => [
      { name: "limit", value: limit },
      { name: "expected", value: expected },
    ]),
  ].flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
}

/** A name for the file that a report is kept as. */
export function fileNameOf({ names, from, to }: ReportFacts, ending: string): string {
  const day = (time: Nanos) => isoOf(time).slice(0, 10);
  const safe = names
    .join(" ")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-");
  return `${safe}_${day(from)}_${day(to)}.${ending}`;
}
