import { parsePointPath } from "@raceway/model/identity";
import { type MaintenanceEvent, NOTED_WORKS, relearns } from "@raceway/model/maintenance";
import { nextStop } from "@raceway/model/plant";
import { isoOf, NANOS_PER_SECOND, type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { StoreUnavailable, type TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Measurement } from "@raceway/telemetry/schema";
import { maintenanceMessage } from "@raceway/wire/maintenance-message";
import { formatTopic } from "@raceway/wire/topic";
import { z } from "zod";
import type {
  AdvisoryView,
  BearingView,
  MaintenanceView,
  SpareView,
  WorkView,
} from "../http/api-types.ts";
import { handedOver } from "../http/handed-over.ts";
import { Problem } from "../http/problem.ts";
import type { PointNow } from "../live/live-point.ts";
import type { LiveState } from "../live/live-state.ts";
import { adviceOn } from "../live/point-view.ts";
import { pathOfTags, placeOf } from "../live/sensors.ts";
import { summarise } from "../live/summary.ts";

/** Body of `POST /api/maintenance`. */
export const maintenanceBody = maintenanceMessage.extend({
  point: z.string().describe("Measurement point: site/line/machine/point."),
});

/** Query of `GET /api/maintenance`. */
export const maintenanceQuery = z.object({
  days: z.coerce.number().int().min(1).max(3660).default(365).describe("Work done in so many."),
});

const WORK: Measurement = "maintenance";
const MOST_WORKS = 500;

/** What is to be done, by when, with what; and what was done. */
export async function readMaintenance(
  live: LiveState,
  store: Pick<TelemetryStore, "series">,
  { days }: z.output<typeof maintenanceQuery>,
  now: () => Nanos,
): Promise<MaintenanceView> {
  const advisories = live.all().flatMap((point) => advisoryOf(point, now()));
  const spares = sparesOf(live.all(), new Set(advisories.map(({ point }) => point)));
  try {
    return { advisories, spares, done: await workDone(live, store, days, now()) };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return { advisories, spares, done: [], doneUnknown: error.message };
  }
}

/** What telling of work needs. */
export interface MaintenanceTeller {
  readonly live: LiveState;
  readonly store: Pick<TelemetryStore, "series">;
  readonly publish: (topic: string, payload: string) => Promise<unknown>;
  readonly now: () => Nanos;
}

/**
 * Tells analysis of work done; resolves when it is stored there.
 *
 * @throws Problem 404 for a point that the plant lacks, 409 when there is no work to take back, 503 when the broker cannot be reached.
 */
export async function reportMaintenance(
  { live, store, publish, now }: MaintenanceTeller,
  point: string,
  event: MaintenanceEvent,
): Promise<void> {
  if (live.context(point) === undefined)
    throw new Problem(404, "No such point", `The plant file has no point ${point}.`);
  if (event.work === "taken-back" && !(await canTakeBack(live, store, point, now())))
    throw new Problem(
      409,
      "Nothing to take back",
      "No work after which this point learns anew was told here within a day.",
    );
  const topic = formatTopic({ class: "maintenance", ...parsePointPath(point) });
  await handedOver(publish(topic, JSON.stringify(event)));
}

async function canTakeBack(
  live: LiveState,
  store: Pick<TelemetryStore, "series">,
  point: string,
  now: Nanos,
): Promise<boolean> {
  const done = await workDone(live, store, 1, now);
  const latest = done.find(
    ({ point: of, work }) => of === point && (relearns(work) || work === "taken-back"),
  );
  return latest !== undefined && latest.work !== "taken-back";
}

function advisoryOf(now: PointNow, time: Nanos): readonly AdvisoryView[] {
  const { context, state, verdicts } = now;
  const { level, headline, cause, life } = summarise(state, verdicts);
  if (level !== "alarm" && level !== "warning") return [];
  const stop = stopOf(now, time);
  const bearing = bearingOf(now);
  return [
    {
      point: context.point.path,
      where: placeOf(context),
      level,
      headline,
      ...(cause && { cause }),
      ...(life && { life }),
      ...adviceOn(verdicts),
      ...(bearing && { bearing }),
      ...stop,
    },
  ];
}

/** The stop that the advice names; without a forecast the present one or the next. */
function stopOf(
  { context, verdicts: { prognosis } }: PointNow,
  time: Nanos,
): Pick<AdvisoryView, "stop" | "stopInTime"> {
  if (prognosis?.trend === "rising" && prognosis.advice !== undefined) {
    const { stop, marginSeconds } = prognosis.advice;
    return { stop: { start: stop.start, end: stop.end }, stopInTime: marginSeconds >= 0 };
  }
  const next = nextStop(context.line, time);
  return next === undefined ? {} : { stop: { start: isoOf(next.start), end: isoOf(next.end) } };
}

function bearingOf({ context }: PointNow): BearingView | undefined {
  const { bearing } = context.point;
  if (bearing === undefined) return undefined;
  const { designation, maker } = bearing;
  return { designation, ...(maker !== undefined && { maker }) };
}

/** Wanted ones first, then by how many run. */
function sparesOf(points: readonly PointNow[], wanted: ReadonlySet<string>): readonly SpareView[] {
  const spares = new Map<string, SpareView>();
  for (const point of points) {
    const bearing = bearingOf(point);
    if (bearing === undefined) continue;
    const key = `${bearing.maker ?? ""} ${bearing.designation}`;
    const { path } = point.context.point;
    const before = spares.get(key) ?? { ...bearing, installed: 0, wanted: 0, points: [] };
    const isWanted = wanted.has(path);
    spares.set(key, {
      ...before,
      installed: before.installed + 1,
      wanted: before.wanted + (isWanted ? 1 : 0),
      points: isWanted ? [...before.points, path] : before.points,
      ...earlierOrder(before, point),
    });
  }
  return [...spares.values()].sort((a, b) => b.wanted - a.wanted || b.installed - a.installed);
}

/** By when the next of a designation must be ordered: the earlier of what was known and what a point's forecast asks for. */
function earlierOrder(
  before: Pick<SpareView, "orderBy" | "orderLate">,
  { verdicts: { prognosis } }: PointNow,
): Pick<SpareView, "orderBy" | "orderLate"> {
  const order = prognosis?.order;
  if (order === undefined || (before.orderBy !== undefined && before.orderBy <= order.by))
    return {};
  return { orderBy: order.by, ...(order.lateSeconds !== undefined && { orderLate: true }) };
}

async function workDone(
  live: LiveState,
  store: Pick<TelemetryStore, "series">,
  days: number,
  now: Nanos,
): Promise<readonly WorkView[]> {
  const { site } = live.plant();
  const rows = await store.series({
    measurement: WORK,
    fields: ["work", "who", "comment"],
    tags: { site },
    from: now - nanosOfSeconds(days * 86_400),
    to: now + NANOS_PER_SECOND,
    limit: MOST_WORKS,
  });
  return rows.toReversed().flatMap(({ time, tags, fields }) => {
    const point = pathOfTags(site, tags);
    const context = point === undefined ? undefined : live.context(point);
    const work = NOTED_WORKS.find((name) => name === fields["work"]);
    if (point === undefined || context === undefined || work === undefined) return [];
    const comment = fields["comment"];
    return [
      {
        time: isoOf(time),
        point,
        where: placeOf(context),
        work,
        who: String(fields["who"] ?? ""),
        ...(typeof comment === "string" && comment !== "" && { comment }),
      },
    ];
  });
}
