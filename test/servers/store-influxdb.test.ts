import { createServer } from "node:net";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { telemetryStoreContract } from "@raceway/ports/contract/telemetry-store";
import { StoreUnavailable, type TelemetryStore } from "@raceway/ports/telemetry-store";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "./free-port.ts";
import { type Influxd, startInfluxd } from "./influxd.ts";
import { describeWithServers } from "./server-process.ts";

const point = (time: bigint, fields: TelemetryPoint["fields"], spot = "a"): TelemetryPoint => ({
  measurement: "indicator",
  tags: { point: spot },
  fields,
  time,
});
const now = () => BigInt(Date.now()) * 1_000_000n;
const everything = { measurement: "indicator", tags: {}, from: 0n, to: 2n ** 63n };
const outcome = (store: TelemetryStore, points: readonly TelemetryPoint[]) =>
  store.write(points).then(
    () => "stored" as const,
    (error: unknown) => error,
  );

describeWithServers(["influxd"], "store-influxdb on a real InfluxDB 1.x", () => {
  let influxd: Influxd;
  let databases = 0;
  beforeAll(async () => {
    influxd = await startInfluxd({ maxBodySize: 2_000_000 });
  });
  afterAll(() => influxd.stop());
  const freshDatabase = () => {
    databases += 1;
    return `test "${databases}"`;
  };
  const open = (database = freshDatabase()) => openInfluxStore({ url: influxd.url, database });

  telemetryStoreContract("InfluxDB", { open: () => Promise.resolve(open()) });

  it("answers nothing from a database that does not exist yet, and is ready to make it", async () => {
    const store = open();
    expect(await store.ready()).toEqual({ ok: true });
    expect(await store.series({ ...everything, fields: ["v"] })).toEqual([]);
    expect(await store.latest({ ...everything, fields: ["v"] })).toEqual([]);
    expect(await store.write([point(1n, { v: 1 })])).toEqual([]);
    await store.close();
  });

  it("makes the database again when somebody has dropped it", async () => {
    const database = freshDatabase();
    const store = open(database);
    await store.write([point(1n, { v: 1 })]);
    await influxd.query(`DROP DATABASE ${JSON.stringify(database)}`);
    expect(await store.write([point(2n, { v: 2 })])).toEqual([]);
    expect(await store.series({ ...everything, fields: ["v"] })).toHaveLength(1);
    await store.close();
  });

  it("returns exactly the points beyond the retention policy", async () => {
    const database = freshDatabase();
    await influxd.query(`CREATE DATABASE ${JSON.stringify(database)} WITH DURATION 2h NAME short`);
    const store = open(database);
    const old = [point(1n, { v: 1 }), point(now() - 36_000_000_000_000n, { v: 2 })];
    const [first, second] = old;
    if (first === undefined || second === undefined) throw new Error("two old points are meant");
    const fresh = [point(now(), { v: 3 }), point(now() - 1_000_000_000n, { v: "text" })];
    await store.write([point(now() - 2_000_000_000n, { v: 0 })]);
    const refused = await store.write([second, ...fresh, first]);
    expect(refused.map((each) => each.point)).toEqual([second, fresh[1], first]);
    expect(refused[0]?.reason).toContain("beyond retention policy");
    expect(refused[1]?.reason).toContain("field type conflict");
    expect(await store.series({ ...everything, fields: ["v"] })).toHaveLength(2);
    await store.close();
  });

  it("finds the one point that InfluxDB refuses for a reason of its own among many", async () => {
    const store = open();
    const points = Array.from({ length: 100 }, (_, k) => point(BigInt(k + 1), { v: k }));
    const long = point(1000n, { v: 1 }, "x".repeat(70_000));
    const refused = await store.write([...points.slice(0, 33), long, ...points.slice(33)]);
    expect(refused.map((each) => each.point)).toEqual([long]);
    expect(refused[0]?.reason).toContain("max key length");
    expect(await store.series({ ...everything, fields: ["v"] })).toHaveLength(100);
    await store.close();
  });

  it("splits a request that is too large, and refuses a point that is too large by itself", async () => {
    const store = open();
    const text = (size: number) => "x".repeat(size);
    const points = Array.from({ length: 8 }, (_, k) => point(BigInt(k + 1), { t: text(600_000) }));
    const huge = point(99n, { t: text(2_100_000) });
    const refused = await store.write([...points, huge]);
    expect(refused.map((each) => each.point)).toEqual([huge]);
    expect(await store.series({ ...everything, fields: ["t"] })).toHaveLength(8);
    await store.close();
  });

  it("keeps a field that somebody else made an integer apart: our floats are refused, not lost silently", async () => {
    const database = freshDatabase();
    const store = open(database);
    await store.write([point(1n, { other: 1 })]);
    const query = new URLSearchParams({ db: database });
    const body = "indicator,point=a v=1i 1";
    await fetch(`${influxd.url}/write?${query}`, { method: "POST", body });
    const float = point(2n, { v: 2.5 });
    const refused = await store.write([float, point(3n, { other: 3 })]);
    expect(refused.map((each) => each.point)).toEqual([float]);
    expect(refused[0]?.reason).toContain("already exists as type integer");
    await store.close();
  });

  it("says that a retention policy is missing instead of only that the server failed", async () => {
    const database = freshDatabase();
    await influxd.query(`CREATE DATABASE ${JSON.stringify(database)}`);
    const store = openInfluxStore({ url: influxd.url, database, retentionPolicy: "year" });
    await expect(store.write([point(1n, { v: 1 })])).rejects.toThrow(
      /retention policy "year".*does not exist: create it, or name one of autogen/,
    );
    await influxd.query(
      `CREATE RETENTION POLICY "year" ON ${JSON.stringify(database)} DURATION INF REPLICATION 1`,
    );
    expect(await store.write([point(1n, { v: 1 })])).toEqual([]);
    expect(await store.series({ ...everything, fields: ["v"] })).toHaveLength(1);
    await store.close();
  });
});

describeWithServers(["influxd"], "store-influxdb while InfluxDB comes and goes", () => {
  it("is unavailable at once while nobody listens, and works with the very next call after", async () => {
    const influxd = await startInfluxd();
    const store = openInfluxStore({ url: influxd.url, database: "plant" });
    await influxd.kill();
    const points = [point(1n, { v: 1 })];
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await outcome(store, points)).toBeInstanceOf(StoreUnavailable);
    await expect(store.series({ ...everything, fields: ["v"] })).rejects.toThrow(StoreUnavailable);
    const { ok, reason } = await store.ready();
    expect(ok).toBe(false);
    expect(reason).toContain(influxd.url);
    await influxd.restart();
    expect(await outcome(store, points)).toBe("stored");
    expect(await store.ready()).toEqual({ ok: true });
    await influxd.stop();
    await store.close();
  });

  it("loses nothing that it called stored when InfluxDB is killed during writes, and a repeated write counts once", async () => {
    const influxd = await startInfluxd();
    const store = openInfluxStore({ url: influxd.url, database: "plant" });
    const batches = Array.from({ length: 40 }, (_, b) =>
      Array.from({ length: 200 }, (_, k) => point(BigInt(b * 200 + k + 1), { v: b * 200 + k })),
    );
    let interrupted = 0;
    for (const [index, batch] of batches.entries()) {
      const writing = outcome(store, batch);
      if (index % 15 === 7) await influxd.kill();
      if ((await writing) === "stored") continue;
      interrupted += 1;
      await influxd.restart();
      expect(await outcome(store, batch)).toBe("stored");
    }
    expect(interrupted).toBeGreaterThan(0);
    const rows = await store.series({ ...everything, fields: ["v"], limit: 20_000 });
    expect(rows.map((row) => Number(row.time))).toEqual(
      Array.from({ length: 8000 }, (_, k) => k + 1),
    );
    await influxd.stop();
    await store.close();
  });

  it("does not wait for ever for a server that takes the request and says nothing", async () => {
    const port = await freePort();
    const mute = createServer((socket) => socket.on("error", () => undefined).resume());
    await new Promise<void>((resolve) => mute.listen(port, "127.0.0.1", resolve));
    const store = openInfluxStore({
      url: `http://127.0.0.1:${port}`,
      database: "plant",
      timeoutMs: 200,
    });
    expect(await outcome(store, [point(1n, { v: 1 })])).toBeInstanceOf(StoreUnavailable);
    expect((await store.ready()).ok).toBe(false);
    await store.close();
    await new Promise((resolve) => mute.close(resolve));
  });

  it("does not wait for ever for an answer that breaks off", async () => {
    const port = await freePort();
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{";
    const breaker = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(head));
    });
    await new Promise<void>((resolve) => breaker.listen(port, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${port}`;
    const store = openInfluxStore({ url, database: "plant", timeoutMs: 200 });
    await expect(store.series({ ...everything, fields: ["v"] })).rejects.toThrow(StoreUnavailable);
    await store.close();
    await new Promise((resolve) => breaker.close(resolve));
  });
});

describeWithServers(["influxd"], "store-influxdb with logins", () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd({ admin: { user: "admin", password: "secret" } });
    await influxd.query("CREATE DATABASE plant");
    await influxd.query("CREATE USER ingest WITH PASSWORD 'pass:word'");
    await influxd.query("GRANT ALL ON plant TO ingest");
  });
  afterAll(() => influxd.stop());
  const open = (username: string, password: string, database = "plant") =>
    openInfluxStore({ url: influxd.url, database, username, password });

  it("writes and reads with its own login, and needs no right to create databases", async () => {
    const store = open("ingest", "pass:word");
    expect(await store.write([point(1n, { v: 1 })])).toEqual([]);
    expect(await store.series({ ...everything, fields: ["v"] })).toHaveLength(1);
    expect(await store.ready()).toEqual({ ok: true });
    await store.close();
  });

  it.each([
    ["a wrong password", "ingest", "wrong"],
    ["no login", "", ""],
  ])("with %s keeps the points waiting and says why", async (_, user, password) => {
    const store = open(user, password);
    const error = await outcome(store, [point(1n, { v: 1 })]);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(String(error)).toMatch(/login refused/);
    expect((await store.ready()).ok).toBe(false);
    await store.close();
  });

  it("that may not create the missing database says who could", async () => {
    const store = open("ingest", "pass:word", "elsewhere");
    await expect(store.write([point(1n, { v: 1 })])).rejects.toThrow(
      /"elsewhere" does not exist and cannot be created.*let an administrator run CREATE DATABASE/s,
    );
    await store.close();
  });
});

describe("store-influxdb's addresses", () => {
  it("must be URLs", () => {
    for (const url of ["influxdb:8086/", "ftp://influxdb", "not an address"])
      expect(() => openInfluxStore({ url, database: "plant" })).toThrow(`"${url}" is no address`);
  });
});
