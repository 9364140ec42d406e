import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { guarded } from "@raceway/ports/guarded";
import type { Log } from "@raceway/ports/log";
import type { Admit, Source, SourceStatus } from "@raceway/ports/source";
import { Aedes } from "aedes";
import { type AccessRules, openAccess } from "./access.ts";
import { chosenId } from "./account-client.ts";
import { createAllowance } from "./allowance.ts";
import { brokerRules } from "./broker-rules.ts";
import {
  type ConnectionLimits,
  createConnectionCount,
  DEFAULT_CONNECTION_LIMITS,
} from "./connection-limits.ts";
import { createDurableGate, type DurableGate, type Passage } from "./durable-gate.ts";
import { createFrameLimit } from "./frame-limit.ts";
import { limitConnection } from "./limited-connection.ts";
import { type Listener, listen, type TlsOptions } from "./listener.ts";
import { createSpeaker } from "./mqtt5/speaker.ts";
import { boundOfflineQueue } from "./offline-queue.ts";
import { createOversizeMark } from "./oversize-mark.ts";
import { type Peer, peerOf } from "./peer.ts";
import { readRevocationLists } from "./revocation-list.ts";
import { createSeldom } from "./seldom.ts";
import { listenWebSocket } from "./websocket-listener.ts";

export interface GatewayOptions {
  readonly host: string;
  /** 0: any free port, see {@link Gateway.port}. */
  readonly port: number;
  readonly tls?: TlsOptions;
  /** Also listens, without TLS, on a free port of 127.0.0.1: for the other parts of a process whose door asks for certificates. */
  readonly inside?: boolean;
  /** Port for MQTT over WebSocket, beside the other; 0: any free one. Absent: none. */
  readonly websocketPort?: number;
  /** Largest payload; a larger one is acknowledged and handed on as its head, with `oversize` set. */
  readonly maxPayloadBytes: number;
  /** What becomes of a publication. Must not throw. */
  readonly passage: (topic: string, payload: Uint8Array) => Passage;
  /** Default: everybody may do everything. */
  readonly access?: AccessRules;
  /** What to set when the port is busy, for the error: "set mqtt.port in the plant file or RACEWAY_MQTT_PORT". */
  readonly portHint?: string;
  /** Most messages that wait in memory for one absent client with a persistent session. Default 1000. */
  readonly offlineMessages?: number;
  /** Default {@link DEFAULT_CONNECTION_LIMITS}. */
  readonly connections?: Partial<ConnectionLimits>;
  /** A connection that has not said CONNECT by then is closed, milliseconds. Default 10 000. */
  readonly connectWithinMs?: number;
  readonly clock?: Clock;
  readonly log: Log;
}

export interface Gateway extends Source {
  /** The port it listens on; 0 before it is open. */
  readonly port: number;
  /** Of MQTT over WebSocket; undefined where there is none, or before it is open. */
  readonly websocketPort: number | undefined;
  /** The port for the parts of this process: {@link port}, or that of the listener `inside`. */
  readonly insidePort: number;
  /**
   * New keys, authorities and revocation lists: they count for new connections at once, and clients whose certificates are revoked by now are cut off.
   *
   * @throws Error when they do not fit each other; the old ones stay then.
   */
  renewTls(tls: TlsOptions): void;
}

/** How long `close` waits for clients to take what was written to them. */
const CLOSE_WITHIN_MS = 2000;
const CONNECT_WITHIN_MS = 10_000;
/** How often it is asked whether those who are connected may stay, milliseconds. */
const STAY_LOOK_MS = 3000;
/** What an MQTT 5 packet may have beside its payload: topic and properties. */
const PACKET_OVERHEAD_BYTES = 65_536;
/** How long a client may leave what is written to it unread: meanwhile it holds up those who publish to it. */
const DRAIN_TIMEOUT_MS = 5000;

/**
 * The MQTT door (3.1.1, and 5 in translation): a broker in this process whose PUBACK means stored. Sensors connect to it directly; what they publish on sensor topics is
 * acknowledged after `admit` has resolved, and not at all when it rejects: the connection is closed and the sensor sends again. Raceway's own topics
 * go from client to client as in any broker (QoS 0–2, retained messages, last will); all others are handed in too, some of each client, to be set aside.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { log, clock = systemClock } = options;
  const mark = createOversizeMark();
  const seldom = createSeldom(clock);
  const peers = new WeakMap<object, Peer>();
  const sockets = new Set<Duplex>();
  let state: SourceStatus["state"] = "closed";
  let broker: Aedes | undefined;
  let gate: DurableGate | undefined;
  let listener: Listener | undefined;
  let inside: Listener | undefined;
  let web: Listener | undefined;
  let cancelLook: (() => void) | undefined;

  async function startBroker(through: DurableGate): Promise<Aedes> {
    const rules = brokerRules({
      gate: through,
      access: options.access ?? openAccess,
      mark,
      peers,
      log,
      seldom,
    });
    const started = await Aedes.createBroker({
      ...rules.hooks,
      drainTimeout: DRAIN_TIMEOUT_MS,
      connectTimeout: options.connectWithinMs ?? CONNECT_WITHIN_MS,
    });
    boundOfflineQueue(started, {
      messages: options.offlineMessages ?? 1000,
      excluded: (topic, payload) =>
        mark.isMarked(payload) || options.passage(topic, payload) === "store",
      onDropped: (known) =>
        seldom(`queue ${known}`, (suppressed) =>
          log.warn(
            { clientId: chosenId(known), suppressed },
            "messages for an absent client are dropped: its session holds as many as it may",
          ),
        ),
    });
    rules.observe(started);
    const look = () => {
      rules.turnOut(started);
      cancelLook = clock.after(STAY_LOOK_MS, look);
    };
    look();
    return started;
  }

  function renewTls(tls: TlsOptions): void {
    const lists = tls.crl === undefined ? [] : readRevocationLists(String(tls.crl));
    listener?.renew(tls);
    web?.renew(tls);
    for (const socket of sockets) {
      const certificate = socket instanceof TLSSocket && socket.getPeerX509Certificate();
      if (!certificate || !lists.some((list) => list.isRevoked(certificate))) continue;
      log.warn({ ...peerOf(socket) }, "connection closed: its certificate is revoked");
      socket.destroy();
    }
  }

  function accept(socket: Duplex, peer: Peer): void {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    const filter = createFrameLimit({
      maxPayloadBytes: options.maxPayloadBytes,
      substitute: mark.write,
    });
    const speaker = createSpeaker({
      maxPacketBytes: options.maxPayloadBytes + PACKET_OVERHEAD_BYTES,
      refuse: (answer) => socket.write(answer),
      send: (bytes) => socket.write(bytes),
    });
    const connection = limitConnection(
      socket,
      (chunk) => speaker.incoming(chunk).flatMap(filter),
      speaker.outgoing,
    );
    peers.set(connection, peer);
    broker?.handle(connection);
  }

  /** A connection that cannot be begun costs its client a new attempt, and nobody else anything. */
  const accepted = guarded(accept, (error, socket, { address }) => {
    log.error({ err: error, address }, "connection not begun");
    socket.destroy();
  });
  const acceptSocket = (socket: Socket) => accepted(socket, peerOf(socket));

  function onHandshakeFailed(address: string, reason: string): void {
    seldom(`tls ${address}`, (suppressed) =>
      log.warn(
        { address, reason, suppressed },
        "TLS handshake failed: the client shows no certificate, one that the authority has not signed, or does not trust ours",
      ),
    );
  }

  async function open(admit: Admit): Promise<void> {
    if (state !== "closed") throw new Error("the gateway is open already");
    state = "connecting";
    try {
      const allowance = createAllowance(clock);
      gate = createDurableGate({ admit, clock, passage: options.passage, allowance, mark });
      broker = await startBroker(gate);
      const portHint = options.portHint ?? "choose another port";
      const mayEnter = createConnectionCount(
        { ...DEFAULT_CONNECTION_LIMITS, ...options.connections },
        (address, reason) =>
          seldom(`connections ${address}`, (suppressed) =>
            log.warn({ address, suppressed }, `connection refused: ${reason}`),
          ),
      );
      const common = { portHint, mayEnter, onHandshakeFailed };
      listener = await listen({ ...options, ...common }, acceptSocket);
      if (options.websocketPort !== undefined)
        web = await listenWebSocket(
          { ...options, ...common, port: options.websocketPort },
          accepted,
        );
      if (options.inside === true)
        inside = await listen({ host: "127.0.0.1", port: 0, ...common }, acceptSocket);
    } catch (error) {
      state = "closed";
      await Promise.all([closeBroker(), listener?.close(), web?.close()]);
      throw error;
    }
    state = "open";
    log.info(
      { host: options.host, port: listener.port, tls: options.tls !== undefined },
      "gateway listens",
    );
  }

  async function closeBroker(): Promise<void> {
    cancelLook?.();
    const closing = broker;
    broker = undefined;
    if (closing !== undefined) await new Promise<void>((resolve) => closing.close(resolve));
  }

  async function close(): Promise<void> {
    if (state !== "open") return;
    state = "closed";
    const gone = Promise.all([listener?.close(), inside?.close(), web?.close()]);
    listener = undefined;
    inside = undefined;
    web = undefined;
    await gate?.close();
    // The acknowledgements of what was just stored are on their way to the sockets.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    for (const socket of sockets) socket.end();
    await Promise.race([closeBroker(), sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
    for (const socket of sockets) socket.destroy();
    await gone;
    log.info({ port: options.port }, "gateway closed");
  }

  return {
    name: "gateway",
    get port() {
      return listener?.port ?? 0;
    },
    get websocketPort() {
      return web?.port;
    },
    get insidePort() {
      return (inside ?? listener)?.port ?? 0;
    },
    open,
    renewTls,
    publish(topic, payload, { retain }) {
      const through = broker;
      if (through === undefined) return Promise.reject(new Error("the gateway is not open"));
      return new Promise((resolve, reject) => {
        const packet = {
          cmd: "publish",
          topic,
          payload: Buffer.from(payload),
          qos: 1,
          retain,
          dup: false,
        } as const;
        through.publish(packet, (error) => (error ? reject(error) : resolve()));
      });
    },
    status() {
      const keptBack = gate?.keptBack ?? 0;
      return {
        state,
        connections: broker?.connectedClients ?? 0,
        ...(keptBack > 0 && { keptBack }),
      };
    },
    close,
  };
}
