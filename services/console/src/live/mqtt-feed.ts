import { guarded } from "@raceway/ports/guarded";
import type { Log } from "@raceway/ports/log";
import { createRetainedCopies } from "@raceway/source-mqtt/retained-copies";
import { formatTopic, topicFilter } from "@raceway/wire/topic";
import mqtt from "mqtt";
import type { LiveState } from "./live-state.ts";

export interface BrokerAddress {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

/** Waits so long between attempts to connect, plus up to half of it at random: a broker that returns is not run over. */
const RECONNECT_MS = 1000;
/** How often the console says how it fares, as ingest does. */
const STATUS_MS = 10_000;

export type MqttFeed = ReturnType<typeof openMqttFeed>;

/**
 * Keeps the live state fed from the broker, over and over again after any loss. `answered` is told the alarm service's answers; `own` is what the alarm service is to
 * know of the console itself, at each connection and every 10 s.
 *
 * The session is clean: all that counts is retained and comes again with the subscription.
 */
export function openMqttFeed(
  address: BrokerAddress,
  site: string,
  live: LiveState,
  answered: (payload: Uint8Array) => void,
  log: Log,
  own: () => object = () => ({}),
) {
  const client = mqtt.connect(address.url, {
    clientId: `raceway-console-${site}-${Math.random().toString(36).slice(2, 10)}`,
    ...(address.username !== undefined && { username: address.username }),
    ...(address.password !== undefined && { password: address.password }),
    clean: true,
    reconnectPeriod: RECONNECT_MS * (1 + Math.random() / 2),
  });
  const copies = createRetainedCopies();
  let closing = false;
  let complaint = "";
  const status = formatTopic({ class: "service", site, service: "console" });
  // Not retained: there may be several, and one that is gone says nothing.
  const sayHow = guarded(
    () => {
      const body = JSON.stringify({ status: "online", ...own() });
      if (client.connected) client.publish(status, body, { qos: 0 });
    },
    (error) => log.warn({ error: String(error) }, "console: its own status cannot be told"),
  );
  const telling = setInterval(sayHow, STATUS_MS);
  client.on("connect", () => {
    complaint = "";
    copies.connected();
    log.info({ url: address.url }, "console: connected to the broker");
    live.setBroker(true);
    sayHow();
  });
  client.on("close", () => {
    if (!live.services().broker) return;
    if (!closing) log.warn({ url: address.url }, "console: connection to the broker lost");
    live.setBroker(false);
  });
  client.on("error", (error) => {
    // While closing, acknowledgements of messages that still arrive find no connection.
    if (closing || error.message === complaint) return;
    complaint = error.message;
    log.warn({ url: address.url, error: error.message }, "console: broker connection failed");
  });
  const answers = formatTopic({ class: "alarm-answer", site });
  client.on(
    "message",
    guarded(
      (topic: string, payload: Uint8Array, { retain }: { readonly retain: boolean }) => {
        if (copies.isOutdated(topic, retain)) return;
        if (topic === answers) {
          answered(payload);
          return;
        }
        const passedOver = live.receive(topic, payload);
        if (passedOver !== undefined)
          log.warn({ topic, passedOver }, "console: message passed over");
      },
      // A retained message comes again at every start: whatever it does here, the console goes on without it.
      (error, topic) =>
        log.error({ topic, error: String(error) }, "console: message passed over, reading failed"),
    ),
  );
  client.subscribe(filters(site), { qos: 1 }, (error) => {
    if (error) log.error({ error: error.message }, "console: subscription refused");
  });

  return {
    async publish(topic: string, payload: string): Promise<void> {
      // mqtt.js would otherwise keep it for a connection that may never come, and nobody would be told.
      if (!client.connected) throw new Error("not connected");
      await client.publishAsync(topic, payload, { qos: 1 });
    },
    async close(): Promise<void> {
      closing = true;
      clearInterval(telling);
      await client.endAsync(!client.connected);
    },
  };
}

function filters(site: string): string[] {
  const classes = [
    "state",
    "status",
    "verdict",
    "limits",
    "indicators",
    "spectrum",
    "latest-waveform",
    "alarm",
    "alarm-answer",
    "alarm-report",
    "part-result",
    "stand",
    "dead-letter",
    "lives",
    "service",
  ] as const;
  return classes.map((name) => topicFilter(name, { site }));
}
