import type { Alarm } from "@raceway/model/alarm";
import { parsePointPath, pointPath } from "@raceway/model/identity";
import type { Plant } from "@raceway/model/plant";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { decodeAlarmAct } from "@raceway/wire/alarm-message";
import { formatTopic, parseTopic, type Topic, topicFilter } from "@raceway/wire/topic";
import { decodeVerdict } from "@raceway/wire/verdict-codec";
import mqtt from "mqtt";
import { createAlarmBook } from "./alarm-book.ts";
import { openAlarmJournal } from "./alarm-journal.ts";
import type { AlarmIdentity } from "./memory.ts";
import { createStops } from "./stops.ts";

export interface AlarmsOptions {
  readonly plant: Plant;
  /** SQLite file of the alarms; `:memory:` forgets them at the end. */
  readonly journalPath: string;
  readonly mqtt: { readonly url: string; readonly username?: string; readonly password?: string };
  readonly clock?: Clock;
  readonly log: Log;
}

export interface Alarms {
  /** Says `offline`, disconnects and closes the journal. */
  close(): Promise<void>;
}

/** Waits so long between attempts to connect, plus up to half of it at random: a broker that returns is not run over. */
const RECONNECT_MS = 1000;

/**
 * Turns persistent verdicts into alarms and carries out what people do with them. Verdicts are retained, so this works on levels: whatever was missed while
 * away is read again, and what is published converges on what is so.
 *
 * Returns at once; the connection is made, and made again, by itself.
 *
 * @throws Error when the journal cannot be opened.
 */
export function startAlarms(options: AlarmsOptions): Alarms {
  const { plant, log, clock = systemClock } = options;
  const journal = openAlarmJournal(options.journalPath, log);
  const status = formatTopic({ class: "service", site: plant.site, service: "alarms" });
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
  const book = createAlarmBook({ plant, journal, clock, stops, onAlarm: publish });

  let closing = false;
  let complaint = "";
  client.on("connect", () => {
    complaint = "";
    log.info({ url: options.mqtt.url }, "alarms: connected");
    client.subscribe(subscriptions(plant.site), { qos: 1 }, (error) => {
      if (error) log.error({ error: error.message }, "alarms: subscription refused");
    });
    for (const { identity, alarm } of book.open()) publish(identity, alarm);
    client.publish(status, '{"status":"online"}', { qos: 1, retain: true });
  });
  client.on("offline", () => log.warn({ url: options.mqtt.url }, "alarms: disconnected"));
  client.on("error", (error) => {
    // While closing, acknowledgements of messages that still arrive find no connection.
    if (closing || error.message === complaint) return;
    complaint = error.message;
    log.warn({ url: options.mqtt.url, error: error.message }, "alarms: broker connection failed");
  });
  // Runs to the journal's commit before mqtt.js acknowledges the message.
  client.on("message", (text, payload, packet) => {
    const topic = parseTopic(text);
    if (topic === undefined) return;
    try {
      receive(topic, payload, packet.retain);
    } catch (error) {
      log.error({ topic: text, error: String(error) }, "alarms: message not carried out");
    }
  });

  return {
    async close() {
      closing = true;
      if (client.connected)
        await client.publishAsync(status, '{"status":"offline"}', { qos: 1, retain: true });
      await client.endAsync(!client.connected);
      journal.close();
    },
  };

  function receive(topic: Topic, payload: Uint8Array, retained: boolean): void {
    if (topic.class === "verdict") onVerdict(payload);
    else if (topic.class === "alarm-act") onAct(topic, payload);
    else if (topic.class === "alarm" && retained) onRetainedAlarm(topic, payload);
  }

  function onVerdict(payload: Uint8Array): void {
    if (payload.length === 0) return;
    const verdict = decodeVerdict(payload);
    if (!verdict.ok) log.warn(verdict.rejection, "alarms: verdict not understood");
    else if (!book.verdict(verdict.body))
      log.warn({ point: verdict.body.point }, "alarms: verdict on a point the plant file lacks");
  }

  function onAct(topic: Topic & { class: "alarm-act" | "alarm" }, payload: Uint8Array): void {
    const act = decodeAlarmAct(payload);
    if (!act.ok) {
      log.warn(act.rejection, "alarms: act not understood");
      return;
    }
    const refused = book.act(pointPath(topic), topic.condition, act.body);
    if (refused !== undefined) log.warn({ ...act.body, refused }, "alarms: act refused");
  }

  /** What the broker still holds of an alarm that was closed while it could not be told. */
  function onRetainedAlarm(
    topic: Topic & { class: "alarm" | "alarm-act" },
    payload: Uint8Array,
  ): void {
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
}

function subscriptions(site: string): string[] {
  const known = { site };
  return [
    topicFilter("alarm", known),
    topicFilter("verdict", known),
    topicFilter("alarm-act", known),
  ];
}
