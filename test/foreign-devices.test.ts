import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plantOf, type RunningIngest, runIngest, until } from "./running-ingest.ts";

const PLANT = plantOf(`
site: plant-1
lines:
  - id: line-1
    machines:
      - id: spindle
        powerKw: 30
        support: rigid
        speed: { rpm: 1797 }
        points:
          - id: drive-end
            channels:
              - { id: vrms, kind: vibration, unit: mm/s, values: velocity_rms, limits: { velocity_rms: { warning: 2.8, alarm: 4.5 } } }
              - { id: crest, kind: vibration, values: crest, mqtt: { topic: shelly/spindle, value: crest } }
              - { id: temp, kind: temperature, unit: degC, mqtt: shelly/spindle/temperature }
mappings:
  - topic: hub
    each: $
    device: id
    places: { one: line-1/spindle/drive-end, two: line-1/spindle/drive-end }
    values: [{ channel: temp, value: c }]
  - topic: tele/+/SENSOR
    point: line-1/$1/drive-end
    values:
      - { channel: temp, value: DS18B20.Temperature }
`);
const VRMS = "raceway/v1/reading/plant-1/line-1/spindle/drive-end/vrms";

describe("devices that speak in their own way, at the gateway", () => {
  let running: RunningIngest;
  let client: MqttClient;
  const verdicts: { kind: string; severity?: string; persistent?: boolean }[] = [];

  beforeEach(async () => {
    running = await runIngest(PLANT);
    client = await connectAsync(running.url, { protocolVersion: 4 });
    await client.subscribeAsync("raceway/v1/verdict/#", { qos: 1 });
    client.on("message", (_, payload) => {
      if (payload.length > 0) verdicts.push(JSON.parse(String(payload)));
    });
  });
  afterEach(async () => {
    await client.endAsync();
    await running.close();
    verdicts.length = 0;
  });

  it("are heard: a JSON message by its mapping, a plain number on a channel's own topic", async () => {
    await client.publishAsync("tele/Spindle/SENSOR", '{"DS18B20":{"Temperature":41.5}}', {
      qos: 1,
    });
    await client.publishAsync("shelly/spindle/temperature", "42.5", { qos: 1 });
    await client.publishAsync("shelly/spindle", '{"crest":"4.1","on":true}', { qos: 1 });
    expect(running.ingest.status()).toMatchObject({ accepted: 3, rejected: 0 });
    await until("the readings are analysed", () => running.ingest.status().analysed === 3);
  });

  it("leave a dead letter with its reason when nothing can be made of a message", async () => {
    await client.publishAsync("tele/spindle/SENSOR", '{"Time":"2026"}', { qos: 1 });
    await client.publishAsync("tele/nobody/SENSOR", '{"DS18B20":{"Temperature":1}}', { qos: 1 });
    await client.publishAsync("tele/spindle/SENSOR", '{"DS18B20":{"Temperature":"open"}}', {
      qos: 1,
    });
    expect(running.ingest.deadLetters({ limit: 10 }).map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        expect.stringContaining("found nothing at DS18B20.Temperature"),
        expect.stringContaining("no such point"),
        expect.stringContaining('found "open", a number is right'),
      ]),
    );
  });

  it("are heard one by one: a device with a fault keeps no other's reading back", async () => {
    const payload = '{"DS18B20":{"Temperature":"short"}}';
    await client.publishAsync("shelly/spindle", '{"crest":"4.1"}', { qos: 1 });
    await client.publishAsync("tele/spindle/SENSOR", payload, { qos: 1 });
    await client.publishAsync("hub", '[{"id":"one","c":41.5},{"id":"two","c":"open"}]', { qos: 1 });
    expect(running.ingest.status()).toMatchObject({ accepted: 2, rejected: 2 });
    const letters = running.ingest.deadLetters({ limit: 10 });
    expect(letters.map(({ topic, reason }) => [topic, reason])).toContainEqual([
      "hub",
      expect.stringContaining('found "open", a number is right (what else'),
    ]);
  });

  it("may send what they compute themselves: it is judged by limits and ISO zones", async () => {
    const at = (second: number) => new Date(Date.now() - 60_000 + second * 1000).toISOString();
    for (let second = 0; second < 40; second++) {
      const value = second < 20 ? 1.2 : 6.1;
      const payload = JSON.stringify({ time: at(second), unit: "mm/s", value });
      await client.publishAsync(VRMS, payload, { qos: 1 });
    }
    await until("a persistent alarm is told", () =>
      verdicts.some(
        ({ kind, severity, persistent }) =>
          kind === "anomaly" && severity === "alarm" && persistent,
      ),
    );
    expect(verdicts.filter(({ kind }) => kind === "sensor")).toEqual([]);
  });
});
