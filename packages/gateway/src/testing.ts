import type { Log } from "@raceway/ports/log";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { createGateway, type GatewayOptions } from "./gateway.ts";

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

/** A gateway on a free port of the loopback interface (not yet open), and clients that `stop` ends. */
export function startGatewayBench(options: Partial<GatewayOptions> = {}) {
  const log = recordingLog();
  const gateway = createGateway({
    host: "127.0.0.1",
    port: 0,
    maxPayloadBytes: 256 * 1024,
    passage: (topic) =>
      topic.startsWith("raceway/v1/waveform/")
        ? "store"
        : topic.startsWith("foreign/")
          ? "foreign"
          : topic.startsWith("assumed/")
            ? "assumed"
            : "hand-on",
    log,
    ...options,
  });
  const clients: MqttClient[] = [];

  function connectSensor(client: IClientOptions = {}): MqttClient {
    const sensor = connect(`mqtt://127.0.0.1:${gateway.port}`, {
      protocolVersion: 4,
      reconnectPeriod: 20,
      ...client,
    });
    // Without a listener a broken connection would be an uncaught error; mqtt.js connects again by itself.
    sensor.on("error", () => undefined);
    clients.push(sensor);
    return sensor;
  }

  async function firstMessage(topic: string): Promise<Uint8Array> {
    const client = connectSensor();
    const first = new Promise<Uint8Array>((resolve) =>
      client.once("message", (_topic, payload) => resolve(payload)),
    );
    await client.subscribeAsync(topic, { qos: 1 });
    return first;
  }

  async function stop(): Promise<void> {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await gateway.close();
  }

  return { gateway, log, connectSensor, firstMessage, stop };
}
