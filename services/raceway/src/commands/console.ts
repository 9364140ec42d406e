import { join } from "node:path";
import { startConsole } from "@raceway/console/start-console";
import { ensureWebBuilt } from "@raceway/console/web-build";
import { diskSpace } from "@raceway/journal/disk-space";
import type { Command } from "commander";
import { pino } from "pino";
import {
  accountsOf,
  accountsOption,
  auditOf,
  auditSealOption,
  auditShipOption,
  auditShipping,
} from "../accounts-option.ts";
import { privateDirectory } from "../data-directory.ts";
import {
  consoleHostOption,
  consolePortOption,
  dataOption,
  grafanaOption,
  mqttLogin,
  mqttUrlOption,
  peopleOption,
  planOption,
  planSettings,
  plantOption,
  storeOption,
  workWebhookOption,
} from "../options.ts";
import {
  type ConsoleSecurityOptions,
  consoleSecurity,
  consoleSecurityOptions,
} from "../start/console-access.ts";
import { plantFileAccess } from "../start/plant-file-access.ts";
import { followPlant } from "../start/plant-follower.ts";
import { watchConsoleTls } from "../start/renewed-tls.ts";
import { untilStopped } from "../start/until-stopped.ts";
import { openStore } from "../store-option.ts";

interface ConsoleCommandOptions extends ConsoleSecurityOptions {
  readonly data: string;
  readonly accounts?: string;
  readonly auditSeal?: string;
  readonly auditShip?: string;
  readonly plant: string;
  readonly store?: string;
  readonly mqtt: string;
  readonly consoleHost: string;
  readonly consolePort: number;
  readonly grafana?: string;
  readonly plan?: string;
  readonly workWebhook?: string;
  readonly people: number;
}

/** `raceway console`: the operators' pages as a service of their own. */
export function addConsoleCommand(program: Command): void {
  const command = program
    .command("console")
    .description("the operators' pages and HTTP API as a service")
    .addOption(plantOption())
    .addOption(dataOption())
    .addOption(accountsOption())
    .addOption(auditSealOption())
    .addOption(auditShipOption())
    .addOption(storeOption())
    .addOption(mqttUrlOption())
    .addOption(consoleHostOption())
    .addOption(consolePortOption())
    .addOption(grafanaOption())
    .addOption(planOption())
    .addOption(peopleOption())
    .addOption(workWebhookOption())
    .action(serve);
  for (const option of consoleSecurityOptions()) command.addOption(option);
}

async function serve(options: ConsoleCommandOptions): Promise<void> {
  const log = pino({ name: "console" });
  const plants = followPlant(options.plant, { log });
  if (options.store === undefined) {
    throw new RangeError(
      "console needs --store influxdb://host:8086/database: an embedded store can only be open in one process (use `raceway start`)",
    );
  }
  privateDirectory(options.data);
  await ensureWebBuilt((line) => log.info({}, line));
  const store = await openStore(options.store);
  const mqtt = { url: options.mqtt, ...mqttLogin() };
  const security = await consoleSecurity(options, {
    accounts: accountsOf(options),
    audit: auditOf(options, "console", log),
    log,
    show: (line) => process.stdout.write(`${line}\n`),
  });
  const shipping = auditShipping(security.audit, options, log);
  const page = await startConsole({
    ...security,
    shipping: shipping.status,
    plant: plants.now(),
    store,
    mqtt,
    plantFile: plantFileAccess(options.plant),
    foundFolder: join(options.data, "found"),
    host: options.consoleHost,
    port: options.consolePort,
    ...(options.grafana !== undefined && { grafana: options.grafana }),
    plan: planSettings(options),
    disk: () => diskSpace(options.data),
    log,
  });
  plants.follow((changed) => () => page.changePlant(changed));
  const files = watchConsoleTls(page, options, log);
  await untilStopped([store, security.audit, shipping, page, files, plants]);
}
