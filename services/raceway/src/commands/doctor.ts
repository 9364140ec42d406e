import { join } from "node:path";
import { type Command, Option } from "commander";
import { accountsOption, accountsPath, auditSealOption } from "../accounts-option.ts";
import { type Finding, inWords, warn } from "../doctor/finding.ts";
import {
  checkAccounts,
  checkCertificate,
  checkPlant,
  checkRevocations,
  checkStore,
} from "../doctor/house.ts";
import { checkAudit, checkFile, checkJournal } from "../doctor/journal-check.ts";
import { checkClock, checkData, checkMachine, checkVersions } from "../doctor/machine.ts";
import { checkBroker, checkPort, checkService } from "../doctor/network.ts";
import {
  consoleHostOption,
  consolePortOption,
  dataOption,
  healthHostOption,
  healthPortOption,
  mqttHostOption,
  mqttLogin,
  mqttPortOption,
  plantOption,
  storeOption,
} from "../options.ts";
import { type ConsoleSecurityOptions, consoleSecurityOptions } from "../start/console-access.ts";
import { isLoopback } from "../start/loopback.ts";
import { type MqttTlsOptions, mqttTlsOptions } from "../tls-option.ts";
import { ownVersion } from "../version.ts";

interface DoctorOptions extends MqttTlsOptions, ConsoleSecurityOptions {
  readonly plant: string;
  readonly data: string;
  readonly accounts?: string;
  readonly auditSeal?: string;
  readonly store?: string;
  readonly broker?: string;
  readonly mqttHost: string;
  readonly mqttPort: number;
  readonly consolePort: number;
  readonly healthHost: string;
  readonly healthPort: number;
  readonly json?: true;
}

/** `raceway doctor`: what a support engineer would ask, with the options and environment of the service. */
export function addDoctorCommand(program: Command): void {
  const command = program
    .command("doctor")
    .description("check everything a support engineer would ask, and say what to do")
    .addOption(plantOption())
    .addOption(dataOption())
    .addOption(accountsOption())
    .addOption(auditSealOption())
    .addOption(storeOption())
    .addOption(new Option("--broker <url>", "the broker you have").env("RACEWAY_BROKER_URL"))
    .addOption(mqttHostOption())
    .addOption(mqttPortOption())
    .addOption(consoleHostOption())
    .addOption(consolePortOption())
    .addOption(healthHostOption())
    .addOption(healthPortOption(8081))
    .option("--json", "findings as JSON")
    .action(async (options: DoctorOptions) => {
      const findings = await examine(options);
      process.stdout.write(options.json ? `${JSON.stringify(findings)}\n` : inWords(findings));
      if (findings.some(({ level }) => level === "fail")) process.exitCode = 1;
    });
  for (const option of [...mqttTlsOptions(), ...consoleSecurityOptions()])
    command.addOption(option);
}

async function examine(options: DoctorOptions): Promise<Finding[]> {
  const { plant: plantFile, data, mqttHost, mqttPort, consoleHost, consolePort } = options;
  const { healthHost, healthPort, mqttTlsCert, mqttTlsKey, mqttTlsCa } = options;
  const { consoleTlsCert, consoleTlsKey } = options;
  const { plant, findings: aboutPlant } = checkPlant(plantFile);
  const store = options.store ?? `duckdb:${join(data, "telemetry.duckdb")}`;
  const protocol = mqttTlsCert === undefined ? "mqtt" : "mqtts";
  const reachable = mqttHost === "0.0.0.0" ? "127.0.0.1" : mqttHost;
  const broker = options.broker ?? `${protocol}://${reachable}:${mqttPort}`;
  const isOwn = options.broker === undefined;
  const gatewayPort = await checkPort("MQTT gateway", mqttHost, mqttPort);
  const gatewayRuns = gatewayPort.some(({ found }) => found.endsWith("is listened on"));
  return [
    ...checkVersions(ownVersion()),
    ...checkMachine(),
    ...aboutPlant,
    ...checkData(data),
    ...(await checkClock(data)),
    ...checkAccounts(accountsPath(options), plant),
    ...checkAudit(options),
    ...checkCertificate("MQTT gateway", mqttTlsCert, mqttTlsKey, Date.now()),
    ...checkCertificate("console", consoleTlsCert, consoleTlsKey, Date.now()),
    ...checkCertificate("authority of sensors", mqttTlsCa, undefined, Date.now()),
    ...checkRevocations(options.mqttTlsCrl, Date.now()),
    ...exposed(options),
    ...(isOwn ? gatewayPort : []),
    ...(await checkPort("console", consoleHost, consolePort)),
    ...(await checkPort("health", healthHost, healthPort)),
    ...checkJournal(join(data, "ingest.sqlite")),
    ...checkFile(join(data, "alarms.sqlite"), "alarms"),
    ...(await checkStore(store)),
    ...(!isOwn || gatewayRuns ? await checkBroker({ url: broker, ...mqttLogin() }) : []),
    ...(await checkService(healthHost, healthPort)),
  ];
}

/** Doors that others than this machine reach, and that send passwords in the clear. */
function exposed(options: DoctorOptions): Finding[] {
  const { broker, mqttHost, mqttTlsCert, consoleHost, consoleTlsCert, consoleProxy } = options;
  const findings: Finding[] = [];
  if (broker === undefined && !isLoopback(mqttHost) && !mqttTlsCert)
    findings.push(
      warn(
        "tls",
        `the MQTT gateway listens on ${mqttHost} without TLS: passwords and measurements can be read on the way`,
        "give it --mqtt-tls-cert and --mqtt-tls-key, or keep it on a network of its own",
      ),
    );
  if (!isLoopback(consoleHost) && !consoleTlsCert && !consoleProxy)
    findings.push(
      warn(
        "tls",
        `the console listens on ${consoleHost} without TLS: passwords can be read on the way`,
        "give it --console-tls-cert and --console-tls-key, or name the proxy that has TLS (--console-proxy)",
      ),
    );
  return findings;
}
