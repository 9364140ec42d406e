import { rmSync } from "node:fs";
import { join } from "node:path";
import { refusedLogins } from "@raceway/access/audit/refusals";
import { startAlarms } from "@raceway/alarms/start-alarms";
import { startConsole } from "@raceway/console/start-console";
import { ensureWebBuilt } from "@raceway/console/web-build";
import { createGateway } from "@raceway/gateway/gateway";
import { startIngest } from "@raceway/ingest/ingest";
import { demoScenario } from "@raceway/simulator/demo-scenario";
import type { Command } from "commander";
import { type Logger, pino } from "pino";
import {
  accountsOf,
  accountsOption,
  auditOf,
  auditSealOption,
  auditShipOption,
  auditShipping,
} from "../accounts-option.ts";
import { answerBackups } from "../backup/request.ts";
import { privateDirectory } from "../data-directory.ts";
import { ingestLimits, type JournalOptions, journalOptions } from "../journal-options.ts";
import {
  consoleHostOption,
  consolePortOption,
  dataOption,
  healthHostOption,
  healthPortOption,
  maxPayloadOption,
  mqttHostOption,
  mqttPortOption,
  plantOption,
  storeOption,
  websocketPortOption,
} from "../options.ts";
import { alarmsAnew } from "../start/alarms-anew.ts";
import { startBulletin } from "../start/bulletin.ts";
import {
  type ConsoleSecurityOptions,
  consoleSecurity,
  consoleSecurityOptions,
} from "../start/console-access.ts";
import { doorPassage } from "../start/door-passage.ts";
import { gatewayAccess } from "../start/gateway-access.ts";
import { startHealthServer } from "../start/health-server.ts";
import { isLoopback } from "../start/loopback.ts";
import { createMetrics } from "../start/metrics.ts";
import { openNotifiers } from "../start/notifiers.ts";
import { makeOwnLogin } from "../start/own-login.ts";
import { plantFileAccess } from "../start/plant-file-access.ts";
import { followPlant, type PlantFollower } from "../start/plant-follower.ts";
import { watchConsoleTls, watchGatewayTls } from "../start/renewed-tls.ts";
import { startSimulatorThread } from "../start/simulator-thread.ts";
import { closeAll, untilStopped } from "../start/until-stopped.ts";
import { openStore } from "../store-option.ts";
import { type MqttTlsOptions, mqttTls, mqttTlsOptions } from "../tls-option.ts";
import { ownVersion } from "../version.ts";

interface StartOptions extends MqttTlsOptions, ConsoleSecurityOptions, JournalOptions {
  readonly plant: string;
  readonly data: string;
  readonly accounts?: string;
  readonly auditSeal?: string;
  readonly auditShip?: string;
  readonly store?: string;
  readonly mqttHost: string;
  readonly mqttPort: number;
  readonly mqttWsPort?: number;
  readonly consoleHost: string;
  readonly consolePort: number;
  readonly maxPayload: number;
  readonly healthHost: string;
  readonly healthPort?: number;
  readonly simulate: boolean;
  readonly keep?: true;
  readonly logLevel: string;
}

/** `raceway start`: everything in one process, with a simulated plant to look at. */
export function addStartCommand(program: Command): void {
  const command = program
    .command("start")
    .description(
      "everything in one process: gateway, analysis, alarms, console, and a simulated plant",
    )
    .addOption(plantOption())
    .addOption(dataOption())
    .addOption(accountsOption())
    .addOption(auditSealOption())
    .addOption(auditShipOption())
    .addOption(storeOption())
    .addOption(mqttHostOption())
    .addOption(mqttPortOption())
    .addOption(websocketPortOption())
    .addOption(consoleHostOption())
    .addOption(consolePortOption())
    .addOption(maxPayloadOption())
    .addOption(healthHostOption())
    .addOption(healthPortOption())
    .option("--no-simulate", "without the simulated plant: your sensors publish")
    .option(
      "--keep",
      "with the simulated plant: go on with the data of the last start, instead of afresh",
    )
    .option("--log-level <level>", "pino level: info tells of every connection", "warn")
    .action(start);
  for (const option of [...journalOptions(), ...mqttTlsOptions(), ...consoleSecurityOptions()])
    command.addOption(option);
}

async function start(options: StartOptions): Promise<void> {
  const log = pino({ level: options.logLevel }, pino.destination({ dest: 2, sync: true }));
  const plants = followPlant(options.plant, { log });
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const opened: { close(): unknown }[] = [];
  try {
    await open(options, { plants, log, say, opened });
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
  await untilStopped(opened);
}

interface Parts {
  readonly plants: PlantFollower;
  readonly log: Logger;
  readonly say: (line: string) => void;
  readonly opened: { close(): unknown }[];
}

async function open(options: StartOptions, { plants, log, say, opened }: Parts): Promise<void> {
  const plant = plants.now();
  await ensureWebBuilt(say);
  const data = dataDirectory(options);
  const store = await openStore(options.store ?? `duckdb:${join(data, "telemetry.duckdb")}`);
  opened.push(store);
  const own = makeOwnLogin();
  const tls = mqttTls(options);
  const accounts = accountsOf(options);
  const audit = auditOf(options, "console", log);
  const shipping = auditShipping(audit, options, log);
  opened.push(audit, shipping);
  const gateway = createGateway({
    host: options.mqttHost,
    port: options.mqttPort,
    ...(options.mqttWsPort !== undefined && { websocketPort: options.mqttWsPort }),
    maxPayloadBytes: options.maxPayload,
    passage: doorPassage(plants.now),
    ...(tls && { tls }),
    inside: tls !== undefined || !isLoopback(options.mqttHost),
    access: gatewayAccess({
      host: options.mqttHost,
      certificates: tls?.ca !== undefined,
      plant: plants.now,
      accounts,
      own,
      onRefused: refusedLogins(audit, "MQTT gateway"),
      log,
    }),
    portHint: "choose another with --mqtt-port or RACEWAY_MQTT_PORT",
    log,
  });
  opened.push(watchGatewayTls(gateway, options, log));
  const metrics = createMetrics(ownVersion());
  const ingest = await startIngest({
    plant,
    plantFile: plants.status,
    source: gateway,
    store,
    journalPath: join(data, "ingest.sqlite"),
    ...ingestLimits(options),
    onStage: metrics.onStage,
    log,
  });
  opened.push(ingest, answerBackups(data, "ingest", ingest.saveTo));
  metrics.watch(ingest.status);
  const mqtt = { url: `mqtt://127.0.0.1:${gateway.insidePort}`, ...own };
  const alarms = alarmsAnew({
    plant,
    // Nobody is to be called out of bed by a simulated bearing.
    notifiers: (now) => (options.simulate ? undefined : openNotifiers(now, log)),
    start: (now, notifiers) =>
      startAlarms({
        plant: now,
        plantFile: plants.status,
        journalPath: join(data, "alarms.sqlite"),
        mqtt,
        ...(notifiers && { notifiers }),
        store,
        log,
      }),
  });
  opened.push(alarms, answerBackups(data, "alarms", alarms.saveTo));
  const security = await consoleSecurity(options, {
    accounts,
    audit,
    log,
    show: say,
  });
  const page = await startConsole({
    ...security,
    shipping: shipping.status,
    plant,
    store,
    mqtt,
    plantFile: plantFileAccess(options.plant),
    host: options.consoleHost,
    port: options.consolePort,
    log,
  });
  opened.push(page, watchConsoleTls(page, options, log));
  plants.follow((changed) => () => ingest.changePlant(changed));
  plants.follow(alarms.follow);
  plants.follow((changed) => () => page.changePlant(changed));
  for (const service of [ingest, alarms]) plants.onTold(service.tell);
  opened.push(plants);
  opened.push(startBulletin(mqtt, plant, say));
  if (options.simulate) {
    const work = {
      plant,
      scenario: demoScenario(plant),
      start: BigInt(Date.now()) * 1_000_000n,
      ...mqtt,
    };
    opened.push(
      startSimulatorThread(work, (reason) => log.error({ reason }, "the simulator stopped")),
    );
  }
  const { healthHost: host, healthPort: port } = options;
  if (port !== undefined) {
    const report = () => {
      const holding = alarms.holding();
      const ready = ingest.ready() && holding === undefined;
      return { ready, status: { ...ingest.status(), holding: holding ?? null } };
    };
    opened.push(await startHealthServer({ host, port, report, metrics: metrics.page }));
  }
  for (const line of welcome(options, page.url, gateway.port)) say(line);
}

/** The simulated plant begins with new bearings, so its data begins anew too; real data is never touched. */
function dataDirectory({ data, simulate, keep }: StartOptions): string {
  privateDirectory(data);
  const directory = simulate ? join(data, "simulated") : data;
  if (simulate && keep === undefined) rmSync(directory, { recursive: true, force: true });
  return privateDirectory(directory);
}

function welcome({ simulate, plant }: StartOptions, url: string, mqttPort: number): string[] {
  const where = [
    `Console   ${url}`,
    `MQTT      mqtt://127.0.0.1:${mqttPort}   (what to publish: docs/topics.md)`,
    `Plant     ${plant}`,
  ];
  if (!simulate)
    return [...where, "Waiting for your sensors. Ctrl-C stops; what was acknowledged is kept."];
  return [
    ...where,
    "",
    "A simulated plant publishes over MQTT. Its first half minute is healthy and learnt; then the outer ring of a bearing on a ring",
    "grinder begins to spall. Within three minutes the point is flagged, the fault is named, and its remaining life is forecast; the other machines stay quiet.",
    "News appears below and in the console. Ctrl-C stops.",
    "",
  ];
}
