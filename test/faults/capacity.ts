import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../running-ingest.ts";
import { startInfluxd } from "../servers/influxd.ts";
import { prepareIngest } from "./ingest-process.ts";
import { plantText } from "./plant-under-load.ts";
import { startFleet } from "./sensor-fleet.ts";

export interface Capacity {
  readonly store: "influxdb" | "duckdb";
  /** Waveforms a second, from the door to the outbox. */
  readonly analysed: number;
  /** Outbox rows a second that the store did not keep up with. */
  readonly leftBehind: number;
  /** Processor cores that ingest took. */
  readonly cores: number;
}

/** More than any machine can take: what counts is what comes out. */
const RATE = 20_000;
/** A small inbox, so that the door waits for the analysis as in a run without end. */
const ARGS = ["--inbox-mb", "4", "--thin-after", "1000000"];
/** Until code is compiled and buffers are full. */
const WARM_UP_MS = 8000;
/** Of processor time in /proc, a second. */
const TICKS = 100;

/** How many waveforms a second one ingest takes from its door to its results when its sensors always have one more. */
export async function measureCapacity(
  kind: Capacity["store"],
  sensors: number,
  seconds: number,
): Promise<Capacity> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "raceway-capacity-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const plantFile = join(folder, "plant.yaml");
  writeFileSync(plantFile, plantText(sensors));
  const influxd = kind === "influxdb" ? await startInfluxd() : undefined;
  if (influxd) stack.defer(() => influxd.stop());
  const store = influxd
    ? `${influxd.url.replace("http", "influxdb")}/raceway`
    : `duckdb:${join(folder, "telemetry.duckdb")}`;
  const ingest = await prepareIngest({ plantFile, data: join(folder, "data"), store, args: ARGS });
  stack.defer(() => ingest.stop());
  ingest.start();
  await until("ingest to be ready", async () => (await ingest.status())?.ready === true, 30_000);
  const start = Date.now() - 24 * 3_600_000;
  const fleet = startFleet({ url: ingest.url, sensors, rate: RATE, start });
  stack.defer(() => fleet.close());
  await sleep(WARM_UP_MS);
  const before = await look();
  await sleep(seconds * 1000);
  const after = await look();
  const took = (after.at - before.at) / 1000;
  return {
    store: kind,
    analysed: (after.analysed - before.analysed) / took,
    leftBehind: (after.outbox - before.outbox) / took,
    cores: (after.ticks - before.ticks) / TICKS / took,
  };

  async function look() {
    const status = await ingest.status();
    if (status === undefined) throw new Error("ingest does not answer");
    const [, fields] = readFileSync(`/proc/${ingest.pid()}/stat`, "utf8").split(") ");
    const [user, system] = fields?.split(" ").slice(11) ?? [];
    return {
      at: performance.now(),
      analysed: status.analysed,
      outbox: status.outbox_rows,
      ticks: Number(user) + Number(system),
    };
  }
}
