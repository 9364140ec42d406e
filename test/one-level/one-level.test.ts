import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { openWatchedPlant, type WatchedPlant } from "./watched-plant.ts";

let plant: WatchedPlant;
beforeAll(async () => {
  plant = await openWatchedPlant();
});
afterAll(() => plant?.close());

describe("the level of a point", () => {
  it("is the same in the store, on MQTT, in the console and in the metrics once the store has its batch", async () => {
    const { send, states, said, counted, scraped } = plant;
    const start = Date.now() - 300_000;
    for (let k = 0; k < 40; k++)
      await send(`reading/works/l1/g1/spindle/temperature`, {
        time: new Date(start + k * 5000).toISOString(),
        unit: "degC",
        value: 80 + (k % 2) / 10,
      });
    await until("the alarm", () => states.get("spindle")?.level === "alarm");
    // The store is written in whole batches.
    await until("the store", async () => (await said("spindle")).stored === 2);
    expect(await said("spindle")).toEqual({
      console: "alarm",
      mqtt: "alarm",
      stored: 2,
      parts: { severity_anomaly: 2, severity_diagnosis: 0, severity_sensor: 0 },
    });
    expect(counted()).toMatchObject({ alarm: 1, normal: 0, warning: 0 });
    expect(await scraped()).toMatchObject({ alarm: 1, normal: 0, warning: 0 });
  });

  it("is that of its sensors when two of them fall silent, and each is shown", async () => {
    const { send, states, said, counted, get } = plant;
    for (const channel of ["front", "rear", "case"])
      await send(`reading/works/l1/g1/motor/${channel}`, {
        time: new Date().toISOString(),
        unit: "degC",
        value: 40,
      });
    await until("silence", () => states.get("motor")?.level === "sensor", 30_000);
    await until("the store", async () => (await said("motor")).stored === 1);
    expect(await said("motor")).toEqual({
      console: "sensor",
      mqtt: "sensor",
      stored: 1,
      parts: { severity_anomaly: 0, severity_diagnosis: 0, severity_sensor: 1 },
    });
    expect(counted()).toMatchObject({ sensor: 1, alarm: 1 });
    const sensors = (await get("sensors")) as { channel: { name: string }; fault?: string }[];
    expect(sensors.flatMap(({ channel, fault }) => (fault ? [[channel.name, fault]] : []))).toEqual(
      [
        ["Front", "silence"],
        ["Rear", "silence"],
      ],
    );
  }, 60_000);
});
