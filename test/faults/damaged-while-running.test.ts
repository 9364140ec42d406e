import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { startInfluxd } from "../servers/influxd.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { prepareIngest } from "./ingest-process.ts";
import { plantText } from "./plant-under-load.ts";
import { startFleet } from "./sensor-fleet.ts";

const SENSORS = 8;
/** So much of the journal is in the file itself, and in no cache or log any more, bytes. */
const IN_FILE = 8 * 1024 * 1024;

describeWithServers(["influxd"], "a journal whose file is damaged under a running ingest", () => {
  it("is told, set aside and begun anew, and results flow again without anybody's doing", async () => {
    await using stack = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), "raceway-damage-"));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const plantFile = join(folder, "plant.yaml");
    writeFileSync(plantFile, plantText(SENSORS));
    const influxd = await startInfluxd();
    stack.defer(() => influxd.stop());
    const data = join(folder, "data");
    const store = `${influxd.url.replace("http", "influxdb")}/raceway`;
    const ingest = await prepareIngest({ plantFile, data, store });
    stack.defer(() => ingest.kill());
    ingest.start();
    await until("ingest to be ready", async () => (await ingest.status())?.ready === true, 30_000);
    // Without a store, results wait in the file.
    await influxd.kill();
    const fleet = startFleet({
      url: ingest.url,
      sensors: SENSORS,
      rate: 800,
      start: Date.now() - 3_600_000,
    });
    stack.defer(() => fleet.close());
    const file = join(data, "ingest.sqlite");
    await until("a journal of some size", () => statSync(file).size > IN_FILE, 90_000);
    const handle = openSync(file, "r+");
    writeSync(handle, Buffer.alloc(IN_FILE, 0xa5), 0, IN_FILE, 0);
    closeSync(handle);
    await influxd.restart();
    await until("the process to end and be started again", () => ingest.starts() > 1, 60_000);
    expect(ingest.said()).toContain("is damaged");
    await until(
      "new results in the store",
      async () => {
        const status = await ingest.status();
        return (
          status !== undefined &&
          status.journalSetAside !== null &&
          status.analysed > 0 &&
          status.waitingFor.store === null
        );
      },
      60_000,
    );
    expect(ingest.said()).toContain("set aside, begun anew");
    expect(readdirSync(data).filter((name) => /corrupt-\w+$/.test(name))).toHaveLength(1);
    const before = fleet.acknowledged();
    await until("further acknowledgements", () => fleet.acknowledged() > before);
  });
});
