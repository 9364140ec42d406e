import { readFileSync } from "node:fs";
import type { Ingest } from "@raceway/ingest/ingest";
import { afterEach, describe, expect, it } from "vitest";
import { startHealthServer } from "./health-server.ts";
import { createMetrics } from "./metrics.ts";

const status: ReturnType<Ingest["status"]> = {
  accepted: 12,
  rejected: 3,
  analysed: 10,
  thinned: 0,
  analysing_every: 1,
  dropped: 0,
  journal_set_aside: 0,
  late: 1,
  inbox_rows: 2,
  inbox_bytes: 2048,
  outbox_rows: 5,
  lag: 0.5,
  outboxBytes: 4096,
  drains: { store: { rows: 5, age: 7, dropped: 0 }, publish: { rows: 0, age: 0, dropped: 0 } },
  points: { unknown: 0, learning: 1, normal: 6, sensor: 0, warning: 1, alarm: 0 },
  deadLetters: { oversize: 2, undecodable: 1 },
  waitingFor: { store: null, publish: null },
  standsStill: null,
  clock: null,
  plantFile: null,
  journalSetAside: null,
  storeSetAside: null,
  room: { refused: 0, diskFree: 0.5, disk: { path: "/data", free: 5, total: 10 } },
  door: { state: "open", connections: 4 },
};

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serve(report = () => ({ ready: true, status: {} })) {
  const metrics = createMetrics("0.1.0");
  const parts = { host: "127.0.0.1", port: 0, report, metrics: metrics.page };
  const server = await startHealthServer(parts);
  stops.push(server.close);
  return { metrics, get: (path: string) => fetch(`${server.url}${path}`) };
}

describe("the metrics page", () => {
  it("tells rates, lag, backlog with its age, dead letters by reason, states of points, stage times, event-loop delay", async () => {
    const { metrics, get } = await serve();
    metrics.watch(() => status);
    metrics.onStage("manipulation", 0.004);
    metrics.onStage("manipulation", 4);
    await (await get("/metrics")).text();
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    const text = await answer.text();
    const lines = text.split("\n");
    for (const line of [
      "raceway_messages_accepted_total 12",
      "raceway_lag_seconds 0.5",
      "raceway_inbox_bytes 2048",
      'raceway_drain_age_seconds{drain="store"} 7',
      'raceway_dead_letters{reason="oversize"} 2',
      'raceway_points{state="normal"} 6',
      'raceway_stage_seconds_bucket{le="0.005",stage="manipulation"} 1',
      'raceway_stage_seconds_count{stage="manipulation"} 2',
      "raceway_door_connections 4",
    ])
      expect(lines).toContain(line);
    expect(text).toContain("nodejs_eventloop_lag_p99_seconds");
  });

  it("is described whole in docs/operations.md", async () => {
    const { metrics, get } = await serve();
    metrics.watch(() => status);
    const text = await (await get("/metrics")).text();
    const docs = readFileSync(new URL("../../../../docs/operations.md", import.meta.url), "utf8");
    const names = [...text.matchAll(/^# HELP (raceway_\w+)/gm)].map(([, name]) => name ?? "");
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect(docs).toContain(`\`${name}\``);
  });
});

describe("the health server", () => {
  it("lives while it answers, and is ready only when the door is open", async () => {
    let ready = false;
    const { get } = await serve(() => ({ ready, status: { door: "closed" } }));
    expect((await get("/healthz")).status).toBe(200);
    expect((await get("/readyz")).status).toBe(503);
    ready = true;
    expect((await get("/readyz")).status).toBe(200);
    expect(await (await get("/status")).json()).toEqual({ ready: true, door: "closed" });
  });

  it("gives nothing else, and takes nothing", async () => {
    const { get } = await serve();
    expect((await get("/../etc/passwd")).status).toBe(404);
    expect((await get("/")).status).toBe(404);
  });
});
