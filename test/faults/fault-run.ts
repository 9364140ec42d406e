import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { until } from "../running-ingest.ts";
import { type Influxd, startInfluxd } from "../servers/influxd.ts";
import { type Mosquitto, type MosquittoOptions, startMosquitto } from "../servers/mosquitto.ts";
import { type Account, drawUpAccount } from "./accounts.ts";
import { type IngestProcess, type IngestStatus, prepareIngest } from "./ingest-process.ts";
import { indexOf, plantText, pointId } from "./plant-under-load.ts";
import { randomFrom } from "./random-from.ts";
import { type Fleet, startFleet } from "./sensor-fleet.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** Everything that stands while a fault is done to it. */
export interface World {
  readonly folder: string;
  /** Of the ingest's journal. */
  readonly data: string;
  readonly ingest: IngestProcess;
  readonly influxd: Influxd | undefined;
  readonly mosquitto: Mosquitto | undefined;
  /** Between the sensors and the gateway, or between the broker and ingest. */
  readonly cable: TcpProxy;
  /** Between ingest and InfluxDB. */
  readonly storeCable: TcpProxy | undefined;
  readonly fleet: Fleet;
  readonly random: () => number;
  /** Source time of every sensor's first waveform, milliseconds since 1970. */
  readonly start: number;
}

export interface Fault {
  /** As in the table. */
  readonly name: string;
  readonly door: "gateway" | "broker";
  readonly store: "influxdb" | "duckdb";
  /** Does the fault and ends it; resolves at its end. */
  strike(world: World, round: number): Promise<void>;
  readonly broker?: MosquittoOptions;
  /** Where the journal lies, when not in the test's folder. */
  readonly data?: (folder: string) => string;
  readonly args?: readonly string[];
  readonly preload?: readonly string[];
  readonly poisonEvery?: number;
  /** Before the first message. */
  prepare?(world: Omit<World, "fleet">): Promise<void>;
  cleanUp?(folder: string): Promise<void>;
  /** What must hold at the end besides the account; throws, and gives what the table's note says. */
  verify?(world: World, last: IngestStatus): Promise<string> | string;
  /** Folders of further journals, and stores' rows are then not compared with one model. */
  readonly further?: (folder: string) => readonly string[];
  /** Models begin anew in this fault, so they cannot be compared. */
  readonly newModels?: boolean;
}

export interface FaultResult extends Account {
  readonly name: string;
  readonly rounds: number;
  /** Worst time from the fault's end until results were live again, seconds, and what was allowed in that round. */
  readonly recovery: number;
  readonly allowed: number;
  readonly note: string;
}

export interface Load {
  readonly rounds: number;
  readonly sensors: number;
  /** Waveforms a second. */
  readonly rate: number;
  readonly seed?: number;
}

/** Puts a plant under load, does a fault to it so many times, and draws up what became of every waveform. */
export async function runFault(fault: Fault, load: Load): Promise<FaultResult> {
  await using stack = new AsyncDisposableStack();
  // Sensors' time runs faster than the clock, and must not overtake it.
  const start = Date.now() - 2 * 3_600_000;
  const world = await build(fault, load, start, stack);
  const recoveries = [await live(world, load)].slice(1);
  for (let round = 0; round < load.rounds; round++) {
    await sleep(300 + 900 * world.random());
    await fault.strike(world, round);
    recoveries.push(await live(world, load));
  }
  // What a forgetful broker took before the subscription was back is lost; the last waveforms must not be among it, for they tell that all is done.
  await sleep(2000);
  await live(world, load);
  const { fleet, ingest } = world;
  fleet.stopMeasuring();
  await until(
    "every waveform's acknowledgement",
    () => fleet.acknowledged() === fleet.measured(),
    60_000,
  );
  const last = await settled(world, load.rate);
  const note = (await fault.verify?.(world, last)) ?? "";
  fleet.close();
  await ingest.stop();
  const store = await openResults(world);
  const account = await drawUpAccount({
    store,
    folders: [world.data, ...(fault.further?.(world.folder) ?? [])],
    counts: fleet.counts(),
    start,
    compareModels: fault.newModels !== true && fault.further === undefined,
    allTaken: fault.door === "gateway",
  });
  await store.close();
  const worst = recoveries.toSorted((a, b) => b.seconds - b.allowed - (a.seconds - a.allowed))[0];
  return {
    name: fault.name,
    rounds: load.rounds,
    ...account,
    recovery: worst?.seconds ?? 0,
    allowed: worst?.allowed ?? 0,
    note,
  };
}

async function build(
  fault: Fault,
  load: Load,
  start: number,
  stack: AsyncDisposableStack,
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "raceway-fault-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const plantFile = join(folder, "plant.yaml");
  writeFileSync(plantFile, plantText(load.sensors));
  const data = fault.data?.(folder) ?? join(folder, "data");
  const influxd = fault.store === "influxdb" ? await startInfluxd() : undefined;
  if (influxd) stack.defer(() => influxd.stop());
  const storeCable = influxd && (await startTcpProxy(Number(new URL(influxd.url).port)));
  if (storeCable) stack.defer(() => storeCable.close());
  const mosquitto = fault.door === "broker" ? await startMosquitto(withRoom(fault)) : undefined;
  if (mosquitto) stack.defer(() => mosquitto.stop());
  const brokerCable = mosquitto && (await startTcpProxy(mosquitto.port));
  const ingest = await prepareIngest({
    plantFile,
    data,
    store: storeCable
      ? `influxdb://127.0.0.1:${storeCable.port}/raceway`
      : `duckdb:${join(folder, "telemetry.duckdb")}`,
    ...(brokerCable && { broker: `mqtt://127.0.0.1:${brokerCable.port}` }),
    ...(fault.args && { args: fault.args }),
    ...(fault.preload && { preload: fault.preload }),
    env: { RACEWAY_FAULT_FOLDER: folder },
  });
  stack.defer(() => ingest.kill());
  const cable = brokerCable ?? (await startTcpProxy(ingest.mqttPort));
  stack.defer(() => cable.close());
  const random = randomFrom(load.seed ?? Date.now());
  stack.defer(() => fault.cleanUp?.(folder));
  const grounds = { folder, data, ingest, influxd, mosquitto, cable, storeCable, random, start };
  await fault.prepare?.(grounds);
  ingest.start();
  try {
    await until("ingest to be ready", async () => (await ingest.status())?.ready === true, 30_000);
  } catch (error) {
    throw new Error(`ingest is not ready; it said:\n${ingest.said()}`, { cause: error });
  }
  const fleet = startFleet({
    url: mosquitto?.url ?? `mqtt://127.0.0.1:${cable.port}`,
    sensors: load.sensors,
    rate: load.rate,
    start,
    ...(fault.poisonEvery !== undefined && { poisonEvery: fault.poisonEvery }),
  });
  stack.defer(() => fleet.close());
  return { ...grounds, fleet };
}

/** Mosquitto's own limits (20 in flight, 1000 waiting, more are dropped without a word) are not what is tested here. */
function withRoom({ broker }: Fault): MosquittoOptions {
  const config = ["max_inflight_messages 200", "max_queued_messages 0", ...(broker?.config ?? [])];
  return { ...broker, config };
}

/** A result reaches the store that soon when nothing is wrong (it may wait a second for others), seconds. */
export const LIVE_SECONDS = 2;

/** Waits until results are live again: of every sensor the store has one that is less than {@link LIVE_SECONDS} old. */
async function live(world: World, { rate, sensors }: Load) {
  const began = performance.now();
  const { fleet } = world;
  const kept = fleet.measured() - fleet.acknowledged();
  const behindAtEnd = sumOf(await missing(world, rate));
  const backlog = Number.isFinite(behindAtEnd) ? behindAtEnd : kept;
  const young = (LIVE_SECONDS * rate) / sensors;
  let behind: readonly number[] = [];
  try {
    await until(
      "live results",
      async () => {
        behind = await missing(world, rate);
        return (await world.ingest.status())?.ready === true && behind.every((n) => n < young);
      },
      60_000,
    );
  } catch (error) {
    const status = JSON.stringify(await world.ingest.status());
    throw new Error(
      `missing by sensor ${behind.join()}, kept by the sensors ${fleet.measured() - fleet.acknowledged()}, status ${status}; ingest said:\n${world.ingest.said().slice(-4000)}`,
      { cause: error },
    );
  }
  return { seconds: (performance.now() - began) / 1000, allowed: 10 + backlog / (3 * rate) };
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0);

/** By sensor: waveforms measured after the newest one whose result is stored. */
async function missing(world: World, rate: number): Promise<readonly number[]> {
  const { fleet, ingest, influxd, start } = world;
  if (influxd === undefined) {
    // DuckDB's file is ingest's own: how old what waits in it is must do.
    const status = await ingest.status();
    const age = status === undefined ? Infinity : status.lag + (status.drains["store"]?.age ?? 0);
    const kept = fleet.measured() - fleet.acknowledged();
    return [(kept + age * rate) / fleet.counts().length];
  }
  const text = await influxd
    .query(`SELECT last("rms") FROM "raceway".."indicator" GROUP BY "point"`)
    .catch(() => "{}");
  const { results = [] } = JSON.parse(text) as {
    results?: { series?: { tags: { point: string }; values: [string, number][] }[] }[];
  };
  const newest = new Map(
    results[0]?.series?.map(({ tags, values }) => [tags.point, Date.parse(values[0]?.[0] ?? "")]),
  );
  return fleet.counts().map((count, sensor) => {
    const time = newest.get(pointId(sensor));
    return time === undefined ? count : count - 1 - indexOf(start, time);
  });
}

async function settled(world: World, rate: number): Promise<IngestStatus> {
  let last: IngestStatus | undefined;
  await until(
    "everything to be analysed and stored",
    async () => {
      last = await world.ingest.status();
      const stored = (await missing(world, rate)).every((n) => n <= 0);
      return stored && last?.inbox_rows === 0 && last.outbox_rows === 0;
    },
    60_000,
  );
  if (last === undefined) throw new Error("ingest does not answer");
  return last;
}

async function openResults({ influxd, folder }: World): Promise<TelemetryStore> {
  if (influxd === undefined) return openDuckDbStore({ file: join(folder, "telemetry.duckdb") });
  return openInfluxStore({ url: influxd.url, database: "raceway" });
}
