import { parsePointPath } from "@raceway/model/identity";
import type { NotifyPlan, NotifyRoute } from "@raceway/model/notify-plan";
import { type Nanos, nanosOfMillis } from "@raceway/model/time";
import { currentSpan, isWithin } from "@raceway/model/week";
import type { NewsBody, NewsRow } from "./news-outbox.ts";

/** News wait so long for others of the same machine: what belongs together is read together. */
export const GATHER_MS = 10_000;

/** In a flood they wait longer, and for the whole plant; but for `high`, which must not drown in it. */
export const FLOOD_GATHER_MS = 60_000;

const MINUTE = 60_000;

/** What the routing depends on beside the plan. */
export interface RouteMoment {
  readonly now: Nanos;
  /** Whether more alarms come than a person can take in (ISA-18.2: over 10 in 10 minutes). */
  readonly flood: boolean;
}

/**
 * Which channels owe a piece of news to people, when, and together with which other news. Every route that fits is taken; a channel that two
 * routes lead to is told twice only when they differ in language or bundle.
 */
export function routeNews(
  plan: NotifyPlan,
  news: NewsBody,
  moment: RouteMoment,
): readonly NewsRow[] {
  return plan.routes
    .filter((route) => fits(route, news, moment.now))
    .flatMap((route) => {
      const when = timing(route, news, moment);
      return route.to.map((channel) => ({ channel, route: route.id, ...when, body: news }));
    });
}

function fits(
  { person, lines, priorities, on, during }: NotifyRoute,
  news: NewsBody,
  now: Nanos,
): boolean {
  const { line } = parsePointPath(news.alarm.point);
  return (
    (person === undefined || person === news.alarm.assigned?.to) &&
    on.includes(news.news) &&
    priorities.includes(news.alarm.priority ?? "low") &&
    // What is wrong with Raceway itself concerns every line.
    (lines === undefined || lines.includes(line) || news.alarm.condition === "system") &&
    (during === undefined || isWithin(during, now))
  );
}

function timing(
  { digestMinutes, quiet }: NotifyRoute,
  { alarm }: NewsBody,
  { now, flood }: RouteMoment,
): Pick<NewsRow, "bundle" | "due"> {
  const millis = Number(now / 1_000_000n);
  const digest = digestMinutes === undefined ? undefined : digestMinutes * MINUTE;
  const soonest = digest === undefined ? millis : (Math.floor(millis / digest) + 1) * digest;
  const silence =
    alarm.priority === "high" ? undefined : currentSpan(quiet, nanosOfMillis(soonest));
  if (silence !== undefined) return { bundle: "quiet", due: Number(silence.end / 1_000_000n) };
  if (digest !== undefined) return { bundle: "digest", due: soonest };
  if (flood && alarm.priority !== "high") return { bundle: "flood", due: millis + FLOOD_GATHER_MS };
  const { line, machine } = parsePointPath(alarm.point);
  return { bundle: `${line}/${machine}`, due: millis + GATHER_MS };
}
