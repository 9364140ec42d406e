import { parsePointPath } from "@raceway/model/identity";
import { isoOf, type Nanos, nanosOfIso, nanosOfSeconds } from "@raceway/model/time";
import type { SeriesRow, TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Measurement } from "@raceway/telemetry/schema";
import type { LeadView } from "../http/api-types.ts";
import { seriesOf } from "../trends/trend.ts";
import { LEAD_FIELDS } from "./lead.ts";

const INDICATOR: Measurement = "indicator";
const STATE: Measurement = "state";

/** A day in windows of half an hour: as much as a line of the width of a thumb can show. */
const SPAN_SECONDS = 86_400;
const WINDOW_SECONDS = 1800;
/** At 100 channels of a machine. */
const MOST_ROWS = 20_000;
/** The store is asked of a machine at most so often, by the wall clock; a demo's source clock may run through a window in seconds. */
const SHORTEST_MS = 4000;
const LONGEST_MS = 60_000;
const MOST_KEPT = 5000;

/** How a machine's leads went, and since when its level is what it is. */
export interface Course {
  /** Of a lead: [milliseconds since 1970, mean of a window], oldest first. */
  of(lead: LeadView): readonly (readonly [number, number])[];
  /** Start of the last window in which some point's level was not what it is now; undefined: there was none within the day. */
  readonly changed?: string;
}

export type MachineCourses = ReturnType<typeof createMachineCourses>;

/** Reads courses of machines from the store, each again only when there can be something new in it. */
export function createMachineCourses(
  store: Pick<TelemetryStore, "series">,
  wallMillis: () => number,
) {
  const kept = new Map<
    string,
    { readonly at: number; readonly newest: Nanos; readonly course: Promise<Course> }
  >();

  return {
    /**
     * @param path `site/line/machine`.
     * @param newest source time of the machine's newest record.
     * @throws Problem 503 when the store cannot answer.
     */
    get(path: string, newest: Nanos): Promise<Course> {
      const before = kept.get(path);
      const age = before === undefined ? Number.POSITIVE_INFINITY : wallMillis() - before.at;
      const isOld =
        before === undefined ||
        age > LONGEST_MS ||
        (age > SHORTEST_MS && newest - before.newest > nanosOfSeconds(WINDOW_SECONDS));
      if (!isOld) return before.course;
      const course = readCourse(store, path, newest);
      kept.delete(path);
      kept.set(path, { at: wallMillis(), newest, course });
      // What failed is tried again with the next question.
      course.catch(() => kept.get(path)?.course === course && kept.delete(path));
      if (kept.size > MOST_KEPT) for (const oldest of kept.keys()) return drop(oldest, course);
      return course;
    },
  };

  function drop(path: string, course: Promise<Course>): Promise<Course> {
    kept.delete(path);
    return course;
  }
}

async function readCourse(
  store: Pick<TelemetryStore, "series">,
  path: string,
  newest: Nanos,
): Promise<Course> {
  const { site, line, machine } = parsePointPath(`${path}/-`);
  const to = newest + 1_000_000_000n;
  const common = {
    tags: { site, line, machine },
    from: to - nanosOfSeconds(SPAN_SECONDS),
    to,
    everySeconds: WINDOW_SECONDS,
    limit: MOST_ROWS,
  };
  const [values, states] = await Promise.all([
    seriesOf(store, { ...common, measurement: INDICATOR, fields: LEAD_FIELDS }),
    seriesOf(store, { ...common, measurement: STATE, fields: ["severity"] }),
  ]);
  const changed = lastChange(states);
  return {
    of: (lead) => courseOf(values, lead),
    ...(changed !== undefined && { changed: isoOf(changed) }),
  };
}

function courseOf(rows: readonly SeriesRow[], { point, channel, indicator }: LeadView) {
  const id = point.split("/")[3];
  return rows.flatMap(({ time, tags, fields }) => {
    const value = fields[indicator];
    const own = tags["point"] === id && tags["channel"] === channel;
    return own && typeof value === "number" ? [[Number(time / 1_000_000n), value] as const] : [];
  });
}

function lastChange(rows: readonly SeriesRow[]): Nanos | undefined {
  const byPoint = Map.groupBy(rows, ({ tags }) => tags["point"]);
  const changes = [...byPoint.values()].flatMap((own) => {
    const last = own.at(-1)?.fields["severity"];
    return own.findLast(({ fields }) => fields["severity"] !== last)?.time ?? [];
  });
  return changes.toSorted((a, b) => (a < b ? 1 : -1))[0];
}

/** Source time of the newest record of some points; undefined: none was heard. */
export function newestOf(times: readonly (string | undefined)[]): Nanos | undefined {
  return times
    .flatMap((time) => (time === undefined ? [] : (nanosOfIso(time) ?? [])))
    .toSorted((a, b) => (a < b ? 1 : -1))[0];
}
