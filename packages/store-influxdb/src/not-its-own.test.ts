import type { TelemetryPoint } from "@raceway/model/telemetry";
import { StoreUnavailable } from "@raceway/ports/telemetry-store";
import { afterEach, describe, expect, it } from "vitest";
import { type FakeInfluxdb, fakeInfluxdb } from "./fake-influxdb.ts";
import { openInfluxStore } from "./influxdb-store.ts";

const SIGNED = { "x-influxdb-version": "1.12.4", "x-influxdb-build": "OSS" };
const PAGE = "<html><h1>400 Bad Request</h1>nginx</html>";
const points: TelemetryPoint[] = Array.from({ length: 100 }, (_, k) => ({
  measurement: "state",
  tags: { point: `p${k}` },
  fields: { score: k },
  time: BigInt(k + 1),
}));

let server: FakeInfluxdb | undefined;
afterEach(() => server?.close());

/** InfluxDB 1.x behind something that answers writes in its place. */
const behind = async (write: Parameters<typeof fakeInfluxdb>[0]) => {
  server = await fakeInfluxdb((asked) =>
    asked.path === "/write" ? write(asked) : { status: 204, headers: SIGNED },
  );
  return openInfluxStore({ url: server.url, database: "raceway" });
};

describe("store-influxdb believes InfluxDB alone", () => {
  it.each([
    ["a proxy's 400", { status: 400, body: PAGE }],
    ["a firewall's 422", { status: 422, body: "blocked" }],
    ["a firewall that speaks JSON", { status: 400, body: { error: "blocked" } }],
    ["a proxy's 404", { status: 404, body: PAGE }],
    ["a login page", { status: 200, body: "<html>Please log in</html>" }],
    ["an empty 200", { status: 200 }],
    ["a 204 of nobody", { status: 204 }],
    ["a redirection", { status: 302, headers: { location: "/login" } }],
    ["a 200 that only passes through", { status: 200, headers: SIGNED, body: PAGE }],
  ])("and lets points wait at %s", async (_what, answer) => {
    const store = await behind(() => answer);
    const writing = store.write(points);
    await expect(writing).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(writing).rejects.toThrow(`answered with ${answer.status}`);
    await store.close();
  });

  it.each([5, 40, 70, 5000])("and tells both ends of an answer of %i kB", async (kB) => {
    const lines = `indicator,point=${"x".repeat(kB * 1000)} v=1`;
    const error = `unable to parse '${lines}': max key length exceeded`;
    const store = await behind(() => ({ status: 400, headers: SIGNED, body: { error } }));
    const [refused] = await store.write(points.slice(0, 1));
    expect(refused?.reason).toMatch(/^unable to parse 'indicator.* … .*: max key length exceeded$/);
    await store.close();
  });

  it("and sends less at once where a proxy lets no large request pass", async () => {
    const stored = new Set<string>();
    const store = await behind(({ body }) => {
      const lines = body.split("\n");
      if (lines.length > 10) return { status: 413, body: PAGE };
      for (const line of lines) stored.add(line);
      return { status: 204, headers: SIGNED };
    });
    expect(await store.write(points)).toEqual([]);
    expect(stored.size).toBe(points.length);
    await store.close();
  });

  it("and lets points wait where not even one line passes", async () => {
    const store = await behind(() => ({ status: 413, body: PAGE }));
    await expect(store.write(points)).rejects.toBeInstanceOf(StoreUnavailable);
    await store.close();
  });

  it("and takes its own refusal for one", async () => {
    const refusal = { error: "partial write: max-values-per-tag limit exceeded dropped=1" };
    const store = await behind(() => ({ status: 400, headers: SIGNED, body: refusal }));
    expect(await store.write(points.slice(0, 1))).toMatchObject([{ reason: refusal.error }]);
    await store.close();
  });

  it("and is not ready, nor reads nothing for something, where a page answers", async () => {
    server = await fakeInfluxdb(() => ({ status: 200, body: PAGE }));
    const store = openInfluxStore({ url: server.url, database: "raceway" });
    expect((await store.ready()).reason).toContain("is no InfluxDB");
    const asked = { measurement: "state", fields: ["score"], tags: {} };
    await expect(store.latest(asked)).rejects.toBeInstanceOf(StoreUnavailable);
    await server.close();
    server = await fakeInfluxdb(() => ({ status: 200, body: { status: "ok" } }));
    const other = openInfluxStore({ url: server.url, database: "raceway" });
    await expect(other.latest(asked)).rejects.toThrow("without InfluxDB's results");
    await store.close();
    await other.close();
  });
});
