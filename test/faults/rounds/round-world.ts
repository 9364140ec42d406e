import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mayMount, smallDiskAt } from "@raceway/journal/small-disk";
import { until } from "../../running-ingest.ts";
import { freePort } from "../../servers/free-port.ts";
import { startInfluxd } from "../../servers/influxd.ts";
import { prepareIngest } from "../ingest-process.ts";
import { superviseRaceway } from "../raceway-process.ts";
import { randomFrom } from "../random-from.ts";
import { type AlarmWatch, watchAlarms } from "./alarm-watch.ts";
import { startLyingProxy } from "./lying-proxy.ts";
import { type RoundPoint, roundPlantText } from "./round-plant.ts";
import { createRoundSensors, type RoundSensor } from "./round-sensors.ts";
import { createSettableClock, removeTraces } from "./set-clock.ts";

export interface RoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly store: "influxdb" | "duckdb";
  readonly points: number;
  /** Readings a second of all sensors together. */
  readonly rate: number;
  /** Folder for what each process says, and for the journals as they were after a round whose alarm was not told. Absent: nothing is kept. */
  readonly keep?: string;
}

export type RoundWorld = Awaited<ReturnType<typeof buildWorld>>;

const INGEST_DISK_MB = 48;
const ALARMS_DISK_MB = 8;

/** Ingest with its gateway, alarms, a store and some sensors, with all that the faults need. */
export async function buildWorld(options: RoundsOptions, stack: AsyncDisposableStack) {
  const folder = mkdtempSync(join(tmpdir(), "raceway-rounds-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const random = randomFrom(options.seed);
  const { keep } = options;
  if (keep !== undefined) mkdirSync(keep, { recursive: true });
  const logOf = (service: string) =>
    keep === undefined ? {} : { log: join(keep, `${service}.log`) };
  const plantFile = join(folder, "plant.yaml");
  const data = join(folder, "ingest");
  const alarmsData = join(folder, "alarms");
  const ingestClock = clockIn(join(folder, "ingest-clock"));
  const alarmsClock = clockIn(join(folder, "alarms-clock"));
  const disks = mayMount()
    ? {
        ingest: smallDiskAt(data, INGEST_DISK_MB),
        alarms: smallDiskAt(alarmsData, ALARMS_DISK_MB),
      }
    : undefined;
  stack.defer(() => {
    disks?.ingest.unmount();
    disks?.alarms.unmount();
  });
  const influxd = options.store === "influxdb" ? await startInfluxd() : undefined;
  if (influxd) stack.defer(() => influxd.stop());
  const proxy = influxd && (await startLyingProxy(influxd.url));
  if (proxy) stack.defer(() => proxy.close());
  const storeFile = join(folder, "telemetry.duckdb");
  const store = proxy ? `influxdb://127.0.0.1:${proxy.port}/raceway` : `duckdb:${storeFile}`;
  const ingestOptions = { plantFile, data, store, ...ingestClock, ...logOf("ingest") };
  const ingest = await prepareIngest(ingestOptions);
  stack.defer(() => removeTraces(ingest.pids()));
  stack.defer(() => ingest.kill());
  const alarms = await prepareAlarms(plantFile, alarmsData, ingest.url, {
    ...alarmsClock,
    ...logOf("alarms"),
  });
  stack.defer(() => removeTraces(alarms.pids()));
  stack.defer(() => alarms.kill());
  const points: RoundPoint[] = Array.from({ length: options.points }, (_, n) => ({ id: `p${n}` }));
  writeFileSync(plantFile, roundPlantText(points));
  ingest.start();
  alarms.start();
  await until("ingest to be ready", async () => (await ingest.status())?.ready === true, 30_000);
  const watch: AlarmWatch = watchAlarms(ingest.url);
  stack.defer(() => watch.close());
  const fleet = createRoundSensors(ingest.url, options.rate / options.points, random);
  stack.defer(() => fleet.close());
  const sensors: RoundSensor[] = points.map(({ id }) => fleet.add(id));
  return {
    folder,
    data,
    alarmsData,
    keep,
    plantFile,
    storeFile,
    influxd,
    proxy,
    disks,
    ingest,
    ingestClock,
    alarms,
    alarmsClock,
    watch,
    fleet,
    /** Those on points of the plant file, changed with it. */
    sensors,
    /** Points that got another name while their alarm was open, so that it is open under the new one. */
    carried: [] as string[],
    random,
  };
}

function clockIn(folder: string) {
  mkdirSync(folder);
  return createSettableClock(folder);
}

async function prepareAlarms(
  plantFile: string,
  data: string,
  mqtt: string,
  { preload, env, log }: ReturnType<typeof createSettableClock> & { readonly log?: string },
) {
  const healthPort = await freePort();
  const args = ["alarms", "--plant", plantFile, "--data", data, "--mqtt", mqtt];
  return superviseRaceway<object>({
    args: [...args, "--health-port", `${healthPort}`],
    healthPort,
    preload,
    env,
    ...(log !== undefined && { log }),
  });
}
