import type { Nanos } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { PublishOptions } from "@raceway/ports/source";
import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { deferAcknowledgements } from "./deferred-ack.ts";

/** Takes a message: acknowledges it when it is stored, and lets the next one come. */
export type PacketReceiver = (
  packet: IPublishPacket,
  acknowledge: () => void,
  proceed: () => void,
) => void;

/** A text, or one that carries a time by the clock: `online` and the will that of connecting, the goodbye that of going. */
export type PresenceText = Uint8Array | ((at: Nanos) => Uint8Array);

export interface Presence {
  readonly topic: string;
  readonly online: PresenceText;
  readonly offline: PresenceText;
}

export interface BrokerOptions {
  /** `mqtt://host:1883`, `mqtts://host:8883`, `ws://…` or `wss://…`. */
  readonly url: string;
  /** Stable and not used by anyone else: it names the session in which the broker keeps messages while we are away. */
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: {
    readonly ca?: string | Buffer;
    readonly cert?: string | Buffer;
    readonly key?: string | Buffer;
    /** Only for a broker whose certificate names another host. */
    readonly serverName?: string;
  };
  /** Retained topic that says whether we are there; the last will clears it. */
  readonly presence?: Presence;
  /** True: the broker forgets the session when we go, as Sparkplug demands. Default false. */
  readonly cleanSession?: boolean;
  /** Seconds. Default 3: a connection that died without a word (a cut cable, a lost NAT entry) is noticed within 5 s. */
  readonly keepAlive?: number;
}

export interface ConnectionEvents {
  readonly onPacket: PacketReceiver;
  readonly onConnected: (connection: Connection) => void;
  /** Once, when the connection is over or could not be made: why, and how long it held after the broker's welcome, milliseconds. */
  readonly onClosed: (why: string, heldMs: number) => void;
}

export interface Connection {
  /** @returns the filters that the broker refused. */
  subscribe(filters: readonly string[]): Promise<readonly string[]>;
  unsubscribe(filters: readonly string[]): Promise<void>;
  publish(topic: string, payload: Uint8Array, options: PublishOptions): Promise<void>;
  /** Publishes that we are there. */
  announce(): Promise<void>;
  /** Breaks off without a goodbye: the broker keeps what was not acknowledged. */
  drop(why?: string): void;
  /** Says that we are going, and disconnects. */
  end(): Promise<void>;
}

/** How long `end` waits for a broker that no longer answers. */
const END_WITHIN_MS = 2000;
const SUBACK_REFUSED = 128;
const KEPT: PublishOptions = { retain: true };

/**
 * One connection, from its first attempt to its end; the next one is a new one. So an acknowledgement can never reach a connection other than its
 * message's, and waiting between attempts is the caller's.
 */
export function connectToBroker(
  options: BrokerOptions,
  events: ConnectionEvents,
  now: Clock["now"] = systemClock.now,
): Connection {
  const connectingAt = now();
  const client = connect(options.url, clientOptions(options, connectingAt));
  let why: string | undefined;
  let connectedAt: number | undefined;
  let ending = false;
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);

  deferAcknowledgements(client, events.onPacket);
  client.on("connect", () => {
    connectedAt = performance.now();
    events.onConnected(connection);
  });
  client.on("error", (error) => {
    why ??= explain(error, options);
  });
  client.once("close", () => {
    client.end(true);
    const heldMs = connectedAt === undefined ? 0 : Math.round(performance.now() - connectedAt);
    const reason = why ?? closedByBroker(connectedAt !== undefined, options);
    lost.reject(new Error(reason));
    if (!ending) events.onClosed(reason, heldMs);
  });

  /** Settles with the work, or rejects when the connection is lost before. */
  function whileConnected<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, lost.promise]);
  }

  const connection: Connection = {
    subscribe: (filters) => whileConnected(subscribeAll(client, filters)),
    async unsubscribe(filters) {
      await whileConnected(client.unsubscribeAsync([...filters]));
    },
    async publish(topic, payload, { retain, qos = 1 }) {
      await whileConnected(client.publishAsync(topic, Buffer.from(payload), { qos, retain }));
    },
    async announce() {
      const { presence } = options;
      if (presence !== undefined)
        await connection.publish(presence.topic, textAt(presence.online, connectingAt), KEPT);
    },
    drop(reason) {
      why ??= reason;
      client.stream.destroy();
    },
    async end() {
      ending = true;
      await Promise.race([sayGoodbye(client, connection, options, now), afterMs(END_WITHIN_MS)]);
      client.end(true);
    },
  };
  return connection;
}

function textAt(text: PresenceText, at: Nanos): Uint8Array {
  return typeof text === "function" ? text(at) : text;
}

function clientOptions(
  { tls, presence, ...options }: BrokerOptions,
  connectingAt: Nanos,
): IClientOptions {
  return {
    protocolVersion: 4,
    clean: options.cleanSession ?? false,
    clientId: options.clientId,
    keepalive: options.keepAlive ?? 3,
    reconnectPeriod: 0,
    resubscribe: false,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls?.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls?.key === undefined ? {} : { key: tls.key }),
    ...(tls?.serverName === undefined ? {} : { servername: tls.serverName }),
    ...(presence === undefined
      ? {}
      : {
          will: {
            topic: presence.topic,
            payload: Buffer.from(textAt(presence.offline, connectingAt)),
            qos: 1,
            retain: true,
          },
        }),
  };
}

/**
 * mqtt.js says of several filters only that one was refused; the broker's own answer, which comes along, says which: one code a filter, in order.
 *
 * @returns the filters that were refused.
 */
function subscribeAll(client: MqttClient, filters: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    client.subscribe([...filters], { qos: 1 }, (error, _grants, suback) => {
      if (suback === undefined) reject(error ?? new Error("the broker gave no answer"));
      else
        resolve(
          filters.filter((_filter, index) => Number(suback.granted[index]) >= SUBACK_REFUSED),
        );
    });
  });
}

async function sayGoodbye(
  client: MqttClient,
  connection: Connection,
  { presence }: BrokerOptions,
  now: Clock["now"],
): Promise<void> {
  if (!client.connected) return;
  // A clean goodbye keeps the broker from publishing the last will, so it is said here.
  if (presence !== undefined)
    await connection
      .publish(presence.topic, textAt(presence.offline, now()), KEPT)
      .catch(() => undefined);
  await client.endAsync().catch(() => undefined);
}

function afterMs(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

function explain(error: Error, { url, username }: BrokerOptions): string {
  const code: unknown = Reflect.get(error, "code");
  if (code === "ECONNREFUSED")
    return `nobody listens at ${url}: is the broker running, is the port right?`;
  if (code === "ENOTFOUND") return `the host of ${url} is unknown: is the name right?`;
  if (code === 4 || code === 5)
    return `${url} refuses the login of ${username === undefined ? "a client without user name" : `"${username}"`}: ${error.message}`;
  return `${url}: ${error.message}`;
}

function closedByBroker(welcomed: boolean, { url, clientId }: BrokerOptions): string {
  return welcomed
    ? `${url} closed the connection without a reason: when this goes on, another client uses the client id "${clientId}" too`
    : `${url} closed the connection before its welcome: does it speak MQTT 3.1.1 there${url.startsWith("mqtts") ? "" : ", without TLS"}?`;
}
