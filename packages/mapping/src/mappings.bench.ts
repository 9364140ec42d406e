import { describe, it } from "vitest";
import { createMappings } from "./mappings.ts";

const plant = (value: string) => ({
  site: "s",
  name: "s",
  lines: [
    {
      id: "l",
      name: "l",
      machines: [
        {
          id: "m",
          name: "m",
          speed: { tolerance: 0.02 },
          loadUnit: "%" as const,
          points: [
            {
              path: "s/l/m/p",
              id: "p",
              name: "p",
              channels: [
                {
                  id: "temp",
                  name: "temp",
                  kind: "temperature" as const,
                  unit: "degC" as const,
                  silentAfter: 300,
                  limits: [],
                },
              ],
            },
          ],
        },
      ],
    },
  ],
  trace: {},
  mappings: [
    {
      topic: "dev/+/up",
      where: "mappings[0]",
      point: "l/$1/p",
      time: { at: "time", as: "iso" as const, timeZone: "UTC" },
      values: [{ channel: "temp", value, factor: 1, offset: 0 }],
      examples: [],
    },
  ],
});
const payload = Buffer.from(
  JSON.stringify({
    time: "2026-11-30T06:00:00Z",
    deviceInfo: { devEui: "24e124136b502217", deviceName: "spindle", tags: {} },
    object: { temperature: 41.5, humidity: 33, battery: 97 },
    rxInfo: [{ rssi: -71, snr: 9.5 }],
  }),
);

describe("one message of a device, topic to sensor message", () => {
  it("by pointer, by path, with arithmetic", async ({ bench }) => {
    const run = (value: string) => {
      const mappings = createMappings(plant(value));
      return bench(value, async () => {
        await mappings.translate("dev/m/up", payload);
      });
    };
    await bench.compare(
      run("/object/temperature"),
      run("object.temperature"),
      run("object.temperature * 1.8 + 32"),
    );
  });
});
