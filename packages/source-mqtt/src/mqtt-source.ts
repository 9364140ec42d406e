import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Admit, Source, SourceStatus } from "@raceway/ports/source";
import { createBackoff } from "./backoff.ts";
import { checkBrokerUrl } from "./broker-url.ts";
import {
  type BrokerOptions,
  type Connection,
  type ConnectionEvents,
  connectToBroker,
} from "./connection.ts";
import { createReception, type Reception } from "./reception.ts";

/** Where the filters that the broker has in this client's session are remembered between processes. */
export interface FilterMemory {
  load(): readonly string[];
  save(filters: readonly string[]): void;
}

export interface MqttSourceOptions extends BrokerOptions {
  /** Filters to subscribe to, QoS 1. `$share` is refused: it breaks the order of a sensor's messages. */
  readonly topics: readonly string[];
  /** Without it, filters that were removed from the configuration stay in the broker's session until it ends. */
  readonly filterMemory?: FilterMemory;
  /** A larger payload is handed on as its head, with `oversize` set. */
  readonly maxPayloadBytes: number;
  /** Waiting before reconnecting, milliseconds. Default from 100 to 5000. */
  readonly reconnect?: { readonly firstMs: number; readonly maxMs: number };
  readonly clock?: Clock;
  readonly log: Log;
}

export interface MqttSource extends Source {
  /** Subscribes to other filters from now on, on the connection that there is; messages under filters that stay are not interrupted. @throws Error for filters that cannot be. */
  changeTopics(topics: readonly string[]): Promise<void>;
}

/** A connection that held so long was a good one: the next attempt after it need not wait long. */
const STABLE_MS = 10_000;

/**
 * The second door: a subscription to a broker that the plant already has. The session at the broker is persistent (own client id, QoS 1), so what
 * comes while Raceway is away waits there. A message is acknowledged to the broker after `admit` has resolved; when it rejects, the connection is
 * begun anew, so that the broker gives again what was not acknowledged. Never waits for analysis or a database.
 */
export function createMqttSource(given: MqttSourceOptions): MqttSource {
  let options = given;
  const { log, clock = systemClock } = options;
  const backoff = createBackoff({
    firstMs: 100,
    maxMs: 5000,
    ...options.reconnect,
    random: Math.random,
  });
  let state: SourceStatus["state"] = "closed";
  let reason: string | undefined;
  let connection: Connection | undefined;
  let reception: Reception | undefined;
  let cancelTimer: (() => void) | undefined;
  let attempts = 0;
  let subscribed = options.filterMemory?.load() ?? [];

  async function open(admit: Admit): Promise<void> {
    if (state !== "closed") throw new Error(`the subscription to ${options.url} is open already`);
    checkConfiguration(options);
    reception = createReception({ admit, clock, maxPayloadBytes: options.maxPayloadBytes });
    attempt(reception);
  }

  function attempt(through: Reception): void {
    state = "connecting";
    const events: ConnectionEvents = {
      onPacket: through.receiver((error) => {
        log.error(
          { err: error, url: options.url },
          "message not stored, therefore not acknowledged: connecting anew, so that the broker gives it again",
        );
        live.drop("a message could not be stored");
      }),
      onConnected: (welcomed) => void subscribe(welcomed),
      onClosed: (why, heldMs) => lost(through, why, heldMs),
    };
    const live = connectToBroker(options, events, clock.now);
    connection = live;
  }

  async function subscribe(live: Connection): Promise<void> {
    try {
      const removed = subscribed.filter((filter) => !options.topics.includes(filter));
      if (removed.length > 0) await live.unsubscribe(removed);
      const refused = await live.subscribe(options.topics);
      reportRefused(refused);
      subscribed = options.topics;
      options.filterMemory?.save(subscribed);
      await live.announce();
      if (connection !== live || state === "closed") return;
      state = "open";
      reason = undefined;
      log.info(
        { url: options.url, clientId: options.clientId, topics: options.topics },
        "subscribed",
      );
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
      live.drop(reason);
    }
  }

  /** One filter of several that is refused must not cost the others their data; when none is left, the login or its rights are wrong. */
  function reportRefused(filters: readonly string[]): void {
    if (filters.length === 0) return;
    const who = options.username ?? "a client without user name";
    const refusal = `the broker refuses ${who} the subscription to ${filters.join(", ")}: give it the right to read there`;
    if (filters.length === options.topics.length) throw new Error(refusal);
    log.error({ url: options.url, filters }, refusal);
  }

  function lost(through: Reception, why: string, heldMs: number): void {
    if (state === "closed") return;
    if (state === "open") attempts = 0;
    state = "connecting";
    reason = why;
    connection = undefined;
    if (heldMs >= STABLE_MS) backoff.reset();
    const waitMs = Math.round(backoff.next());
    attempts += 1;
    // The 1st, 2nd, 4th, 8th… failure in a row: a broker that is away for a day must not fill the log.
    if (Number.isInteger(Math.log2(attempts)))
      log.warn(
        { url: options.url, clientId: options.clientId, attempts, heldMs, waitMs },
        `not connected: ${why}`,
      );
    cancelTimer = clock.after(waitMs, () => attempt(through));
  }

  async function close(): Promise<void> {
    if (state === "closed") return;
    state = "closed";
    reason = undefined;
    cancelTimer?.();
    await reception?.close();
    await connection?.end();
    connection = undefined;
    log.info({ url: options.url }, "subscription closed");
  }

  return {
    name: "mqtt",
    open,
    async changeTopics(topics) {
      checkConfiguration({ ...options, topics });
      options = { ...options, topics };
      if (connection !== undefined && state === "open") await subscribe(connection);
    },
    async publish(topic, payload, how) {
      if (connection === undefined || state !== "open")
        throw new Error(
          `not connected to ${options.url}${reason === undefined ? "" : `: ${reason}`}`,
        );
      await connection.publish(topic, payload, how);
    },
    status() {
      const connections = state === "open" ? 1 : 0;
      return reason === undefined ? { state, connections } : { state, connections, reason };
    },
    close,
  };
}

function checkConfiguration({ url, clientId, topics }: MqttSourceOptions): void {
  checkBrokerUrl(url);
  if (clientId === "")
    throw new Error(
      "the client id is empty: a session that outlives a restart needs one of its own",
    );
  if (topics.length === 0) throw new Error("no topics to subscribe to: name one filter at least");
  const shared = topics.find((topic) => topic.startsWith("$share/"));
  if (shared !== undefined)
    throw new Error(
      `${shared}: a shared subscription breaks the order of a sensor's messages; subscribe without $share/, to fewer topics each`,
    );
}
