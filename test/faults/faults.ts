import { closeSync, openSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { smallDiskAt } from "@raceway/journal/small-disk";
import { until } from "../running-ingest.ts";
import { freePort } from "../servers/free-port.ts";
import type { Fault, World } from "./fault-run.ts";
import { prepareIngest } from "./ingest-process.ts";
import { STEPPED_CLOCK } from "./stepped-clock-path.ts";

/** How long a fault lasts: long enough to be noticed, milliseconds. */
const span = ({ random }: Pick<World, "random">) => 200 + 800 * random();

async function killIngest(world: World): Promise<void> {
  await world.ingest.kill();
  world.ingest.start();
}

export const KILL_GATEWAY_INFLUXDB: Fault = {
  name: "kill -9 of ingest (gateway, InfluxDB)",
  door: "gateway",
  store: "influxdb",
  strike: killIngest,
};

export const KILL_GATEWAY_DUCKDB: Fault = {
  name: "kill -9 of ingest (gateway, DuckDB)",
  door: "gateway",
  store: "duckdb",
  strike: killIngest,
};

export const KILL_SUBSCRIBER: Fault = {
  name: "kill -9 of ingest (behind Mosquitto)",
  door: "broker",
  store: "influxdb",
  strike: killIngest,
};

async function killBroker({ mosquitto, random }: World): Promise<void> {
  await mosquitto?.kill();
  await sleep(span({ random }));
  await mosquitto?.restart();
}

export const KILL_BROKER: Fault = {
  name: "kill -9 of Mosquitto",
  door: "broker",
  store: "influxdb",
  strike: killBroker,
};

export const RESTART_BROKER: Fault = {
  name: "Mosquitto restarted, with its persistence",
  door: "broker",
  store: "influxdb",
  async strike({ mosquitto, random }) {
    await mosquitto?.end();
    await sleep(span({ random }));
    await mosquitto?.restart();
  },
};

export const RESTART_FORGETFUL_BROKER: Fault = {
  name: "Mosquitto restarted, without persistence",
  door: "broker",
  store: "influxdb",
  broker: { persistence: false },
  async strike({ mosquitto, random }) {
    await mosquitto?.end();
    await sleep(span({ random }));
    await mosquitto?.restart();
  },
};

export const KILL_INFLUXDB: Fault = {
  name: "kill -9 of InfluxDB",
  door: "gateway",
  store: "influxdb",
  async strike({ influxd, random }) {
    await influxd?.kill();
    await sleep(span({ random }));
    await influxd?.restart();
  },
};

export const CUT_SENSORS: Fault = {
  name: "network cut between sensors and gateway",
  door: "gateway",
  store: "influxdb",
  async strike({ cable, random }) {
    cable.cut();
    await sleep(span({ random }));
    cable.heal();
  },
};

export const CUT_STORE: Fault = {
  name: "network cut between ingest and InfluxDB",
  door: "gateway",
  store: "influxdb",
  async strike({ storeCable, random }) {
    storeCable?.cut();
    await sleep(span({ random }));
    storeCable?.heal();
  },
};

export const CUT_BROKER: Fault = {
  name: "network cut between Mosquitto and ingest",
  door: "broker",
  store: "influxdb",
  async strike({ cable, random }) {
    cable.cut();
    await sleep(span({ random }));
    cable.heal();
  },
};

export const HALF_OPEN_SENSORS: Fault = {
  name: "half-open connections of sensors",
  door: "gateway",
  store: "influxdb",
  async strike({ cable }) {
    cable.starve();
    await sleep(1000);
    cable.heal();
  },
};

export const HALF_OPEN_BROKER: Fault = {
  name: "half-open connection to Mosquitto",
  door: "broker",
  store: "influxdb",
  async strike({ cable }) {
    cable.starve();
    await sleep(1000);
    cable.heal();
  },
};

export const HALF_OPEN_STORE: Fault = {
  name: "half-open connection to InfluxDB",
  door: "gateway",
  store: "influxdb",
  async strike({ storeCable }) {
    storeCable?.starve();
    await sleep(1000);
    storeCable?.heal();
  },
};

const HOUR_MS = 3_600_000;

export const CLOCK_STEP: Fault = {
  name: "clock set an hour back, then forth",
  door: "gateway",
  store: "influxdb",
  preload: [STEPPED_CLOCK],
  async strike({ folder, ingest, random }, round) {
    writeFileSync(join(folder, "clock-step"), `${(round % 2 === 0 ? -2 : 1) * HOUR_MS}`);
    ingest.signal("SIGUSR2");
    await sleep(span({ random }));
  },
  verify(_, { late, deadLetters }) {
    if (late > 0 || Object.keys(deadLetters).some((code) => code !== "duplicate"))
      throw new Error(`late ${late}, dead letters ${JSON.stringify(deadLetters)}`);
    return "";
  },
};

export const POISON: Fault = {
  name: "poison messages in mid-stream, and kill -9",
  door: "gateway",
  store: "influxdb",
  poisonEvery: 5,
  strike: killIngest,
  verify({ fleet }, { deadLetters }) {
    const { undecodable = 0, schema = 0 } = deadLetters;
    if (undecodable === 0 || schema === 0)
      throw new Error(`no poison among the dead letters: ${JSON.stringify(deadLetters)}`);
    return `${fleet.poison()} poison messages sent, ${undecodable + schema} dead letters`;
  },
};

const tight = (folder: string) => join(folder, "tight");

const tightDisks = new Map<string, ReturnType<typeof smallDiskAt>>();

export const DISK_FULL: Fault = {
  name: "disk of the journal full",
  door: "gateway",
  store: "influxdb",
  data: tight,
  prepare({ folder }) {
    tightDisks.set(folder, smallDiskAt(tight(folder), 24));
    return Promise.resolve();
  },
  cleanUp(folder) {
    tightDisks.get(folder)?.unmount();
    tightDisks.delete(folder);
    return Promise.resolve();
  },
  async strike({ folder, random }) {
    const disk = tightDisks.get(folder);
    disk?.fill();
    await sleep(span({ random }));
    disk?.fill();
    await sleep(span({ random }));
    disk?.free();
  },
};

export const TWO_WITH_ONE_ID: Fault = {
  name: "a second ingest with the same client id",
  door: "broker",
  store: "influxdb",
  further: (folder) => [join(folder, "second")],
  async strike({ folder, influxd, cable, ingest, random }) {
    const plantFile = join(folder, "plant.yaml");
    const data = join(folder, "second");
    const store = `${influxd?.url.replace("http", "influxdb")}/raceway`;
    const broker = `mqtt://127.0.0.1:${cable.port}`;
    const second = await prepareIngest({ plantFile, data, store, broker });
    second.start();
    await until(
      "the quarrel",
      () => /another client uses the client id/.test(ingest.said()),
      20_000,
    );
    await sleep(2 * span({ random }));
    await second.stop();
    // What it has taken over it must also store: when it is started again, with another door.
    const later = await prepareIngest({ plantFile, data, store });
    later.start();
    await until("the second's results", async () => {
      const status = await later.status();
      return status?.inbox_rows === 0 && status.outbox_rows === 0;
    });
    await later.stop();
  },
};

export const TWO_ON_ONE_JOURNAL: Fault = {
  name: "a second ingest on the same journal",
  door: "gateway",
  store: "influxdb",
  async strike({ folder, data, influxd }) {
    const second = await prepareIngest({
      plantFile: join(folder, "plant.yaml"),
      data,
      store: `${influxd?.url.replace("http", "influxdb")}/raceway`,
      args: ["--mqtt-port", `${await freePort()}`],
    });
    second.start();
    await until(
      "the second's refusal",
      () => /open in another process/.test(second.said()),
      20_000,
    );
    await second.stop();
  },
};

export const FIELD_TYPE: Fault = {
  name: "InfluxDB refuses a field's type, and kill -9 of InfluxDB",
  door: "gateway",
  store: "influxdb",
  async prepare({ influxd, start }) {
    await influxd?.query("CREATE DATABASE raceway");
    const line = `state,point=p0 score="a text" ${start}000000`;
    await fetch(`${influxd?.url}/write?db=raceway`, { method: "POST", body: line });
  },
  strike: async ({ influxd, random }) => {
    await influxd?.kill();
    await sleep(span({ random }));
    await influxd?.restart();
  },
  verify({ fleet }, { deadLetters }) {
    const aside = deadLetters["store-refused"];
    if (aside !== fleet.acknowledged())
      throw new Error(`${aside} rows set aside of ${fleet.acknowledged()} refused`);
    return `${aside} refused rows set aside, each with its reason`;
  },
};

export const CORRUPT_JOURNAL: Fault = {
  name: "journal damaged while ingest is stopped",
  door: "gateway",
  store: "influxdb",
  newModels: true,
  async strike({ data, cable, ingest }, round) {
    cable.cut();
    await until("all that was acknowledged to be stored", async () => {
      const status = await ingest.status();
      return status?.inbox_rows === 0 && status.outbox_rows === 0;
    });
    await ingest.stop();
    const file = openSync(join(data, "ingest.sqlite"), "r+");
    writeSync(file, Buffer.alloc(65_536, 0xa5), 0, 65_536, round % 2 === 0 ? 16_384 : 0);
    closeSync(file);
    cable.heal();
    ingest.start();
  },
  verify({ data, ingest }, { journalSetAside }) {
    const aside = readdirSync(data).filter((name) => /corrupt-[^-]+(-\d+)?$/.test(name));
    if (
      journalSetAside === null ||
      aside.length === 0 ||
      !/set aside, begun anew/.test(ingest.said())
    )
      throw new Error(`not told: ${JSON.stringify(journalSetAside)}, ${aside.join()}`);
    return `${aside.length} files set aside and told`;
  },
};
