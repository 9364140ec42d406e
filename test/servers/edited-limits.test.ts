import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brokerDoors } from "@raceway/cli/start/broker-doors";
import { startConsole } from "@raceway/console/start-console";
import { startIngest } from "@raceway/ingest/ingest";
import { silentLog } from "@raceway/ports/log";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { expect, it } from "vitest";
import { plantOf, until } from "../running-ingest.ts";
import { startMosquitto } from "./mosquitto.ts";
import { describeWithServers } from "./server-process.ts";

const plant = plantOf(`site: works
lines:
  - id: l1
    machines:
      - { id: g1, points: [{ id: spindle, channels: [{ id: temp, kind: temperature, unit: degC }] }] }
`);
const ADDRESS = "api/limits/works/l1/g1/spindle/temp/temperature";

describeWithServers(["mosquitto"], "a limit set over a plant's own broker", () => {
  it("counts once ingest is back, when it was away, and nobody is told so before", async () => {
    const folder = mkdtempSync(join(tmpdir(), "raceway-limits-"));
    const mosquitto = await startMosquitto();
    const store = await openDuckDbStore({ file: join(folder, "telemetry.duckdb") });
    const { url } = mosquitto;
    const page = await startConsole({ plant, store, mqtt: { url }, port: 0, log: silentLog });
    const begin = () =>
      startIngest({
        plant,
        source: brokerDoors({
          url,
          login: {},
          plant,
          data: folder,
          maxPayloadBytes: 100_000,
          sparkplug: { hostId: "raceway", reorderMs: 1000 },
          log: silentLog,
        }).source,
        store,
        journalPath: join(folder, "ingest.sqlite"),
        threads: 0,
        log: silentLog,
      });
    const set = (alarm: number) =>
      fetch(`${page.url}/${ADDRESS}`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ limit: { alarm }, who: "Jo", why: "new grease" }),
      });
    const limits = async () =>
      (await (await fetch(`${page.url}/api/limits`)).json()) as readonly object[];

    const first = await begin();
    await until("the doors", () => first.status().door.state === "open");
    expect((await set(70)).status).toBe(200);
    await first.close();
    const unheard = await set(80);
    expect(unheard.status).toBe(504);
    expect(await unheard.text()).toContain("will count when it is back");
    expect(await limits()).toMatchObject([{ edited: { alarm: 70 } }]);
    const second = await begin();
    await expect.poll(limits, { timeout: 10_000 }).toMatchObject([{ edited: { alarm: 80 } }]);
    await second.close();
    await page.close();
    await store.close();
    await mosquitto.stop();
    rmSync(folder, { recursive: true });
  });
});
