import { pointsOf } from "@raceway/model/plant";
import { pointSeriesBudget } from "@raceway/telemetry/series-budget";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  alertQueries,
  ask,
  type Choice,
  dashboardQueries,
  expanded,
  type GrafanaQuery,
  misfits,
  RANGES,
} from "./grafana-queries.ts";
import { type Influxd, startInfluxd } from "./influxd.ts";
import { describeWithServers } from "./server-process.ts";
import { fillSimulatedWeek, SICK, STAND, WEEK_PLANT } from "./simulated-week.ts";

const DATABASE = "raceway";
const HOUR = 3_600_000;

/** Counts of points that there may be none of, and the next planned stop, of which this plant has none (the made-up year has: dashboards.test.ts); parts and machine states are in part-panels.test.ts. */
const MAY_BE_EMPTY =
  /^(In alarm|In warning|Chance of failing before the next planned stop|Control, .*|Parts .*|What the machines do|Stops and their causes|variable type)$/;
/** Rates of ingest itself, which has run for a minute: over a day that is one step, and a rate needs two. */
const RATES = /^(Messages|Dead letters and losses)/;

describeWithServers(
  ["influxd"],
  "a simulated week through MQTT, ingest, alarms and InfluxDB, as Grafana asks for it",
  () => {
    let influxd: Influxd;
    let now: number;
    beforeAll(async () => {
      influxd = await startInfluxd();
      const { records } = await fillSimulatedWeek(influxd.url, DATABASE, Date.now());
      expect(records).toBeGreaterThan(10_000);
      now = Date.now();
    }, 400_000);
    afterAll(() => influxd?.stop());

    const answer = (query: string) => ask(influxd.url, DATABASE, query);
    const choice = (hours: number, detail: string): Choice => ({
      from: now - hours * HOUR,
      to: now,
      detail,
      values: {
        ...SICK,
        channel: "vib",
        spectrum: "envelope",
        velocity: "7.5",
        type: ".*",
        before: "1d",
      },
    });
    const found = async (asked: GrafanaQuery, chosen: Choice) => {
      const place = asked.query.includes("iso15242") ? STAND : {};
      const values = { ...chosen.values, ...place };
      const answered = await answer(expanded(asked, { ...chosen, values }));
      const rate = RATES.test(asked.title) && chosen.detail !== "autogen";
      const mustDraw = !rate && !MAY_BE_EMPTY.test(asked.title);
      const empty = mustDraw && answered.rows === 0 ? ["no rows"] : [];
      return [...empty, ...misfits(asked, answered)].map(
        (what) => `${asked.from}, ${asked.title}: ${what}`,
      );
    };

    it.each(RANGES)(
      "every query of every dashboard finds rows to draw over %s",
      async (...range) => {
        const [, hours, detail] = range;
        const wrong: string[] = [];
        for (const asked of dashboardQueries())
          wrong.push(...(await found(asked, choice(hours, detail))));
        expect(wrong).toEqual([]);
      },
    );

    it.each(RANGES)("every alert rule finds a number for each group over %s", async (_, hours) => {
      for (const asked of alertQueries()) {
        const chosen = { ...choice(hours, "autogen"), values: {} };
        expect(await found(asked, chosen)).toEqual([]);
        const { tables } = await answer(expanded(asked, chosen));
        for (const { values } of tables)
          expect(values.at(-1)?.[1], asked.title).toBeTypeOf("number");
      }
    });

    it("the bearing that goes bad has an open alarm, a name and a forecast; no other point has", async () => {
      const points = async (query: string) =>
        (await answer(query)).tables.flatMap(({ values }) => values.map((row) => row.join(" ")));
      const sick = [SICK.machine, SICK.point].join(" ");
      const named = `SELECT "machine", "point", "fault" FROM "verdict" WHERE "kind" = 'diagnosis' AND "fault" <> 'unnamed'`;
      const names = (await points(named)).map((row) => row.split(" ").slice(1).join(" "));
      expect([...new Set(names)]).toEqual([`${sick} outer-race`]);
      for (const measurement of ["alarm", "prognosis"]) {
        const { tables } = await answer(`SHOW SERIES FROM "${measurement}"`);
        const series = tables.flatMap(({ values }) => values.map(String));
        expect(series, measurement).toHaveLength(1);
        for (const part of sick.split(" ")) expect(series[0]).toContain(part);
      }
    });

    it("no point has more series than its channels allow", async () => {
      for (const { line, machine, point } of pointsOf(WEEK_PLANT).values()) {
        const place = `"line" = '${line.id}' AND "machine" = '${machine.id}' AND "point" = '${point.id}'`;
        const { rows } = await answer(`SHOW SERIES WHERE ${place}`);
        expect(rows).toBeGreaterThan(4);
        expect(rows).toBeLessThanOrEqual(pointSeriesBudget(point.channels));
      }
    });
  },
);
