import { rmSync } from "node:fs";
import { join } from "node:path";
import { refusedLogins } from "@raceway/access/audit/refusals";
import { startAlarms } from "@raceway/alarms/start-alarms";
import { startConsole } from "@raceway/console/start-console";
import { ensureWebBuilt } from "@raceway/console/web-build";
import { createGateway } from "@raceway/gateway/gateway";
import { startIngest } from "@raceway/ingest/ingest";
import type { Plant } from "@raceway/model/plant";
import { systemClock } from "@raceway/ports/clock";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { HISTORY_DAYS } from "@raceway/simulator/plant-story";
import { type Command, Option } from "commander";
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
  certificatePageOption,
  consoleHostOption,
  consolePortOption,
  dataOption,
  grafanaOption,
  healthHostOption,
  healthPortOption,
  maxPayloadOption,
  mqttHostOption,
  mqttPortOption,
  peopleOption,
  planOption,
  planSettings,
  plantOption,
  positiveNumber,
  storeOption,
  websocketPortOption,
  workWebhookOption,
} from "../options.ts";
import {
  clocksOf,
  type PreparedPlant,
  prepareSimulatedPlant,
  STATE_FILE,
  simulatedForm,
} from "../simulated-plant/prepare.ts";
import { type Remembered, rememberedIn } from "../simulated-plant/remembered.ts";
import { FIRST_RATE } from "../simulated-plant/simulated-plant.ts";
import { plantMoment, rateWords, storyWords } from "../simulated-plant/story-words.ts";
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
import { progressBar } from "../start/progress-bar.ts";
import { pushWay } from "../start/push-way.ts";
import { watchConsoleTls, watchGatewayTls } from "../start/renewed-tls.ts";
import { terminalLog } from "../start/terminal-log.ts";
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
  readonly certificatePage?: string;
  readonly grafana?: string;
  readonly plan?: string;
  readonly workWebhook?: string;
  readonly people: number;
  readonly maxPayload: number;
  readonly healthHost: string;
  readonly healthPort?: number;
  readonly simulate: boolean;
  readonly keep?: true;
  readonly history: number;
  readonly logLevel: string;
  readonly logFormat: "words" | "json";
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
    .addOption(certificatePageOption())
    .addOption(grafanaOption())
    .addOption(planOption())
    .addOption(peopleOption())
    .addOption(workWebhookOption())
    .addOption(maxPayloadOption())
    .addOption(healthHostOption())
    .addOption(healthPortOption())
    .option("--no-simulate", "without the simulated plant: your sensors publish")
    .option(
      "--keep",
      "with the simulated plant: go on where the last start was stopped, instead of afresh",
    )
    .option(
      "--history <days>",
      "with the simulated plant: days of its past that are played at the start",
      positiveNumber,
      HISTORY_DAYS,
    )
    .option("--log-level <level>", "pino level: info tells of every connection", "warn")
    .addOption(
      new Option("--log-format <format>", "for a person, or one JSON object a line")
        .choices(["words", "json"])
        .default("words"),
    )
    .action(start);
  for (const option of [...journalOptions(), ...mqttTlsOptions(), ...consoleSecurityOptions()])
    command.addOption(option);
}

async function start(options: StartOptions): Promise<void> {
  const log = logOf(options);
  const plants = followPlant(options.plant, { log });
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const opened: { close(): unknown }[] = [];
  try {
    await open(options, { plants, log, say, opened });
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
  await untilStopped(opened, () => say("\nStopping …"));
  say(farewell(options));
}

/** For a person, who reads it among the words of this command; both on the terminal's error stream. */
function logOf({ logLevel, logFormat }: StartOptions): Logger {
  return logFormat === "json"
    ? pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }))
    : terminalLog(logLevel, (line) => process.stderr.write(line));
}

interface Parts {
  readonly plants: PlantFollower;
  readonly log: Logger;
  readonly say: (line: string) => void;
  readonly opened: { close(): unknown }[];
}

async function open(options: StartOptions, { plants, log, say, opened }: Parts): Promise<void> {
  await ensureWebBuilt(say);
  const { directory: data, left } = dataDirectory(options);
  if (options.simulate && options.keep && left === undefined)
    say("There is no simulated plant to go on with: it is begun.");
  const file = await openStore(options.store ?? `duckdb:${join(data, "telemetry.duckdb")}`);
  opened.push(file);
  const simulated = options.simulate
    ? await prepared(options, { plant: plants.now(), directory: data, left, store: file, log })
    : undefined;
  const store = simulated?.store ?? file;
  const clocks = simulated && clocksOf(simulated.clock);
  const clock = clocks?.clock ?? systemClock;
  const seen = (plant: Plant): Plant => (simulated ? simulatedForm(plant) : plant);
  const plant = seen(plants.now());
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
    clock,
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
    recordFolder: join(data, "record"),
    ...ingestLimits(options),
    ...(clocks && { clockToleranceSeconds: clocks.clockToleranceSeconds }),
    onStage: metrics.onStage,
    clock,
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
        // Of the simulated plant, too: who subscribes a phone wants to hear it ring.
        push: pushWay(),
        store,
        clock,
        ...(clocks && { host: clocks.host }),
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
    foundFolder: join(data, "found"),
    record: { folder: join(data, "record"), page: options.certificatePage },
    host: options.consoleHost,
    port: options.consolePort,
    ...(options.grafana !== undefined && { grafana: options.grafana }),
    plan: planSettings({ ...options, data }),
    clock,
    ...(simulated && { simulated: simulated.shown }),
    log,
  });
  opened.push(page, watchConsoleTls(page, options, log));
  plants.follow((changed) => () => ingest.changePlant(seen(changed)));
  plants.follow((changed) => alarms.follow(seen(changed)));
  plants.follow((changed) => () => page.changePlant(seen(changed)));
  for (const service of [ingest, alarms]) plants.onTold(service.tell);
  opened.push(plants);
  const { healthHost: host, healthPort: port } = options;
  if (port !== undefined) {
    const report = () => {
      const holding = alarms.holding();
      const ready = ingest.ready() && holding === undefined;
      return { ready, status: { ...ingest.status(), holding: holding ?? null } };
    };
    opened.push(await startHealthServer({ host, port, report, metrics: metrics.page }));
  }
  const where = [
    `Console   ${page.url}`,
    `MQTT      mqtt://127.0.0.1:${gateway.port}   (what to publish: docs/topics.md)`,
    `Plant     ${options.plant}`,
    "",
  ];
  for (const line of [...where, ...welcome(plant, simulated, left)]) say(line);
  opened.push(startBulletin(mqtt, plant, say));
  if (simulated === undefined) return;
  simulated.begin(mqtt, ingest.lag);
  opened.push(simulated);
}

interface Given {
  readonly plant: Plant;
  readonly directory: string;
  readonly left: Remembered | undefined;
  readonly store: TelemetryStore;
  readonly log: Logger;
}

/** A simulated plant that is about to be looked at; the first time its past is played before. */
function prepared(options: StartOptions, { left, ...given }: Given): Promise<PreparedPlant> {
  const { history } = options;
  return prepareSimulatedPlant({
    ...given,
    ...(left && { left }),
    historyDays: history,
    onProgress: progressBar(`Playing the last ${history} days of the simulated plant`),
  });
}

interface DataPlace {
  readonly directory: string;
  /** Where the simulated plant was left there. */
  readonly left?: Remembered;
}

/** A simulated plant has a directory of its own, and begins anew unless it is to go on; real data is never touched. */
function dataDirectory({ data, simulate, keep }: StartOptions): DataPlace {
  privateDirectory(data);
  if (!simulate) return { directory: privateDirectory(data) };
  const directory = join(data, "simulated");
  const left = keep ? rememberedIn(join(directory, STATE_FILE)) : undefined;
  if (left === undefined) rmSync(directory, { recursive: true, force: true });
  return { directory: privateDirectory(directory), ...(left && { left }) };
}

function welcome(
  plant: Plant,
  simulated: PreparedPlant | undefined,
  left: Remembered | undefined,
): readonly string[] {
  if (simulated === undefined)
    return ["Waiting for your sensors. Ctrl-C stops; what was acknowledged is kept."];
  const news = "News appears below and in the console. Ctrl-C stops.";
  if (left === undefined) return [...storyWords(plant, simulated.time, FIRST_RATE), news, ""];
  return [
    `The simulated plant goes on where it was left: ${plantMoment(plant, simulated.time)}, ${rateWords(FIRST_RATE)}.`,
    news,
    "",
  ];
}

function farewell({ simulate }: StartOptions): string {
  return simulate
    ? "Stopped. `npm start -- --keep` goes on from here, `npm start` begins a new simulated plant."
    : "Stopped. What was acknowledged is kept; the next start goes on from there.";
}
