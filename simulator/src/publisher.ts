import type { PointPath } from "@raceway/model/identity";
import { parsePointPath } from "@raceway/model/identity";
import type { MeasuredRecord, Waveform } from "@raceway/model/record";
import { encodeReading, encodeWaveform, jsonBytes } from "@raceway/wire/codec";
import { formatTopic } from "@raceway/wire/topic";
import { connectAsync, type IClientOptions } from "mqtt";
import { randomFor } from "./random.ts";

export interface SensorLogin {
  /** e.g. `mqtt://127.0.0.1:1883` */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Put before the client id, so that two simulators do not throw each other out. Default `sim`. */
  readonly clientPrefix?: string;
  /** PEM of the authority that signed the broker's certificate. */
  readonly ca?: string;
}

/** A sensor node on one measurement point, speaking MQTT. */
export interface SensorNode {
  /** Resolves when the broker has acknowledged: stored, at Raceway's own gateway. Waits while it is away. Rejects after `close`. */
  publish(record: MeasuredRecord): Promise<void>;
  /** Says `offline` and disconnects; what is unacknowledged after a second is given up. */
  close(): Promise<void>;
}

/**
 * Connects the sensor node of one point: own client id, QoS 1, retained `online` at every connect and `offline` as last will, reconnect with its
 * own delay so that a plant's nodes do not come back all at once.
 *
 * @throws Error when the first connect fails (refused, bad login), naming address and point.
 */
export async function openSensorNode(point: PointPath, login: SensorLogin): Promise<SensorNode> {
  const id = parsePointPath(point);
  const status = formatTopic({ class: "status", ...id });
  const { url, username, password, clientPrefix = "sim", ca } = login;
  const options: IClientOptions = {
    clientId: `${clientPrefix}-${id.line}-${id.machine}-${id.point}`,
    clean: false,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(ca !== undefined && { ca }),
    reconnectPeriod: 1000 + Math.floor(1000 * randomFor(point, "reconnect").uniform()),
    will: { topic: status, payload: statusPayload("offline"), qos: 1, retain: true },
  };
  // No retries yet: a wrong address or login must be told at once.
  const client = await connectAsync(url, options, false).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the simulated sensor of ${point} cannot connect to ${url}: ${why}`, {
      cause: error,
    });
  });
  const sayOnline = (): void => {
    client.publish(status, statusPayload("online"), { qos: 1, retain: true });
  };
  client.on("connect", sayOnline);
  // Without a listener a lost connection would end the process; reconnecting is what a sensor does.
  client.on("error", () => {});
  sayOnline();
  return {
    async publish(record) {
      const { channel } = record;
      const topic = formatTopic({ class: record.type, ...id, channel });
      await client.publishAsync(topic, Buffer.from(payloadOf(record)), { qos: 1 });
    },
    async close() {
      if (client.connected) {
        const goodbye = client.publishAsync(status, statusPayload("offline"), {
          qos: 1,
          retain: true,
        });
        await Promise.race([goodbye, new Promise((resolve) => setTimeout(resolve, 1000))]);
      }
      await client.endAsync(true);
    },
  };
}

function statusPayload(status: "online" | "offline"): Buffer {
  return Buffer.from(jsonBytes({ status }));
}

/** CBOR; waveforms as 16-bit samples of the block's own range, as a converter with automatic range delivers them. */
export function payloadOf(record: MeasuredRecord): Uint8Array {
  if (record.type === "reading") return encodeReading(record, "cbor");
  return encodeWaveform(record, "cbor", { int16Scale: int16Scale(record) });
}

function int16Scale({ samples }: Waveform): number {
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return peak > 0 ? peak / 32_767 : 1;
}
