import type { Alarm } from "@raceway/model/alarm";
import { DEFAULT_ALARM_RULES } from "@raceway/model/alarm";
import type { Plant } from "@raceway/model/plant";
import type { Nanos } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Notifier } from "@raceway/ports/notifier";
import type { EvenClock } from "../even-clock.ts";
import type { AlarmJournal } from "../journal/alarm-journal.ts";
import { createFloodWatch } from "../report/flood-watch.ts";
import { createDispatcher, type Dispatcher } from "./dispatcher.ts";
import { composeMessage } from "./message.ts";
import type { NewsBody, NewsRow } from "./news-outbox.ts";
import { routeNews } from "./route-news.ts";

export interface NotificationParts {
  readonly plant: Plant;
  readonly journal: AlarmJournal;
  /** By channel id of the plant's `notify`; those that are missing get nothing. */
  readonly notifiers: ReadonlyMap<string, Notifier>;
  /** The alarm as it is now. */
  readonly current: (id: string) => Alarm | undefined;
  readonly clock: Clock;
  /** For spans: nobody sets it. */
  readonly even: Pick<EvenClock, "now">;
  readonly log: Log;
}

export interface RunningNotification extends Dispatcher {
  /** Which messages are owed for a piece of news. */
  address(news: NewsBody, now: Nanos): readonly NewsRow[];
}

/** Tells people of alarms as the plant's `notify` says; undefined where it says nothing. */
export function startNotification(parts: NotificationParts): RunningNotification | undefined {
  const { plant, journal, notifiers, current, clock, even, log } = parts;
  const plan = plant.notify;
  if (plan === undefined || notifiers.size === 0) return undefined;
  const flood = createFloodWatch((plant.alarms ?? DEFAULT_ALARM_RULES).operators);
  const dispatcher = createDispatcher({
    outbox: journal.outbox,
    notifiers,
    compose: (batch) => composeMessage({ plant, plan, current }, batch),
    clock,
    even,
    log,
  });
  return {
    ...dispatcher,
    address(news, now) {
      const millis = Number(even.now() / 1_000_000n);
      if (news.news === "raised") flood.announced(millis);
      const rows = routeNews(plan, news, { now, flood: flood.isFlood(millis) });
      return rows.filter(({ channel }) => notifiers.has(channel));
    },
  };
}
