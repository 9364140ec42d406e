import { sourceContract } from "@raceway/ports/contract/source";
import type { MqttClient } from "mqtt";
import { startGatewayBench } from "./testing.ts";

sourceContract("the gateway", {
  async start() {
    const { gateway, connectSensor, firstMessage, stop } = startGatewayBench();
    let sensor: MqttClient | undefined;
    let connected: Promise<unknown> | undefined;
    // mqtt.js sends what it was given before its first connection one by one: the bench begins once it is connected.
    const theSensor = async () => {
      const client = sensor ?? connectSensor({ clientId: "sensor" });
      sensor = client;
      connected ??= new Promise((resolve) => client.once("connect", resolve));
      await connected;
      return client;
    };
    return {
      source: gateway,
      send: async (topic, payload) => {
        await (await theSensor()).publishAsync(topic, Buffer.from(payload), { qos: 1 });
      },
      interrupt: () => sensor?.stream.destroy(),
      receive: firstMessage,
      stop,
    };
  },
});
