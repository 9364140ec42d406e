import { connect as connectSocket, createServer, type Server, type Socket } from "node:net";
import type { SourceBench } from "@raceway/ports/contract/source";
import type { Log } from "@raceway/ports/log";
import { connect, type MqttClient } from "mqtt";
import { createMqttSource, type MqttSourceOptions } from "./mqtt-source.ts";

/** A stretch of network that a test can cut. */
export interface Wire {
  readonly port: number;
  /** Breaks every connection that runs over it. */
  cut(): void;
  close(): Promise<void>;
}

/** Passes TCP connections on to a port of this machine. */
export async function layWire(targetPort: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connectSocket(targetPort, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const port = await listenAnywhere(server);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

/** Listens on a free port of the loopback interface. */
export async function listenAnywhere(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server has no TCP port");
  return address.port;
}

/** One line that was logged. */
export interface LoggedLine {
  readonly level: "info" | "warn" | "error";
  readonly facts: object;
  readonly message: string;
}

/** A log that keeps its lines. */
export function recordingLog(): Log & { readonly lines: LoggedLine[] } {
  const lines: LoggedLine[] = [];
  const keep = (level: LoggedLine["level"]) => (facts: object, message: string) => {
    lines.push({ level, facts, message });
  };
  return { lines, info: keep("info"), warn: keep("warn"), error: keep("error") };
}

export interface SubscriptionBench extends SourceBench {
  readonly log: ReturnType<typeof recordingLog>;
  /** The address that the source connects to. */
  readonly url: string;
  /** A client of the broker itself; it ends with the bench. */
  connectClient(): MqttClient;
}

/** A source subscribed over a wire that can be cut to a broker on `brokerPort`, with a sensor on the broker's other side. */
export async function startSubscriptionBench(
  brokerPort: number,
  stopBroker: () => Promise<void>,
  options: Partial<MqttSourceOptions> = {},
): Promise<SubscriptionBench> {
  const wire = await layWire(brokerPort);
  const url = `mqtt://127.0.0.1:${wire.port}`;
  const log = recordingLog();
  const source = createMqttSource({
    url,
    clientId: "raceway-ingest",
    topics: ["raceway/v1/waveform/#"],
    maxPayloadBytes: 256 * 1024,
    reconnect: { firstMs: 20, maxMs: 100 },
    log,
    ...options,
  });
  const clients: MqttClient[] = [];
  const connectClient = () => {
    const client = connect(`mqtt://127.0.0.1:${brokerPort}`, { protocolVersion: 4 });
    client.on("error", () => undefined);
    clients.push(client);
    return client;
  };
  const sensor = connectClient();
  return {
    source,
    log,
    url,
    connectClient,
    send: async (topic, payload) => {
      await sensor.publishAsync(topic, Buffer.from(payload), { qos: 1 });
    },
    interrupt: wire.cut,
    async receive(topic) {
      const client = connectClient();
      const first = new Promise<Uint8Array>((resolve) =>
        client.once("message", (_topic, payload) => resolve(payload)),
      );
      await client.subscribeAsync(topic, { qos: 1 });
      return first;
    },
    async stop() {
      await source.close();
      await Promise.all(clients.map((client) => client.endAsync(true)));
      await wire.close();
      await stopBroker();
    },
  };
}
