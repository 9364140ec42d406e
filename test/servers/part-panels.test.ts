import type { BandControl, PartResult } from "@raceway/model/part";
import { isoOf } from "@raceway/model/time";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { machineStatePoint } from "@raceway/telemetry/machine-state-points";
import { partPoints } from "@raceway/telemetry/part-points";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, dashboardQueries, expanded, misfits } from "./grafana-queries.ts";
import { type Influxd, startInfluxd } from "./influxd.ts";
import { describeWithServers } from "./server-process.ts";

const DATABASE = "raceway";
const FROM = 1_760_000_000_000;
const PARTS = 60;
const MINUTE = 60_000;
/** Panels of finished bearings and of what machines do. */
const OURS = /^(Control, .*|Parts .*|What the machines do|Stops and their causes|variable type)/;

const control: BandControl = {
  ...{ centre: 12, lower: 7, upper: 21, ewma: 13, ewmaLower: 10, ewmaUpper: 14 },
};

function partOf(k: number): PartResult {
  const bands = { low: 12, medium: 13, high: 12 + (k % 5) };
  const rejected = k % 10 === 9;
  return {
    ...{ type: "part-result", stand: "works/end/stand-1", serial: `p${k}`, bearingType: "6205-zz" },
    time: isoOf(BigInt(FROM + k * MINUTE) * 1_000_000n),
    ...{ gate: rejected ? "reject" : "accept", judged: true, grades: {}, comparedWith: 100 },
    findings: rejected
      ? [
          {
            ...{ fault: "dent-outer", side: "a", rpm: 1800, feature: "dent_outer", value: 9 },
            ...{ limit: 6, unit: "um/s", text: "A dent." },
          },
        ]
      : [],
    measurements: [
      {
        ...{ side: "a", rpm: 1800, ...bands, lowPeak: 40, mediumPeak: 40, highPeak: 40 },
        ...{ acceleration: 1, anderon: bands },
        control: { low: control, medium: control, high: control },
      },
    ],
  };
}

describeWithServers(["influxd"], "panels of finished bearings and of what machines do", () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd();
    await influxd.query(`CREATE DATABASE "${DATABASE}"`);
    const store = openInfluxStore({ url: influxd.url, database: DATABASE });
    const states = ["running", "stopped", "running"] as const;
    const refused = await store.write([
      ...Array.from({ length: PARTS }, (_, k) => partPoints(partOf(k))).flat(),
      ...states.map((state, k) =>
        machineStatePoint("works/end/press", BigInt(FROM + k * MINUTE) * 1_000_000n, {
          state,
          ...(state === "stopped" && { cause: "jam" }),
        }),
      ),
    ]);
    await store.close();
    expect(refused).toEqual([]);
  });
  afterAll(() => influxd?.stop());

  it("find what ingest has stored, in the shape that they draw", async () => {
    const values = { site: "works", line: "end", machine: "press", point: ".*", type: ".*" };
    const choice = { from: FROM, to: FROM + PARTS * MINUTE, detail: "autogen", values };
    const ours = dashboardQueries().filter(({ title }) => OURS.test(title));
    // Three control charts of six series, three gates, two tables, the states, the types.
    expect(ours).toHaveLength(18 + 3 + 2 + 1 + 1);
    const wrong: string[] = [];
    for (const asked of ours) {
      const found = await ask(influxd.url, DATABASE, expanded(asked, choice));
      wrong.push(...misfits(asked, found).map((what) => `${asked.title}: ${what}`));
      // No part was to be measured again.
      const isEmpty = found.rows === 0 && !asked.query.includes('"gate" = 1');
      if (isEmpty) wrong.push(`${asked.title}: no rows`);
    }
    expect(wrong).toEqual([]);
  });

  it("show the limits that ingest judges by, as they are", async () => {
    const values = { site: "works", line: "end", machine: "press", point: ".*", type: ".*" };
    const choice = { from: FROM, to: FROM + PARTS * MINUTE, detail: "autogen", values };
    const upper = dashboardQueries().find(({ query }) => query.includes('"high_ewma_upper"'));
    if (upper === undefined) throw new Error("no panel shows the limit of the moving mean");
    const { tables } = await ask(influxd.url, DATABASE, expanded(upper, choice));
    expect(tables.flatMap((each) => each.values.map(([, value]) => value))).toEqual(
      Array.from({ length: PARTS }, () => control.ewmaUpper),
    );
  });
});
