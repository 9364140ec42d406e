import { guarded } from "@raceway/ports/guarded";
import type { Log } from "@raceway/ports/log";
import type { Aedes, AedesOptions, AuthenticateError, Client } from "aedes";
import { type AccessRules, type Login, LoginThrottled, type Session } from "./access.ts";
import { accountClient } from "./account-client.ts";
import type { DurableGate } from "./durable-gate.ts";
import type { createOversizeMark } from "./oversize-mark.ts";
import type { Peer } from "./peer.ts";
import type { createSeldom } from "./seldom.ts";

export interface BrokerRulesOptions {
  readonly gate: DurableGate;
  readonly access: AccessRules;
  readonly mark: ReturnType<typeof createOversizeMark>;
  /** Who is behind a connection. */
  readonly peers: WeakMap<object, Peer>;
  readonly log: Log;
  readonly seldom: ReturnType<typeof createSeldom>;
}

/** CONNACK with return code 2, identifier rejected (MQTT 3.1.1 §3.2.2.3). */
const IDENTIFIER_REJECTED = Buffer.from([0x20, 2, 0, 2]);

/** CONNACK return codes of MQTT 3.1.1, §3.2.2.3. */
const CONNACK = { unavailable: 3, badLogin: 4 } as const;

/** What the broker asks before it lets a client in, takes or hands on a message, and what is said of its clients in the log. */
export function brokerRules({ gate, access, mark, peers, log, seldom }: BrokerRulesOptions) {
  const sessions = new WeakMap<Client, Session>();
  const present = new Map<string, Session>();
  /** Errors, and clients that are about to fail, of which the log has told in better words than the broker's. */
  const told = new WeakSet<Error | Client>();
  const addressOf = (client: Client) => peers.get(client.conn)?.address ?? "?";
  /** The id is the one that the client chose. */
  const factsOf = (client: Client | null) => ({
    clientId: client === null ? undefined : (sessions.get(client)?.clientId ?? client.id),
    address: client === null ? undefined : addressOf(client),
  });

  function refusePublication(client: Client | null, topic: string, objection: string): void {
    seldom(`publish ${client?.id}`, (suppressed) =>
      log.warn(
        { ...factsOf(client), topic, suppressed },
        `message refused and connection closed: ${objection}`,
      ),
    );
  }

  function notStored(client: Client | null, topic: string, error: Error): void {
    told.add(error);
    seldom("not stored", (suppressed) =>
      log.error(
        { ...factsOf(client), topic, err: error, suppressed },
        "message not stored, therefore not acknowledged: its connection is closed, the sender will send it again",
      ),
    );
  }

  /** A fault of ours, or of the broker's, when it went on: its connection is the price, not the process. */
  function closed(client: Client | null, error: unknown, message: string): void {
    if (client !== null) told.add(client);
    seldom(message, (suppressed) =>
      log.error({ ...factsOf(client), err: error, suppressed }, message),
    );
    client?.conn.destroy();
  }

  function reportTakeover(key: string, session: Session): void {
    const { clientId, address } = session;
    const before = present.get(key);
    if (before === undefined) return;
    seldom(`takeover ${key}`, (suppressed) =>
      log.warn(
        { clientId, address, before: before.address, suppressed },
        "a second connection uses the same client id, the first was closed: when this goes on, give every sensor a client id of its own",
      ),
    );
  }

  async function authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<AuthenticateError | undefined> {
    const login = loginOf(client, username, password, peers.get(client.conn));
    const facts = { clientId: client.id, address: login.address };
    const refuse = (message: string) => {
      seldom(`login ${client.id}`, (suppressed) => log.warn({ ...facts, suppressed }, message));
      return refusal(message, CONNACK.badLogin);
    };
    try {
      const identity = await access.authenticate(login);
      if (identity === undefined)
        return refuse("login refused: unknown user, wrong password, or not from here");
      const session = { ...facts, ...identity };
      client.id = accountClient(identity.name, client.id);
      reportTakeover(client.id, session);
      sessions.set(client, session);
      return undefined;
    } catch (error) {
      if (error instanceof LoginThrottled) {
        seldom(`throttled ${login.address}`, (suppressed) =>
          log.warn({ ...facts, suppressed }, error.message),
        );
        return refusal(error.message, CONNACK.unavailable);
      }
      log.error({ err: error, clientId: client.id }, "login could not be checked");
      return refusal("login could not be checked", CONNACK.unavailable);
    }
  }

  /** Says why a client may not publish on a topic; undefined when it may. */
  function publishObjection(client: Client | null, topic: string): string | undefined {
    if (topic.startsWith("$")) return "topics that begin with $ belong to the broker";
    const session = client === null ? undefined : sessions.get(client);
    if (client !== null && session === undefined) return "the client is not logged in";
    if (session !== undefined && !access.mayPublish(session, topic))
      return `role ${session.role} may not publish there`;
    return undefined;
  }

  function subscribeObjection(client: Client, filter: string): string | undefined {
    if (filter.startsWith("$share/"))
      return "shared subscriptions are not served here: subscribe without $share/, once per client";
    if (filter.startsWith("$")) return "topics that begin with $ belong to the broker";
    const session = sessions.get(client);
    if (session === undefined) return "the client is not logged in";
    if (!access.maySubscribe(session, filter)) return `role ${session.role} may not read there`;
    return undefined;
  }

  const hooks = {
    preConnect(client, packet, callback) {
      // A kept session needs a name to be found by [MQTT-3.1.3-8].
      const nameless = packet.clientId === "" && packet.clean === false;
      if (nameless) {
        told.add(client);
        seldom(`nameless ${addressOf(client)}`, (suppressed) =>
          log.warn(
            { address: addressOf(client), suppressed },
            "connection refused: a client without a client id asks for a session that is kept (clean session 0)",
          ),
        );
        client.conn.end(IDENTIFIER_REJECTED);
      }
      callback(null, !nameless);
    },
    authenticate: guarded(
      async (client, username, password, done) => {
        const error = await authenticate(client, username, password);
        if (error !== undefined) told.add(error);
        done(error ?? null, error === undefined);
      },
      (error, client) => closed(client, error, "client could not be let in"),
    ),
    authorizePublish: guarded(
      async (client, packet, callback) => {
        const { topic } = packet;
        const passage = gate.passage(packet);
        const objection = publishObjection(client, topic);
        // What is only set aside harms nobody, and is how a person learns of a sensor that speaks in its own way.
        if (objection !== undefined && (passage !== "foreign" || topic.startsWith("$"))) {
          refusePublication(client, topic, objection);
          const refused = new Error(objection);
          told.add(refused);
          callback(refused);
          return;
        }
        try {
          const shared = objection === undefined && passage !== "assumed";
          const sender = factsOf(client).clientId;
          await gate.pass(packet, passage, { client: client?.id ?? "", sender, shared });
        } catch (error) {
          const failed = error instanceof Error ? error : new Error(String(error));
          notStored(client, topic, failed);
          callback(failed);
          return;
        }
        callback(null);
      },
      (error, client) => closed(client, error, "message not handed on"),
    ),
    authorizeSubscribe(client, subscription, callback) {
      const objection = subscribeObjection(client, subscription.topic);
      if (objection === undefined) {
        callback(null, subscription);
        return;
      }
      seldom(`subscribe ${client.id} ${subscription.topic}`, (suppressed) =>
        log.warn(
          {
            ...factsOf(client),
            filter: subscription.topic,
            suppressed,
          },
          `subscription refused: ${objection}`,
        ),
      );
      callback(null, null);
    },
    authorizeForward: (client, packet) => {
      // A cut message stands for one that nobody may take for whole.
      if (typeof packet.payload !== "string" && mark.isMarked(packet.payload)) return null;
      const session = sessions.get(client);
      return session !== undefined && access.maySubscribe(session, packet.topic) ? packet : null;
    },
  } satisfies AedesOptions;

  /** Tells of clients that come, go and fail. */
  function observe(broker: Aedes): void {
    broker.on("clientReady", (client) => {
      const session = sessions.get(client);
      if (session === undefined) return;
      present.set(client.id, session);
      log.info({ ...session, clean: client.clean }, "client connected");
    });
    broker.on("clientDisconnect", (client) => {
      if (present.get(client.id) === sessions.get(client)) present.delete(client.id);
      log.info(factsOf(client), "client disconnected");
    });
    broker.on("keepaliveTimeout", (client) => {
      told.add(client);
      log.warn(
        factsOf(client),
        "client silent for one and a half times its keep-alive: connection closed",
      );
    });
    const onError = (client: Client, error: Error) => {
      if (told.has(error) || told.has(client)) return;
      seldom(`error ${client.id ?? addressOf(client)}`, (suppressed) =>
        log.warn({ ...factsOf(client), suppressed }, `connection closed: ${error.message}`),
      );
    };
    broker.on("clientError", onError);
    broker.on("connectionError", onError);
  }

  /** Closes the connections of clients that may not stay any more. */
  function turnOut(broker: Aedes): void {
    for (const [client, session] of connected(broker)) {
      if (access.mayStay?.(session) !== false) continue;
      told.add(client);
      log.warn({ ...session }, "connection closed: its account is gone, disabled or changed");
      client.close();
    }
  }

  function connected(broker: Aedes): readonly (readonly [Client, Session])[] {
    // aedes keeps its clients by id, and has no type for that.
    const { clients } = broker as unknown as { clients: Readonly<Record<string, Client>> };
    return Object.values(clients).flatMap((client) => {
      const session = sessions.get(client);
      return session === undefined ? [] : [[client, session] as const];
    });
  }

  return { hooks, observe, turnOut };
}

function loginOf(
  client: Client,
  username: string | undefined,
  password: Buffer | undefined,
  peer: Peer | undefined,
): Login {
  return {
    clientId: client.id,
    address: peer?.address ?? "?",
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: password.toString() }),
    ...(peer?.certificateName === undefined ? {} : { certificateName: peer.certificateName }),
  };
}

function refusal(message: string, returnCode: 3 | 4): AuthenticateError {
  return Object.assign(new Error(message), { returnCode });
}
