import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";

export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** Publications of one connection that may wait for their acknowledgement. */
const WINDOW = 32;

/** Sensors' connections to one door, each publishing in order at QoS 1. */
export async function openPublisher(port: number, connections: number) {
  const clients = await Promise.all(
    Array.from({ length: connections }, (_, n) =>
      connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: `bench-${n}`, clean: true }),
    ),
  );

  /** Sends what belongs to one connection: the n-th, then every `connections`-th. */
  async function sendShare(
    client: MqttClient,
    first: number,
    to: number,
    send: (client: MqttClient, k: number) => Promise<unknown>,
  ): Promise<void> {
    const open = new Set<Promise<unknown>>();
    for (let k = first; k < to; k += connections) {
      const sent = send(client, k);
      open.add(sent);
      void sent.finally(() => open.delete(sent));
      if (open.size >= WINDOW) await Promise.race(open);
    }
    await Promise.all(open);
  }

  return {
    /**
     * Publishes the messages `from` … `to` − 1; resolves when all are acknowledged.
     *
     * @param rate messages a second over all connections; absent: as fast as the door takes them. @param onSent called as each is handed over.
     */
    async publish(
      from: number,
      to: number,
      messageOf: (k: number) => Message,
      { rate, onSent }: { readonly rate?: number; readonly onSent?: (k: number) => void } = {},
    ): Promise<void> {
      const start = performance.now();
      const send = async (client: MqttClient, k: number) => {
        if (rate !== undefined) {
          const wait = start + ((k - from) * 1000) / rate - performance.now();
          if (wait > 0) await sleep(wait);
        }
        const { topic, payload } = messageOf(k);
        onSent?.(k);
        await client.publishAsync(topic, Buffer.from(payload), { qos: 1 });
      };
      await Promise.all(clients.map((client, n) => sendShare(client, from + n, to, send)));
    },
    async close(): Promise<void> {
      await Promise.all(clients.map((client) => client.endAsync(true)));
    },
  };
}
