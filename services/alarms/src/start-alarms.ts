import { dirname, join } from "node:path";
import { damageOnce } from "@raceway/journal/damage";
import { isCorruption } from "@raceway/journal/database";
import { diskSpace } from "@raceway/journal/disk-space";
import type { Alarm } from "@raceway/model/alarm";
import { alarmSubjects } from "@raceway/model/alarm-subject";
import { parsePointPath, pointPath } from "@raceway/model/identity";
import type { Plant } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Notifier } from "@raceway/ports/notifier";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { deferAcknowledgements } from "@raceway/source-mqtt/deferred-ack";
import { createRetainedCopies } from "@raceway/source-mqtt/retained-copies";
import type { AlarmAnswer } from "@raceway/wire/alarm-answer";
import type { AlarmReport } from "@raceway/wire/alarm-report";
import { decodeMessage } from "@raceway/wire/codec";
import { formatTopic, parseTopic, type Topic } from "@raceway/wire/topic";
import { decodeVerdict } from "@raceway/wire/verdict-codec";
import mqtt from "mqtt";
import { z } from "zod";
import { createAsked } from "./asked.ts";
import { createAlarmBook } from "./book/alarm-book.ts";
import type { AlarmIdentity } from "./book/memory.ts";
import { createStops } from "./book/stops.ts";
import { createSystemWatch, diskMessage } from "./book/system-watch.ts";
import { createEvenClock } from "./even-clock.ts";
import { createFollowedClock } from "./followed-clock.ts";
import { createHeldMessages } from "./held-messages.ts";
import { openAlarmJournal } from "./journal/alarm-journal.ts";
import { createAlarmRows } from "./journal/alarm-rows.ts";
import { createToldEntries } from "./journal/told-entries.ts";
import type { PushWay } from "./notify/push-desk.ts";
import { startNotification } from "./notify/start-notification.ts";
import { alarmReport } from "./report/report.ts";
import { type AlarmTopic, speedTopicsOf, subscriptions } from "./subscribed-topics.ts";

export interface AlarmsOptions {
  readonly plant: Plant;
  /** SQLite file of the alarms; `:memory:` forgets them at the end. */
  readonly journalPath: string;
  readonly mqtt: { readonly url: string; readonly username?: string; readonly password?: string };
  /** Ways to reach people, by channel id of the plant's `notify`. Closed with the service. */
  readonly notifiers?: ReadonlyMap<string, Notifier>;
  /** How phones and browsers are reached that people subscribe at the console; absent: they are not. */
  readonly push?: PushWay;
  /** Where what happens to alarms is written, for dashboards; not closed with the service. Absent: nowhere. */
  readonly store?: Pick<TelemetryStore, "write">;
  /**
   * Is told, once, that the journal is damaged and nothing more can be stored: end the process and start it again, which sets the file aside. Default: throws,
   * which ends the process.
   */
  readonly onBroken?: (error: Error) => void;
  /** Which plant file counts, for the service's own topic. */
  readonly plantFile?: () => object;
  readonly clock?: Clock;
  /**
   * The clock of the machine that services run on, and what {@link clock} says at one of its moments: where that is a simulated plant's, troubles of Raceway itself
   * still last as long as they last. Absent: they are one.
   */
  readonly host?: { readonly clock: Clock; readonly shown: (at: Nanos) => Nanos };
  readonly log: Log;
}

export interface Alarms {
  /** Metrics, what is covered, and how notification fares. */
  report(): AlarmReport;
  connected(): boolean;
  /** Why messages are held instead of being carried out, and how many; undefined: none is. */
  holding(): { readonly messages: number; readonly reason: string } | undefined;
  /** Copies the journal, as it is at one moment, to `alarms.sqlite` in a folder. */
  saveTo(folder: string): Promise<void>;
  /** Says how the service fares now. */
  tell(): void;
  /** Says `offline`, disconnects, lets messages that are being sent finish, and closes the journal. */
  close(): Promise<void>;
}

/** Waits so long between attempts to connect, plus up to half of it at random: a broker that returns is not run over. */
const RECONNECT_MS = 1000;
const TICK_MS = 1000;
const TICKS_PER_REPORT = 60;
/** After a change; evidence of many alarms changes all the time. */
const TICKS_PER_NEWER_REPORT = 10;
/** Journal lines are kept for so long: a year, and the audit of it. */
const KEPT_MS = 400 * 86_400_000;
const TICKS_PER_CLEANING = 3600;
const TICKS_PER_LOOK_AT_DISK = 10;
const TICKS_PER_CLOCK_NOTE = 60;

/**
 * Turns persistent verdicts into alarms, carries out what people do with them, and tells those who should know. Verdicts are retained, so this
 * works on levels: whatever was missed while away is read again, and what is published converges on what is so. A message is acknowledged once all that it
 * led to is stored; while the journal's disk is full messages are held, and an alarm says so.
 *
 * Returns at once; the connection is made, and made again, by itself.
 *
 * @throws Error when the journal cannot be opened.
 */
export function startAlarms(options: AlarmsOptions): Alarms {
  const { plant, log, clock = systemClock, notifiers = new Map<string, Notifier>() } = options;
  const journal = openAlarmJournal(options.journalPath, log);
  const broken = damageOnce({
    path: options.journalPath,
    says: { name: "alarm journal", stopped: "nothing is carried out" },
    log,
    onBroken: options.onBroken,
  });
  const status = formatTopic({ class: "service", site: plant.site, service: "alarms" });
  const answerTopic = formatTopic({ class: "alarm-answer", site: plant.site });
  const reportTopic = formatTopic({ class: "alarm-report", site: plant.site });
  const client = mqtt.connect(options.mqtt.url, {
    clientId: `raceway-alarms-${plant.site}`,
    ...(options.mqtt.username !== undefined && { username: options.mqtt.username }),
    ...(options.mqtt.password !== undefined && { password: options.mqtt.password }),
    // A session of its own keeps acts that arrive while this service is being restarted.
    clean: false,
    reconnectPeriod: RECONNECT_MS * (1 + Math.random() / 2),
    will: { topic: status, payload: Buffer.from('{"status":"offline"}'), qos: 1, retain: true },
  });
  const stops = createStops();
  const speedTopics = speedTopicsOf(plant);
  const ingestTopic = formatTopic({ class: "service", site: plant.site, service: "ingest" });
  const consoleTopic = formatTopic({ class: "service", site: plant.site, service: "console" });
  const even = createEvenClock(clock);
  const own = options.host === undefined ? even : createEvenClock(options.host.clock);
  const shown = (at: Nanos) => options.host?.shown(own.shown(at)) ?? even.shown(at);
  const system = createSystemWatch(own.now(), (at) => isoOf(shown(at)));
  const held = createHeldMessages(log);
  const copies = createRetainedCopies();
  const notification = startNotification({
    plant,
    journal,
    notifiers,
    ...(options.push && { push: options.push }),
    current: (id) => book.memory(id).alarm,
    // Whatever is due is looked up by it.
    clock: {
      ...clock,
      now() {
        followed.follow();
        return clock.now();
      },
    },
    even,
    log,
  });
  const rows = options.store && createAlarmRows({ store: options.store, clock, log });
  const book = createAlarmBook({
    plant,
    journal,
    clock,
    stops,
    ...(notification !== undefined && { address: notification.address }),
    onAlarm(identity, alarm) {
      publish(identity, alarm);
      reported = false;
      rows?.tell(identity.id, alarm);
      notification?.wake();
    },
  });
  const followed = createFollowedClock({
    clock,
    even,
    last: journal.lastClock,
    move: (by) => unbroken(() => book.clockSet(by)),
    onMoved: () => notification?.wake(),
    log,
  });
  for (const { identity, alarm } of book.open()) rows?.tell(identity.id, alarm);
  const known = new Set(alarmSubjects(plant).keys());
  attempt(() => journal.history.closeOthers(known, isoOf(clock.now())));
  followed.followSinceLastRun();
  const asked = createAsked({
    ...{ plant, book, journal, notifiers, notification, clock, answer, log },
    onChange: publishReport,
  });
  const entryTopic = formatTopic({ class: "alarm-entry", site: plant.site });
  const toldEntries = createToldEntries(
    journal,
    (body) => client.publishAsync(entryTopic, JSON.stringify(body), { qos: 1 }),
    log,
  );
  let ticks = 0;
  let saidHolding = false;
  let reported = true;
  let cancelTick = clock.after(TICK_MS, tick);
  notification?.wake();

  client.on("connect", () => {
    log.info({ url: options.mqtt.url }, "alarms: connected");
    copies.connected();
    const refused = (error: Error | null) => {
      if (error) log.error({ error: error.message }, "alarms: subscription refused");
    };
    client.subscribe(subscriptions(plant.site), { qos: 1 }, refused);
    // They come again and again, and must come also while a broker waits for acknowledgements of what is held.
    client.subscribe([ingestTopic, consoleTopic, ...speedTopics.keys()], { qos: 0 }, refused);
    for (const { identity, alarm } of book.open()) publish(identity, alarm);
    publishReport();
    sayHow(true);
  });
  client.on("close", () => held.forget());
  client.on("offline", () => log.warn({ url: options.mqtt.url }, "alarms: disconnected"));
  client.on("error", (error) => log.warn({ error: error.message }, "alarms: connection failed"));
  deferAcknowledgements(client, (packet, acknowledge, proceed) => {
    const topic = copies.isOutdated(packet.topic, packet.retain)
      ? undefined
      : parseTopic(packet.topic);
    const payload = Buffer.from(packet.payload);
    const carryOut = () => {
      if (topic === undefined) return undefined;
      followed.follow();
      return unbroken(() => receive(packet.topic, topic, payload, packet.retain));
    };
    held.receive({ carryOut, acknowledge }, proceed);
    sayHow();
  });

  return {
    report,
    connected: () => client.connected,
    holding: held.state,
    saveTo: (folder) => journal.copyTo(join(folder, "alarms.sqlite")),
    tell: () => sayHow(true),
    async close() {
      cancelTick();
      if (client.connected)
        await client.publishAsync(status, '{"status":"offline"}', { qos: 1, retain: true });
      await client.endAsync(!client.connected);
      await Promise.all([notification?.close(), rows?.close()]);
      journal.close();
    },
  };

  function tick(): void {
    ticks += 1;
    followed.follow();
    if (ticks % TICKS_PER_LOOK_AT_DISK === 1) lookAtDisk();
    held.retry();
    system.stuck(held.state()?.reason);
    attempt(() => {
      for (const finding of system.look(own.now(), client.connected)) book.system(finding);
    });
    attempt(book.tick);
    attempt(() => {
      if (ticks % (reported ? TICKS_PER_REPORT : TICKS_PER_NEWER_REPORT) === 0) publishReport();
      if (ticks % TICKS_PER_CLOCK_NOTE === 1) journal.noteClock(millis(clock.now()));
      // By the clock that nobody sets: one that is years ahead must not empty the journal.
      if (ticks % TICKS_PER_CLEANING === 0) journal.forget(millis(even.now()) - KEPT_MS);
    });
    sayHow();
    if (client.connected) void toldEntries.tell();
    cancelTick = clock.after(TICK_MS, tick);
  }

  /** What fails now (a full disk) is tried again with the next tick. */
  function attempt(work: () => void): void {
    try {
      unbroken(work);
    } catch (error) {
      log.error({ error: String(error) }, "alarms: the journal failed");
    }
  }

  function unbroken<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (isCorruption(error)) broken(error);
      throw error;
    }
  }

  function lookAtDisk(): void {
    if (options.journalPath === ":memory:") return;
    system.disk("alarms", diskSpace(dirname(options.journalPath)));
  }

  /** Says that this service is there, and what it cannot do, when that changes and at every connection. */
  function sayHow(atConnection = false): void {
    const holding = held.state();
    if (!client.connected || (!atConnection && saidHolding === (holding !== undefined))) return;
    saidHolding = holding !== undefined;
    const body = {
      status: "online",
      ...(holding && { holding: holding.reason }),
      ...(options.plantFile && { plantFile: options.plantFile() }),
    };
    client.publish(status, JSON.stringify(body), { qos: 1, retain: true });
  }

  function receive(
    text: string,
    topic: Topic,
    payload: Uint8Array,
    retained: boolean,
  ): Promise<void> | undefined {
    if (topic.class === "verdict") onVerdict(payload);
    else if (topic.class === "alarm" && retained) onRetainedAlarm(topic, payload);
    else if (text === ingestTopic) onIngest(payload, retained);
    else if (text === consoleTopic) onConsole(payload);
    else if (topic.class === "indicators" && !retained) onSpeed(text, payload);
    else return asked(topic, payload);
    return undefined;
  }

  function onVerdict(payload: Uint8Array): void {
    if (payload.length === 0) return;
    const verdict = decodeVerdict(payload);
    if (!verdict.ok) log.warn(verdict.rejection, "alarms: verdict not understood");
    else if (!book.verdict(verdict.body))
      log.warn({ point: verdict.body.point }, "alarms: verdict on a point the plant file lacks");
  }

  function answer(body: AlarmAnswer): void {
    client.publish(answerTopic, JSON.stringify(body), { qos: 1 });
  }

  function onSpeed(text: string, payload: Uint8Array): void {
    const machine = speedTopics.get(text);
    const message = decodeMessage(payload, speedMessage);
    if (machine !== undefined && message.ok)
      stops.heard(machine, message.body.indicators.speed, clock.now());
  }

  function onIngest(payload: Uint8Array, retained: boolean): void {
    const message = decodeMessage(payload, z.unknown());
    if (message.ok) system.heard(message.body, retained, own.now());
  }

  function onConsole(payload: Uint8Array): void {
    const message = decodeMessage(payload, consoleMessage);
    if (message.ok && message.body.disk) system.disk("console", message.body.disk);
  }

  /** What the broker still holds of an alarm that was closed while it could not be told. */
  function onRetainedAlarm(topic: AlarmTopic, payload: Uint8Array): void {
    if (payload.length === 0 || book.isOpen(pointPath(topic), topic.condition)) return;
    client.publish(formatTopic(topic), "", { qos: 1, retain: true });
  }

  function publish(identity: AlarmIdentity, alarm: Alarm | undefined): void {
    // Nothing is queued while offline: every open alarm is published again on connect.
    if (!client.connected) return;
    const { point, condition } = identity;
    const topic = formatTopic({ class: "alarm", ...parsePointPath(point), condition });
    client.publish(topic, alarm === undefined ? "" : JSON.stringify(alarm), {
      qos: 1,
      retain: true,
    });
  }

  function report(): AlarmReport {
    const told = notification?.status();
    // Where nobody is told there is nothing to say of it.
    const status = Object.keys(told?.channels ?? {}).length > 0 ? told : undefined;
    const parts = { plant, journal, book, ...(status !== undefined && { notification: status }) };
    return alarmReport(parts, clock.now());
  }

  function publishReport(): void {
    reported = true;
    if (client.connected)
      client.publish(reportTopic, JSON.stringify(report()), { qos: 1, retain: true });
  }
}

function millis(nanos: Nanos): number {
  return Number(nanos / 1_000_000n);
}

const consoleMessage = z.object({ disk: diskMessage.optional() });
const speedMessage = z.object({ indicators: z.object({ speed: z.number() }) });
