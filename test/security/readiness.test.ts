import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGateway } from "@raceway/gateway/gateway";
import { silentLog } from "@raceway/ports/log";
import { expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { freePort } from "../servers/free-port.ts";
import { PLANT_FILE } from "./guarded-house.ts";
import { runRaceway } from "./service-process.ts";

it("raceway alarms lives without its broker, and is ready as long as it has it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "raceway-ready-"));
  const plant = join(folder, "plant.yaml");
  writeFileSync(plant, PLANT_FILE);
  const port = await freePort();
  const health = await freePort();
  const args = ["--plant", plant, "--data", folder, "--mqtt", `mqtt://127.0.0.1:${port}`];
  const alarms = runRaceway(["alarms", ...args, "--health-port", `${health}`]);
  const status = async (path: string) => (await fetch(`http://127.0.0.1:${health}${path}`)).status;
  await alarms.printed(/alarms run/);
  expect([await status("/healthz"), await status("/readyz")]).toEqual([200, 503]);
  const gateway = createGateway({
    host: "127.0.0.1",
    port,
    maxPayloadBytes: 20_000,
    passage: () => "hand-on",
    log: silentLog,
  });
  await gateway.open(async () => undefined);
  await until("it to be ready", async () => (await status("/readyz")) === 200);
  await gateway.close();
  await until("it to be no longer ready", async () => (await status("/readyz")) === 503);
  expect((await alarms.stop()).code).toBe(0);
  rmSync(folder, { recursive: true });
});
