import type { Alarm } from "@raceway/model/alarm";
import { DEFAULT_ALARM_RULES } from "@raceway/model/alarm";
import type { NotifyPlan } from "@raceway/model/notify-plan";
import type { Plant } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Notifier } from "@raceway/ports/notifier";
import type { EvenClock } from "../even-clock.ts";
import type { AlarmJournal } from "../journal/alarm-journal.ts";
import { createFloodWatch } from "../report/flood-watch.ts";
import { createDispatcher, type Dispatcher } from "./dispatcher.ts";
import { composeMessage } from "./message.ts";
import type { NewsBody, NewsRow } from "./news-outbox.ts";
import { createPushDesk, type PushDesk, type PushWay } from "./push-desk.ts";
import { routeNews } from "./route-news.ts";

export interface NotificationParts {
  readonly plant: Plant;
  readonly journal: AlarmJournal;
  /** By channel id of the plant's `notify`; those that are missing get nothing. */
  readonly notifiers: ReadonlyMap<string, Notifier>;
  /** How browsers are reached; absent: they are not. */
  readonly push?: PushWay;
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
  /** Devices that ring. */
  readonly desk?: PushDesk;
}

/** Where the plant file says nothing of whom to tell. */
const NO_PLAN: NotifyPlan = { timeZone: "UTC", channels: [], routes: [] };

/** Tells people of alarms as the plant's `notify` says, and on the devices that they have subscribed; undefined where there is neither. */
export function startNotification(parts: NotificationParts): RunningNotification | undefined {
  const { plant, journal, push, current, clock, even, log } = parts;
  const plan = plant.notify ?? NO_PLAN;
  const notifiers = plant.notify === undefined ? new Map<string, Notifier>() : parts.notifiers;
  if (notifiers.size === 0 && push === undefined) return undefined;
  const flood = createFloodWatch((plant.alarms ?? DEFAULT_ALARM_RULES).operators);
  const planNow = (): NotifyPlan => ({
    ...plan,
    routes: [...plan.routes, ...(desk?.routes() ?? [])],
  });
  const dispatcher = createDispatcher({
    outbox: journal.outbox,
    notifiers,
    compose: (batch) => composeMessage({ plant, plan: planNow(), current }, batch),
    clock,
    even,
    log,
  });
  const desk =
    push &&
    createPushDesk({
      plant,
      devices: journal.devices,
      way: push,
      lanes: dispatcher,
      now: () => isoOf(clock.now()),
      log,
    });
  return {
    ...dispatcher,
    ...(desk && { desk }),
    address(news, now) {
      const millis = Number(even.now() / 1_000_000n);
      if (news.news === "raised") flood.announced(millis);
      const rows = routeNews(planNow(), news, { now, flood: flood.isFlood(millis) });
      return rows.filter(({ channel }) => dispatcher.has(channel));
    },
  };
}
