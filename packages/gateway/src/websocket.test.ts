import { createServer } from "node:net";
import { connectAsync } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { startGatewayBench } from "./testing.ts";

const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function openBench() {
  const bench = startGatewayBench({ websocketPort: 0 });
  stops.push(bench.stop);
  const topics: string[] = [];
  await bench.gateway.open(async ({ topic }) => {
    topics.push(topic);
  });
  return { topics, origin: `127.0.0.1:${bench.gateway.websocketPort}` };
}

describe("MQTT over WebSocket", () => {
  it.each([4, 5] as const)(
    "takes messages of protocol level %s as the other door does",
    async (protocolVersion) => {
      const { topics, origin } = await openBench();
      const client = await connectAsync(`ws://${origin}/mqtt`, { protocolVersion });
      await client.publishAsync(TOPIC, Buffer.alloc(100_000, 1), { qos: 1 });
      expect(topics).toEqual([TOPIC]);
      await client.endAsync();
    },
  );

  it("names the way out when its port is busy, and leaves no door open", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    stops.push(() => new Promise((resolve) => other.close(() => resolve())));
    const address = other.address();
    const websocketPort = typeof address === "object" && address !== null ? address.port : 0;
    const { gateway } = startGatewayBench({ websocketPort, portHint: "set RACEWAY_MQTT_WS_PORT" });
    await expect(gateway.open(async () => undefined)).rejects.toThrow(
      `port ${websocketPort} on 127.0.0.1 is in use by another program: set RACEWAY_MQTT_WS_PORT`,
    );
    expect(gateway.status().state).toBe("closed");
  });

  it("says what it is to a browser that comes without", async () => {
    const { origin } = await openBench();
    const response = await fetch(`http://${origin}/`);
    expect([response.status, await response.text()]).toEqual([
      426,
      "MQTT over WebSocket is at /mqtt, subprotocol mqtt\n",
    ]);
  });
});
