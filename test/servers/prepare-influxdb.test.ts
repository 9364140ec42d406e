import type { TelemetryPoint } from "@raceway/model/telemetry";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { prepareInfluxdb } from "@raceway/store-influxdb/prepare-influxdb";
import { rollUps } from "@raceway/telemetry/roll-ups";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Influxd, startInfluxd } from "./influxd.ts";
import { describeWithServers } from "./server-process.ts";

const admin = { user: "admin", password: "made for this test" };
const login = { username: admin.user, password: admin.password };

describeWithServers(["influxd"], "prepareInfluxdb on a real InfluxDB 1.x", () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd({ admin });
  });
  afterAll(() => influxd.stop());

  const prepare = (more: { refillDays?: number; rawDays?: number; database?: string } = {}) =>
    prepareInfluxdb({
      url: influxd.url,
      database: more.database ?? "raceway",
      ...login,
      keep: { rawDays: more.rawDays ?? 30, minuteDays: 400, hourDays: 0 },
      rollUps: rollUps(),
      own: rollUps().map(({ name }) => name),
      refillDays: more.refillDays ?? 0,
    });

  it("makes database, policies and queries once, and then finds all as it should be", async () => {
    const first = await prepare();
    expect(first).toContain("database raceway created");
    expect(first.filter((line) => line.startsWith("retention policy"))).toHaveLength(3);
    expect(first.filter((line) => line.startsWith("continuous query"))).toHaveLength(
      2 * rollUps().length,
    );
    expect(await prepare()).toEqual([]);
  });

  it("changes what differs, and nothing else", async () => {
    expect(await prepare({ rawDays: 10 })).toEqual(["retention policy autogen changed: 10d"]);
    await influxd.query('DROP CONTINUOUS QUERY "raceway_minute_state" ON "raceway"');
    expect(await prepare({ rawDays: 10 })).toEqual([
      "continuous query raceway_minute_state created",
    ]);
  });

  it("fills minutes and hours from rows that came late, the worst of severities, the mean of the rest", async () => {
    const store = openInfluxStore({ url: influxd.url, database: "raceway", ...login });
    const hour = 3_600_000;
    const start = BigInt(Math.floor(Date.now() / hour) * hour - 5 * hour) * 1_000_000n;
    const tags = { site: "s", line: "l", machine: "m", point: "p" };
    const rows = [0, 1, 2, 3].map(
      (k): TelemetryPoint => ({
        measurement: "state",
        tags,
        fields: { severity: k === 2 ? 2 : 0, score: k, health: 100 - k, learning: 0 },
        time: start + BigInt(k) * 20_000_000_000n,
      }),
    );
    const words: TelemetryPoint = {
      measurement: "verdict",
      tags: { ...tags, channel: "all", kind: "anomaly" },
      fields: { text: "why", score: 1.5 },
      time: start,
    };
    expect(await store.write([...rows, words])).toEqual([]);
    await store.close();
    await prepare({ rawDays: 10, refillDays: 1 });
    await prepare({ rawDays: 10, refillDays: 1 });

    const values = async (policy: string, field: string, from: string) =>
      JSON.parse(
        await influxd.query(`SELECT "${field}" FROM "raceway"."${policy}"."${from}"`),
      ).results[0].series[0].values.map(([, value]: [string, unknown]) => value);
    expect(await values("minute", "severity", "state")).toEqual([2, 0]);
    expect(await values("minute", "health", "state")).toEqual([98, 97]);
    expect(await values("hour", "severity", "state")).toEqual([2]);
    expect(await values("hour", "text", "verdict")).toEqual(["why"]);
  });

  it("keeps away from a database that is not Raceway's own", async () => {
    await influxd.query("CREATE DATABASE shared");
    const store = openInfluxStore({ url: influxd.url, database: "shared", ...login });
    await store.write([{ measurement: "weather", tags: {}, fields: { t: 1 }, time: 1n }]);
    await store.close();
    await expect(prepare({ database: "shared" })).rejects.toThrow(/also holds weather.*of its own/);
  });
});
