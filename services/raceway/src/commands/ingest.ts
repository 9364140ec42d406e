import { join } from "node:path";
import { refusedLogins } from "@raceway/access/audit/refusals";
import { createGateway } from "@raceway/gateway/gateway";
import { startIngest } from "@raceway/ingest/ingest";
import type { Log } from "@raceway/ports/log";
import type { Source } from "@raceway/ports/source";
import { mappedChannels } from "@raceway/source-sparkplug/metric-mapping";
import { type Command, Option } from "commander";
import { pino } from "pino";
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
  dataOption,
  healthHostOption,
  healthPortOption,
  maxPayloadOption,
  mqttHostOption,
  mqttLogin,
  mqttPortOption,
  plantOption,
  positiveNumber,
  storeOption,
  websocketPortOption,
} from "../options.ts";
import { brokerDoors } from "../start/broker-doors.ts";
import { doorPassage } from "../start/door-passage.ts";
import { endProcess } from "../start/end-process.ts";
import { gatewayAccess } from "../start/gateway-access.ts";
import { startHealthServer } from "../start/health-server.ts";
import { createMetrics } from "../start/metrics.ts";
import { type Follow, followPlant, type PlantFollower } from "../start/plant-follower.ts";
import { watchGatewayTls } from "../start/renewed-tls.ts";
import { closeAll, untilStopped } from "../start/until-stopped.ts";
import { openStore } from "../store-option.ts";
import { type MqttTlsOptions, mqttTls, mqttTlsOptions } from "../tls-option.ts";
import { ownVersion } from "../version.ts";

interface IngestCommandOptions extends MqttTlsOptions, JournalOptions {
  readonly plant: string;
  readonly data: string;
  readonly accounts?: string;
  readonly auditSeal?: string;
  readonly auditShip?: string;
  readonly store?: string;
  readonly broker?: string;
  readonly sparkplugHost?: string;
  readonly sparkplugReorder: number;
  readonly mqttHost: string;
  readonly mqttPort: number;
  readonly mqttWsPort?: number;
  readonly maxPayload: number;
  readonly healthHost: string;
  readonly healthPort: number;
}

/** `raceway ingest`: one door, the analysis, and a store, as a service of its own. */
export function addIngestCommand(program: Command): void {
  const command = program
    .command("ingest")
    .description(
      "door, analysis and store as a service: its own MQTT gateway, or a subscription to a broker you have",
    )
    .addOption(plantOption())
    .addOption(dataOption())
    .addOption(accountsOption())
    .addOption(auditSealOption())
    .addOption(auditShipOption())
    .addOption(storeOption())
    .addOption(
      new Option("--broker <url>", "subscribe to this broker instead of listening").env(
        "RACEWAY_BROKER_URL",
      ),
    )
    .addOption(
      new Option(
        "--sparkplug-host <id>",
        "Sparkplug host id on that broker, when the plant file names metrics (default: raceway-SITE)",
      ).env("RACEWAY_SPARKPLUG_HOST"),
    )
    .addOption(
      new Option(
        "--sparkplug-reorder <ms>",
        "how long to wait for a missing Sparkplug message before births are asked for",
      )
        .env("RACEWAY_SPARKPLUG_REORDER")
        .default(2000)
        .argParser(positiveNumber),
    )
    .addOption(mqttHostOption())
    .addOption(mqttPortOption())
    .addOption(websocketPortOption())
    .addOption(maxPayloadOption())
    .addOption(healthHostOption())
    .addOption(healthPortOption(8081))
    .action(ingest);
  for (const option of [...journalOptions(), ...mqttTlsOptions()]) command.addOption(option);
}

async function ingest(options: IngestCommandOptions): Promise<void> {
  const log = pino({ name: "ingest" });
  const plants = followPlant(options.plant, { log });
  const plant = plants.now();
  privateDirectory(options.data);
  const opened: { close(): unknown }[] = [];
  try {
    const store = await openStore(
      options.store ?? `duckdb:${join(options.data, "telemetry.duckdb")}`,
    );
    opened.push(store);
    const metrics = createMetrics(ownVersion());
    const door = doorOf(options, plants, { log, opened });
    const running = await startIngest({
      onStage: metrics.onStage,
      plant,
      plantFile: plants.status,
      source: door.source,
      store,
      journalPath: join(options.data, "ingest.sqlite"),
      recordFolder: join(options.data, "record"),
      ...ingestLimits(options),
      onBroken: endProcess,
      log,
    });
    opened.push(running, answerBackups(options.data, "ingest", running.saveTo));
    plants.follow((changed) => () => running.changePlant(changed));
    if (door.follow) plants.follow(door.follow);
    plants.onTold(running.tell);
    opened.push(plants);
    const report = () => ({ ready: running.ready(), status: running.status() });
    metrics.watch(running.status);
    const { healthHost: host, healthPort: port } = options;
    opened.push(await startHealthServer({ host, port, report, metrics: metrics.page }));
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
  log.info({ plant: plant.site }, "ingest runs");
  await untilStopped(opened);
  log.info({}, "ingest stopped");
}

interface DoorParts {
  readonly log: Log;
  /** Takes what has to be closed at the end. */
  readonly opened: { close(): unknown }[];
}

function doorOf(
  options: IngestCommandOptions,
  plants: PlantFollower,
  { log, opened }: DoorParts,
): { readonly source: Source; readonly follow?: Follow } {
  const plant = plants.now();
  const { broker, mqttHost, mqttPort, maxPayload, data } = options;
  if (broker === undefined) {
    if (mappedChannels(plant).length > 0)
      log.warn({}, "the plant file names Sparkplug metrics: they need a broker (--broker)");
    const tls = mqttTls(options);
    const audit = auditOf(options, "ingest", log);
    opened.push(audit, auditShipping(audit, options, log));
    const gateway = createGateway({
      host: mqttHost,
      port: mqttPort,
      ...(options.mqttWsPort !== undefined && { websocketPort: options.mqttWsPort }),
      maxPayloadBytes: maxPayload,
      passage: doorPassage(plants.now),
      ...(tls && { tls }),
      access: gatewayAccess({
        host: mqttHost,
        certificates: tls?.ca !== undefined,
        plant: plants.now,
        accounts: accountsOf(options),
        onRefused: refusedLogins(audit, "MQTT gateway"),
        log,
      }),
      portHint: "choose another with --mqtt-port or RACEWAY_MQTT_PORT",
      log,
    });
    opened.push(watchGatewayTls(gateway, options, log));
    return { source: gateway };
  }
  return brokerDoors({
    url: broker,
    login: mqttLogin(),
    plant,
    data,
    maxPayloadBytes: maxPayload,
    sparkplug: {
      hostId: options.sparkplugHost ?? `raceway-${plant.site}`,
      reorderMs: options.sparkplugReorder,
    },
    log,
  });
}
