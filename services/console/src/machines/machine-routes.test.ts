import type { Plant } from "@raceway/model/plant";
import { nanosOfIso } from "@raceway/model/time";
import { StoreUnavailable, type TelemetryStore } from "@raceway/ports/telemetry-store";
import { describe, expect, it } from "vitest";
import type { MachineDetailView, MachineGlanceView } from "../http/api-types.ts";
import { createLiveState } from "../live/live-state.ts";
import { machineRoutes } from "./machine-routes.ts";

const TIME = "2026-11-22T06:00:00.000Z";
const NOW = nanosOfIso(TIME) ?? 0n;
const HALF_HOUR = 1800n * 1_000_000_000n;

const channels = [
  { id: "vib", name: "Vib", kind: "vibration", unit: "m/s2", silentAfter: 60, limits: [] },
] as const;
const plant: Plant = {
  site: "p",
  name: "P",
  trace: {},
  lines: [
    {
      id: "l",
      name: "L",
      machines: [
        {
          id: "grinder",
          name: "Grinder",
          powerKw: 45,
          iso: { group: 2, support: "rigid" },
          speed: { nominalRpm: 1500, tolerance: 0.02 },
          loadUnit: "%",
          points: ["a", "b"].map((id) => ({ path: `p/l/grinder/${id}`, id, name: id, channels })),
        },
        {
          id: "fan",
          name: "Fan",
          powerKw: 4,
          speed: { tolerance: 0 },
          loadUnit: "%",
          points: [{ path: "p/l/fan/a", id: "a", name: "a", channels }],
        },
      ],
    },
  ],
};

function house(series: TelemetryStore["series"] = async () => []) {
  const live = createLiveState(plant, () => {}, Date.now);
  let asked = 0;
  const store = {
    series: (query: Parameters<TelemetryStore["series"]>[0]) => {
      asked++;
      return series(query);
    },
  };
  const routes = machineRoutes({ live, store, now: () => NOW });
  const ask = (url: string, params: Record<string, string>, query: unknown = {}) =>
    routes.find((route) => route.url === url)?.handle({ params, query } as never);
  return {
    live,
    asked: () => asked,
    tell: (topic: string, body: object) =>
      expect(
        live.receive(`raceway/v1/${topic}`, Buffer.from(JSON.stringify({ time: TIME, ...body }))),
      ).toBeUndefined(),
    glances: (machine: string, line = "l") =>
      ask("/api/lines/:line/machines", { line }, { machine }) as Promise<MachineGlanceView[]>,
    detail: (machine: string) =>
      ask("/api/lines/:line/machines/:machine", { line: "l", machine }) as MachineDetailView,
  };
}

const state = (health: number, level: "normal" | "warning" = "normal") => ({
  level,
  severity: level,
  parts: { anomaly: level, diagnosis: "normal", sensor: "normal" },
  score: 0,
  health,
  learning: false,
});
const anomaly = (point: string, severity: string, time = TIME) => ({
  type: "verdict",
  kind: "anomaly",
  point,
  time,
  persistent: true,
  severity,
  score: 1.2,
  evidence: [],
});

describe("a machine at a glance", () => {
  it("speaks with the leading value of its worst point, and that one's course alone", async () => {
    const row = (k: number, point: string, value: number) => ({
      time: NOW - BigInt(k) * HALF_HOUR,
      tags: { point, channel: "vib" },
      fields: { velocity_rms: value },
    });
    const { tell, glances } = house(async ({ measurement }) =>
      measurement === "indicator" ? [row(2, "a", 1), row(2, "b", 4), row(1, "b", 5)] : [],
    );
    for (const [id, value] of [
      ["a", 1],
      ["b", 5.2],
    ] as const)
      tell(`indicators/p/l/grinder/${id}/vib`, { indicators: { rms: 9, velocity_rms: value } });
    tell("state/p/l/grinder/a", state(98));
    tell("state/p/l/grinder/b", state(60));
    const [glance] = await glances("grinder");
    expect(glance?.lead).toMatchObject({
      point: "p/l/grinder/b",
      indicator: "velocity_rms",
      value: 5.2,
      unit: "mm/s",
    });
    expect(glance?.course.map(([, value]) => value)).toEqual([4, 5]);
  });

  it("says when a level changed: as the store has it, and as it was heard", async () => {
    const before = NOW - 20n * HALF_HOUR;
    const { tell, glances } = house(async ({ measurement }) =>
      measurement === "state"
        ? [0, 0, 1, 1].map((severity, k) => ({
            time: before + BigInt(k) * HALF_HOUR,
            tags: { point: "a" },
            fields: { severity },
          }))
        : [],
    );
    tell("state/p/l/grinder/a", state(90));
    tell("state/p/l/fan/a", state(90));
    const [stored] = await glances("grinder");
    expect(nanosOfIso(stored?.changed ?? "")).toBe(before + HALF_HOUR);
    tell("verdict/p/l/grinder/a/anomaly", anomaly("p/l/grinder/a", "warning"));
    const [heard] = await glances("grinder");
    expect(heard?.changed).toBe(TIME);
  });

  it("is asked of the store once by all who look at it", async () => {
    const { tell, glances, asked } = house();
    tell("state/p/l/grinder/a", state(90));
    await Promise.all(Array.from({ length: 20 }, () => glances("grinder")));
    expect(asked()).toBe(2);
  });

  it("shows the present while the store is away, and asks again", async () => {
    let away = true;
    const { tell, glances, asked } = house(async () => {
      if (away) throw new StoreUnavailable("gone");
      return [];
    });
    tell("indicators/p/l/grinder/a/vib", { indicators: { rms: 3 } });
    const [glance] = await glances("grinder");
    expect(glance).toMatchObject({ lead: { indicator: "rms", unit: "m/s2" }, course: [] });
    away = false;
    await glances("grinder");
    expect(asked()).toBe(4);
  });

  it("refuses machines that the plant file lacks", async () => {
    const { glances } = house();
    expect(() => glances("grinder,press")).toThrow(/no machine l\/press/);
    expect(() => glances("grinder", "m")).toThrow(/no machine m\/grinder/);
  });
});

describe("a machine's page", () => {
  it("has the zones of its class, and the zone of its worst velocity", () => {
    const { tell, detail } = house();
    tell("indicators/p/l/grinder/a/vib", { speedRpm: 1480, indicators: { velocity_rms: 1 } });
    tell("indicators/p/l/grinder/b/vib", { indicators: { velocity_rms: 3 } });
    expect(detail("grinder")).toMatchObject({
      powerKw: 45,
      speed: { rpm: 1480, measured: true },
      // ISO 10816-3:2009, table A.2, group 2 on a rigid support.
      iso: { ab: 1.4, bc: 2.8, cd: 4.5, worst: { point: "p/l/grinder/b", zone: "C" } },
    });
  });

  it("says why none apply", () => {
    expect(house().detail("fan")).toMatchObject({ powerKw: 4, outOfScope: "power" });
  });
});
