import { INDICATORS } from "@raceway/condition/manipulation/indicators";
import { pointsDashboard } from "@raceway/dashboards/points-dashboard";
import { serviceAlertRules } from "@raceway/dashboards/service-alert-rules";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { MEASUREMENTS, type Measurement } from "@raceway/telemetry/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Influxd, startInfluxd } from "./influxd.ts";
import { describeWithServers } from "./server-process.ts";

/** Two rows of a measurement with every field that the schema knows. */
function rowsOf(measurement: Measurement): TelemetryPoint[] {
  const { tags, fields } = MEASUREMENTS[measurement];
  const names = Object.entries(fields).map(([name, { type }]) => [name, type === "text" ? "x" : 1]);
  const indicators = INDICATORS.map(({ name }) => [name, 1]);
  const all = measurement === "indicator" ? [...names, ...indicators] : names;
  return [60n, 120n].map((seconds) => ({
    measurement,
    tags: Object.fromEntries(tags.map((tag) => [tag, tag])),
    fields: Object.fromEntries(all),
    time: seconds * 1_000_000_000n,
  }));
}

/** What Grafana makes of a query when each variable stands at its own name. */
function asGrafanaAsks(query: string, iso: string): string {
  return query
    .replaceAll("$timeFilter", "time > 0 AND time < 3600000000000")
    .replaceAll("$__interval", "1m")
    .replaceAll(/\$\{iso:raw\}/g, iso)
    .replaceAll(/\$(site|line|machine|point)/g, "$1");
}

function queryOf(model: unknown): string {
  return (model as { query?: string } | undefined)?.query ?? "";
}

const dashboard = pointsDashboard();
const isoChoices = String(dashboard.templating?.list?.find(({ name }) => name === "iso")?.query)
  .split(/(?<!\\),/)
  .map((choice) => choice.replaceAll("\\,", ",").split(" : ")[1] ?? "");
const queries = (dashboard.panels ?? []).flatMap((panel) =>
  ("targets" in panel ? (panel.targets ?? []) : []).map((target) => ({
    title: `${panel.title}`,
    query: queryOf(target),
  })),
);
const variableQueries = (dashboard.templating?.list ?? [])
  .filter(({ type }) => type === "query")
  .map(({ name, query }) => ({ title: `variable ${name}`, query: String(query) }));
const alertQueries = serviceAlertRules().groups.flatMap(({ rules }) =>
  rules.map(({ title, data }) => ({
    title: `alert ${title}`,
    query: queryOf(data[0]?.model),
  })),
);

describeWithServers(["influxd"], "dashboards' queries on a real InfluxDB", () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd();
    const store = openInfluxStore({ url: influxd.url, database: "raceway" });
    const measurements = Object.keys(MEASUREMENTS) as Measurement[];
    expect(await store.write(measurements.flatMap(rowsOf))).toEqual([]);
    await store.close();
  });
  afterAll(() => influxd.stop());

  const tables = async (query: string) => {
    const parameters = new URLSearchParams({ db: "raceway", q: query });
    const answer = await fetch(`${influxd.url}/query?${parameters}`);
    const { results } = (await answer.json()) as {
      results: { error?: string; series?: { values: unknown[] }[] }[];
    };
    expect(results[0]?.error).toBeUndefined();
    return results[0]?.series ?? [];
  };

  it.each([...queries, ...variableQueries, ...alertQueries])(
    "find data: $title",
    async ({ query }) => {
      const [, groupOne = ""] = isoChoices;
      expect((await tables(asGrafanaAsks(query, groupOne))).length).toBeGreaterThan(0);
    },
  );

  describe("with a choice of ISO class", () => {
    it.each(isoChoices.slice(1))("draw three boundaries: %s", async (choice) => {
      const query = queries.find((each) => each.query.includes("iso"))?.query ?? "";
      const [table] = await tables(asGrafanaAsks(query, choice));
      expect(table?.values[0]).toHaveLength(4);
    });

    it("draw none for a machine that is not in scope", async () => {
      const query = queries.find((each) => each.query.includes("iso"))?.query ?? "";
      expect(await tables(asGrafanaAsks(query, isoChoices[0] ?? ""))).toEqual([]);
    });
  });
});
