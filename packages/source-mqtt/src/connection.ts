import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { deferAcknowledgements } from "./deferred-ack.ts";

/** Takes a message: acknowledges it when it is stored, and lets the next one come. */
export type PacketReceiver = (
  packet: IPublishPacket,
  acknowledge: () => void,
  proceed: () => void,
) => void;

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
  readonly presence?: {
    readonly topic: string;
    readonly online: Uint8Array;
    readonly offline: Uint8Array;
  };
  /** Seconds. Default 30. */
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
  publish(topic: string, payload: Uint8Array, retain: boolean): Promise<void>;
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

/**
 * One connection, from its first attempt to its end; the next one is a new one. So an acknowledgement can never reach a connection other than its
 * message's, and waiting between attempts is the caller's.
 */
export function connectToBroker(options: BrokerOptions, events: ConnectionEvents): Connection {
  const client = connect(options.url, clientOptions(options));
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
    async publish(topic, payload, retain) {
      await whileConnected(client.publishAsync(topic, Buffer.from(payload), { qos: 1, retain }));
    },
    async announce() {
      const { presence } = options;
      if (presence !== undefined) await connection.publish(presence.topic, presence.online, true);
    },
    drop(reason) {
      why ??= reason;
      client.stream.destroy();
    },
    async end() {
      ending = true;
      await Promise.race([sayGoodbye(client, connection, options), afterMs(END_WITHIN_MS)]);
      client.end(true);
    },
  };
  return connection;
}

function clientOptions({ tls, presence, ...options }: BrokerOptions): IClientOptions {
  return {
    protocolVersion: 4,
    clean: false,
    clientId: options.clientId,
    keepalive: options.keepAlive ?? 30,
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
            payload: Buffer.from(presence.offline),
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
): Promise<void> {
  if (!client.connected) return;
  // A clean goodbye keeps the broker from publishing the last will, so it is said here.
  if (presence !== undefined)
    await connection.publish(presence.topic, presence.offline, true).catch(() => undefined);
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
