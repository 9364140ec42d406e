import { pointPath } from "@raceway/model/identity";
import type { Plant } from "@raceway/model/plant";
import { isoOf } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Notifier } from "@raceway/ports/notifier";
import { type AlarmAnswer, decodeAlarmAsk } from "@raceway/wire/alarm-answer";
import { decodeAlarmAct } from "@raceway/wire/alarm-message";
import { decodeHandoverAsk } from "@raceway/wire/handover-ask";
import { decodeFeedback, decodeHistoryAsk } from "@raceway/wire/history-ask";
import { decodeNotifyTest } from "@raceway/wire/notify-test";
import { decodePushAsk } from "@raceway/wire/push-ask";
import type { Topic } from "@raceway/wire/topic";
import type { createAlarmBook } from "./book/alarm-book.ts";
import type { AlarmJournal } from "./journal/alarm-journal.ts";
import { sendTest } from "./notify/send-test.ts";
import type { RunningNotification } from "./notify/start-notification.ts";
import { handoverAnswerTo } from "./report/handover.ts";
import { journalAnswer } from "./report/report.ts";
import type { AlarmTopic } from "./subscribed-topics.ts";

/** As `alarmId` of the model has it, of any condition that somebody names. */
function idOf({ line, machine, point, condition }: AlarmTopic): string {
  return `${line}.${machine}.${point}.${condition}`;
}

export interface AskedParts {
  readonly plant: Plant;
  readonly book: ReturnType<typeof createAlarmBook>;
  readonly journal: AlarmJournal;
  /** Ways to reach people, by channel id of the plant's `notify`. */
  readonly notifiers: ReadonlyMap<string, Notifier>;
  /** Absent: nobody is told. */
  readonly notification: Pick<RunningNotification, "desk"> | undefined;
  readonly clock: Clock;
  readonly answer: (body: AlarmAnswer) => void;
  /** What pages read of alarms that are closed, or of notes, has changed. */
  readonly onChange: () => void;
  readonly log: Log;
}

/** Carries out and answers what people want of the alarm service through the console. */
export function createAsked(parts: AskedParts) {
  const { plant, book, journal, notifiers, notification, clock, answer, onChange, log } = parts;

  /** @returns a promise where it takes its time; undefined: it is done, or no message of this kind. */
  return (topic: Topic, payload: Uint8Array): Promise<void> | undefined => {
    switch (topic.class) {
      case "notify-test":
        return onNotifyTest(payload);
      case "push-ask":
        return onPushAsk(payload);
      case "alarm-act":
        onAct(topic, payload);
        break;
      case "alarm-ask":
        onAsk(topic, payload);
        break;
      case "history-ask":
        onHistoryAsk(payload);
        break;
      case "alarm-feedback":
        onFeedback(payload);
        break;
      case "handover-ask":
        onHandoverAsk(payload);
        break;
    }
    return undefined;
  };

  function onAct(topic: AlarmTopic, payload: Uint8Array): void {
    const act = decodeAlarmAct(payload);
    if (!act.ok) {
      log.warn(act.rejection, "alarms: act not understood");
      return;
    }
    const { ask, ...wanted } = act.body;
    const refused = book.act(pointPath(topic), topic.condition, wanted);
    if (refused !== undefined) log.warn({ ...wanted, refused }, "alarms: act refused");
    // What covers a closed alarm is told by the report alone.
    else onChange();
    if (ask === undefined) return;
    const { alarm } = book.memory(idOf(topic));
    answer({ ask, ...(refused === undefined ? { alarm: alarm ?? null } : { refused }) });
  }

  function onAsk(topic: AlarmTopic, payload: Uint8Array): void {
    const question = decodeAlarmAsk(payload);
    if (!question.ok) log.warn(question.rejection, "alarms: question not understood");
    else answer(journalAnswer(journal, idOf(topic), question.body));
  }

  function onHistoryAsk(payload: Uint8Array): void {
    const question = decodeHistoryAsk(payload);
    if (!question.ok) {
      log.warn(question.rejection, "alarms: question not understood");
      return;
    }
    const { ask, ...query } = question.body;
    answer({ ask, history: journal.history.page(query) });
  }

  function onFeedback(payload: Uint8Array): void {
    const told = decodeFeedback(payload);
    if (!told.ok) {
      log.warn(told.rejection, "alarms: what was found was not understood");
      return;
    }
    const { ask, id, occurrence, ...feedback } = told.body;
    const isKnown = journal.found(id, occurrence, { ...feedback, at: isoOf(clock.now()) });
    const refused = `there is no occurrence ${occurrence} of ${id}`;
    answer({ ask, ...(!isKnown && { refused }) });
    if (isKnown) onChange();
  }

  function onHandoverAsk(payload: Uint8Array): void {
    const wish = decodeHandoverAsk(payload);
    if (!wish.ok) log.warn(wish.rejection, "alarms: wish for handover notes not understood");
    else {
      answer(handoverAnswerTo(wish.body, journal.handover, plant, clock.now()));
      // Pages read the notes anew when they hear of it.
      if (wish.body.act !== "list") onChange();
    }
  }

  async function onNotifyTest(payload: Uint8Array): Promise<void> {
    const test = decodeNotifyTest(payload);
    if (!test.ok) {
      log.warn(test.rejection, "alarms: test of notification not understood");
      return;
    }
    const { ask, channel } = test.body;
    const refused = await sendTest({ plant, notifiers }, channel, ask);
    log.info({ channel, refused }, "alarms: test of notification");
    answer({ ask, ...(refused !== undefined && { refused }) });
  }

  async function onPushAsk(payload: Uint8Array): Promise<void> {
    const wish = decodePushAsk(payload);
    if (!wish.ok) {
      log.warn(wish.rejection, "alarms: wish for push not understood");
      return;
    }
    const { ask } = wish.body;
    const desk = notification?.desk;
    if (desk === undefined) return answer({ ask, refused: "push is not set up here" });
    const refused = await desk.ask(wish.body);
    const devices = "who" in wish.body ? desk.devicesOf(wish.body.who) : [];
    const { publicKey } = desk;
    answer({ ask, ...(refused !== undefined && { refused }), push: { publicKey, devices } });
  }
}
