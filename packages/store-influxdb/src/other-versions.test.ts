import type { TelemetryPoint } from "@raceway/model/telemetry";
import { StoreUnavailable } from "@raceway/ports/telemetry-store";
import { afterEach, describe, expect, it } from "vitest";
import { type Asked, type FakeInfluxdb, fakeInfluxdb, loginOf } from "./fake-influxdb.ts";
import { openInfluxStore } from "./influxdb-store.ts";
import { prepareInfluxdb } from "./prepare-influxdb.ts";

/** What InfluxDB 2 and 3 answer stands here as their documentation and source have it: neither server could be run. */
const TOKEN = "a token";
const DATABASE = "raceway";
const WRITTEN = { status: 204 };

const points = (count: number): TelemetryPoint[] =>
  Array.from({ length: count }, (_, k) => ({
    measurement: "state",
    tags: { point: `p${k}` },
    fields: { score: k },
    time: BigInt(k + 1),
  }));
const TABLE = {
  results: [
    {
      statement_id: 0,
      series: [
        {
          name: "state",
          columns: ["time", "score"],
          values: [["1970-01-01T00:00:00.000000002Z", 1]],
        },
      ],
    },
  ],
};
const refusal = (error: string) => ({ results: [{ statement_id: 0, error }] });
const statementsOf = ({ asked }: FakeInfluxdb) =>
  asked.flatMap(({ parameters }) => parameters["q"] ?? []);
const linesOf = ({ body }: Asked) => body.split("\n");

let server: FakeInfluxdb | undefined;
afterEach(() => server?.close());

const open = ({ url }: FakeInfluxdb, more: { retentionPolicy?: string; password?: string } = {}) =>
  openInfluxStore({ url, database: DATABASE, password: TOKEN, compress: true, ...more });
const prepare = ({ url }: FakeInfluxdb) =>
  prepareInfluxdb({
    url,
    database: DATABASE,
    password: TOKEN,
    keep: { rawDays: 30, minuteDays: 400, hourDays: 0 },
    rollUps: [],
    own: [],
  });

describe("store-influxdb with InfluxDB 2, through its 1.x API", () => {
  /** Mappings of database and retention policy to buckets, as `db/rp`; without `rp` the default is meant. */
  const influxdb2 = (mapped: readonly string[]) =>
    fakeInfluxdb((asked) => ({
      headers: { "x-influxdb-version": "v2.9.1", "x-influxdb-build": "OSS" },
      ...answerOf(asked, mapped),
    }));
  const answerOf = (asked: Asked, mapped: readonly string[]) => {
    if (asked.path === "/ping") return { status: 204 };
    if (!loginOf(asked).endsWith(TOKEN))
      return { status: 401, body: { code: "unauthorized", message: "Unauthorized" } };
    if (asked.path === "/query")
      return /^(CREATE|ALTER|DROP)/.test(asked.parameters["q"] ?? "")
        ? { status: 200, body: refusal("not implemented: CREATE DATABASE") }
        : { status: 200, body: TABLE };
    const { db, rp = "autogen" } = asked.parameters;
    if (!mapped.includes(`${db}/${rp}`))
      return { status: 404, body: { code: "not found", message: "no dbrp mapping found" } };
    const wrong = linesOf(asked).filter((line) => line.includes('"'));
    if (wrong.length === 0) return WRITTEN;
    const message = `failure writing points to database: partial write: field type conflict: input field "score" on measurement "state" is type string, already exists as type float dropped=${wrong.length}`;
    return { status: 422, body: { code: "unprocessable entity", message } };
  };

  it("writes to a mapped bucket: precision said, gzip, the token as password, no administration", async () => {
    server = await influxdb2([`${DATABASE}/autogen`]);
    const store = open(server);
    expect(await store.write(points(100))).toEqual([]);
    const [sent] = server.asked;
    expect(sent?.parameters).toEqual({ db: DATABASE, precision: "ns" });
    expect(sent?.headers["content-encoding"]).toBe("gzip");
    expect(sent && linesOf(sent)).toHaveLength(100);
    expect(sent && loginOf(sent)).toBe(`:${TOKEN}`);
    expect(server.asked).toHaveLength(1);
    await store.close();
  });

  it.each([
    [undefined, `${DATABASE}/autogen`],
    ["minute", `${DATABASE}/minute`],
  ])(
    "without a mapping (retention policy %s) says which bucket is missing, and the points wait",
    async (retentionPolicy, bucket) => {
      server = await influxdb2([]);
      const store = open(server, retentionPolicy === undefined ? {} : { retentionPolicy });
      const writing = store.write(points(1));
      await expect(writing).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(writing).rejects.toThrow(`no bucket is mapped to database "${DATABASE}"`);
      await expect(writing).rejects.toThrow(`make a bucket named "${bucket}"`);
      await expect(writing).rejects.toThrow("influx v1 dbrp create");
      expect(statementsOf(server)).toEqual([]);
      await store.close();
    },
  );

  it("keeps points waiting when the token is wrong", async () => {
    server = await influxdb2([`${DATABASE}/autogen`]);
    const store = open(server, { password: "another" });
    await expect(store.write(points(1))).rejects.toThrow("login refused: Unauthorized");
    expect((await store.ready()).ok).toBe(false);
    await store.close();
  });

  it("sets aside what can never be stored, and only that", async () => {
    server = await influxdb2([`${DATABASE}/autogen`]);
    const store = open(server);
    const [first, ...rest] = points(10);
    if (first === undefined) throw new Error("ten points are meant");
    const wrong = { ...first, fields: { score: "high" } };
    const refused = await store.write([...rest, wrong]);
    expect(refused.map(({ point }) => point)).toEqual([wrong]);
    expect(refused[0]?.reason).toContain("already exists as type float");
    await store.close();
  });

  it("reads, and is ready", async () => {
    server = await influxdb2([`${DATABASE}/autogen`]);
    const store = open(server);
    const rows = await store.series({
      measurement: "state",
      fields: ["score"],
      tags: {},
      from: 0n,
      to: 10n,
    });
    expect(rows).toEqual([{ time: 2n, tags: {}, fields: { score: 1 } }]);
    expect(await store.ready()).toEqual({ ok: true });
    await store.close();
  });

  it("is told by prepare-store which buckets to make, and is asked for nothing that it does not have", async () => {
    server = await influxdb2([]);
    await expect(prepare(server)).rejects.toThrow(
      /InfluxDB 2\.9\.1 has no retention policies.*"raceway\/autogen", "raceway\/minute" and "raceway\/hour"/,
    );
    expect(statementsOf(server)).toEqual([]);
  });
});

describe("store-influxdb with InfluxDB 3 Core, through its 1.x API", () => {
  const influxdb3 = () =>
    fakeInfluxdb((asked) => {
      if (!loginOf(asked).endsWith(TOKEN))
        return { status: 401, body: { error: "the request was not authenticated" } };
      if (asked.path === "/ping")
        return {
          status: 200,
          body: { version: "3.11.2" },
          headers: { "x-influxdb-version": "3.11.2", "x-influxdb-build": "Core" },
        };
      if (asked.path === "/query") {
        const [, unknown] =
          /^(SHOW DATABASES|CREATE|ALTER|DROP)/.exec(asked.parameters["q"] ?? "") ?? [];
        return unknown === undefined
          ? { status: 200, body: TABLE }
          : { status: 400, body: { error: `This feature is not implemented: ${unknown}` } };
      }
      const data = linesOf(asked).flatMap((original_line, at) =>
        original_line.includes('"')
          ? [
              {
                original_line,
                line_number: at + 1,
                error_message:
                  "invalid column type for column 'score', expected iox::column_type::field::float, got iox::column_type::field::string",
              },
            ]
          : [],
      );
      if (data.length === 0) return WRITTEN;
      return { status: 400, body: { error: "partial write of line protocol occurred", data } };
    });

  it("writes into a database that the server makes itself, reads, and is ready", async () => {
    server = await influxdb3();
    const store = open(server);
    expect(await store.write(points(3))).toEqual([]);
    expect(await store.ready()).toEqual({ ok: true });
    const latest = await store.latest({ measurement: "state", fields: ["score"], tags: {} });
    expect(latest).toHaveLength(1);
    for (const statement of statementsOf(server))
      expect(statement).toMatch(/^(SELECT|SHOW MEASUREMENTS)/);
    await store.close();
  });

  it("finds the line of a partial write, with the server's own reason", async () => {
    server = await influxdb3();
    const store = open(server);
    const [first, ...rest] = points(40);
    if (first === undefined) throw new Error("forty points are meant");
    const wrong = { ...first, fields: { score: "high" } };
    const refused = await store.write([...rest, wrong]);
    expect(refused.map(({ point }) => point)).toEqual([wrong]);
    expect(refused[0]?.reason).toContain("expected iox::column_type::field::float");
    await store.close();
  });

  it("says that the token is wrong, not that nobody answers", async () => {
    server = await influxdb3();
    const store = open(server, { password: "another" });
    await expect(store.write(points(1))).rejects.toThrow("login refused");
    expect((await store.ready()).reason).toContain("/ping was answered with 401");
    await store.close();
  });

  it("is told by prepare-store that it keeps no rows by age, before it is asked for any of it", async () => {
    server = await influxdb3();
    await expect(prepare(server)).rejects.toThrow("InfluxDB 3.11.2 has no retention policies");
    expect(statementsOf(server)).toEqual([]);
  });
});
