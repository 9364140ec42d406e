import { join } from "node:path";
import { startAlarms } from "@raceway/alarms/start-alarms";
import type { Command } from "commander";
import { pino } from "pino";
import { answerBackups } from "../backup/request.ts";
import { privateDirectory } from "../data-directory.ts";
import {
  dataOption,
  healthHostOption,
  healthPortOption,
  mqttLogin,
  mqttUrlOption,
  plantOption,
  storeOption,
} from "../options.ts";
import { alarmsAnew } from "../start/alarms-anew.ts";
import { endProcess } from "../start/end-process.ts";
import { startHealthServer } from "../start/health-server.ts";
import { openNotifiers } from "../start/notifiers.ts";
import { followPlant } from "../start/plant-follower.ts";
import { pushWay } from "../start/push-way.ts";
import { untilStopped } from "../start/until-stopped.ts";
import { openStore } from "../store-option.ts";

interface AlarmsCommandOptions {
  readonly plant: string;
  readonly data: string;
  readonly mqtt: string;
  readonly store?: string;
  readonly healthHost: string;
  readonly healthPort: number;
}

/** `raceway alarms`: verdicts become alarms. */
export function addAlarmsCommand(program: Command): void {
  program
    .command("alarms")
    .description(
      "the life of alarms as a service: reads verdicts over MQTT, publishes open alarms, tells people",
    )
    .addOption(plantOption())
    .addOption(dataOption())
    .addOption(mqttUrlOption())
    .addOption(storeOption())
    .addOption(healthHostOption())
    .addOption(healthPortOption(8082))
    .action(alarms);
}

async function alarms(options: AlarmsCommandOptions): Promise<void> {
  const log = pino({ name: "alarms" });
  const plants = followPlant(options.plant, { log });
  privateDirectory(options.data);
  const mqtt = { url: options.mqtt, ...mqttLogin() };
  // A DuckDB file has one process that opens it, and that is ingest.
  const store = options.store?.startsWith("influxdb") ? await openStore(options.store) : undefined;
  const running = alarmsAnew({
    plant: plants.now(),
    notifiers: (plant) => openNotifiers(plant, log),
    start: (plant, notifiers) =>
      startAlarms({
        plant,
        plantFile: plants.status,
        ...(store && { store }),
        journalPath: join(options.data, "alarms.sqlite"),
        mqtt,
        ...(notifiers && { notifiers }),
        push: pushWay(),
        onBroken: endProcess,
        log,
      }),
  });
  plants.follow(running.follow);
  plants.onTold(running.tell);
  const health = await startHealthServer({
    host: options.healthHost,
    port: options.healthPort,
    report: () => {
      const holding = running.holding();
      const status = { ...running.report(), holding: holding ?? null };
      return { ready: running.connected() && holding === undefined, status };
    },
  });
  log.info({ plant: plants.now().site }, "alarms run");
  const backups = answerBackups(options.data, "alarms", running.saveTo);
  await untilStopped([...(store ? [store] : []), running, backups, health, plants]);
}
