import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { until } from "./running-ingest.ts";

/**
 * Runs the compose file for real: all services up and healthy, InfluxDB killed and its backlog drained, then the commands of docs/deploy.md for backup,
 * restore, upgrade and rollback. What was run and what came of it is written into docs/compose-run.md:
 *
 *     npm run compose-stack
 *
 * Needs a container engine with the images of the compose file. Where a program beside the checkout brings stand-ins for them, it is asked to.
 */
const ROOT = join(import.meta.dirname, "..");
const PAGE = join(ROOT, "docs/compose-run.md");
const PREPARE = fileURLToPath(new URL("../../shared/containers/prepare", import.meta.url));
/** What the stand-in for Grafana is built upon. */
const STAND_IN_BASE = "node:24-bookworm-slim";
/** Not the name that a plant's own stack would have: its volumes are removed at the end. */
const PROJECT = "raceway-run";
const PORT = Number(process.env["RACEWAY_STACK_PORT"] ?? 22_000);
const MINUTE = 60_000;
const POINT = "SELECT count(score) FROM state";

const started = performance.now();
const told: string[] = [];
function tell(line: string): void {
  const text = `${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`;
  told.push(text);
  process.stdout.write(`${text}\n`);
}

const folder = mkdtempSync(join(tmpdir(), "raceway-stack-"));
const secrets = Object.fromEntries(
  [...readFileSync(join(ROOT, ".env.example"), "utf8").matchAll(/^(\w+)=$/gm)].map(
    ([, name = ""]) => [name, name.endsWith("PASSWORD") ? randomBytes(12).toString("hex") : ""],
  ),
);
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  ...secrets,
  COMPOSE_PROJECT_NAME: PROJECT,
  MQTT_BIND: `127.0.0.1:${PORT}`,
  CONSOLE_BIND: `127.0.0.1:${PORT + 1}`,
  GRAFANA_BIND: `127.0.0.1:${PORT + 2}`,
  MOSQUITTO_BIND: `127.0.0.1:${PORT + 3}`,
};

/** Runs a command line of the documentation in the checkout's folder; its output, or an error with it. */
function run(command: string, show = true): string {
  if (show) tell(`$ ${command}`);
  const line = command
    .replaceAll("docker compose", composeProgram)
    .replaceAll("raceway_$v", `${PROJECT}_$v`)
    .replaceAll('"$PWD"', JSON.stringify(folder))
    .replaceAll(/([<>]) history\.tar/g, `$1 ${folder}/history.tar`);
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], {
    cwd: ROOT,
    env: environment,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${command}: ${stderr.slice(-2000)}${stdout.slice(-1000)}`);
  return stdout.trim();
}

const composeProgram = succeeds("docker compose version") ? "docker compose" : "docker-compose";
function succeeds(command: string): boolean {
  return spawnSync("bash", ["-c", command], { env: environment, stdio: "ignore" }).status === 0;
}

/** Images that the compose file and the Dockerfile ask for. */
function imagesWanted(): readonly string[] {
  const compose = parse(readFileSync(join(ROOT, "docker-compose.yml"), "utf8"), { merge: true });
  const services = Object.values(compose.services as Record<string, { image: string }>);
  const [, node = ""] =
    /NODE_IMAGE=(\S+)/.exec(readFileSync(join(ROOT, "Dockerfile"), "utf8")) ?? [];
  const images = new Set([node, ...services.map(({ image }) => image)]);
  return [...images].filter((image) => !image.startsWith("raceway:"));
}

/** Stand-ins for images that cannot be pulled, and the engine to run them: only root can have that. */
function prepareImages(): void {
  if (!existsSync(PREPARE) || process.getuid?.() !== 0) return;
  const { status, stderr } = spawnSync(PREPARE, [STAND_IN_BASE, ...imagesWanted()], {
    encoding: "utf8",
  });
  if (status !== 0) {
    tell(`no stand-ins for images: ${stderr.trim()}`);
    return;
  }
  const exported = spawnSync(PREPARE, ["--env"], { encoding: "utf8" }).stdout;
  for (const [, name = "", value = ""] of exported.matchAll(/(\w+)=(\S+)/g))
    environment[name] = value;
  tell(`images are stand-ins: ${imagesWanted().join(", ")}`);
}

/** Why nothing can be run here; undefined when it can. */
function obstacle(): string | undefined {
  if (!succeeds("docker version"))
    return "no container engine answers (start one, or set DOCKER_HOST)";
  const had = (image: string) => succeeds(`docker image inspect ${image} || docker pull ${image}`);
  const missing = imagesWanted().filter((image) => !had(image));
  return missing.length === 0 ? undefined : `cannot be had: ${missing.join(", ")}`;
}

/** What each container says of its health; those without a check, their state. */
function healths(): Map<string, string> {
  const ids = run("docker compose ps -q", false).split("\n").filter(Boolean).join(" ");
  if (ids === "") return new Map();
  const format =
    '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{with .State.Health}}{{.Status}}{{end}}';
  const lines = run(`docker inspect -f '${format}' ${ids}`, false).split("\n");
  return new Map(
    lines.map((line) => {
      const [service = "", state = "", health = ""] = line.split(" ");
      return [service, health || state];
    }),
  );
}

const lasting = ["influxdb", "ingest", "alarms", "console", "grafana", "mosquitto"];
async function untilHealthy(): Promise<void> {
  const healthy = () => {
    const now = healths();
    return lasting.every((name) => now.get(name) === "healthy");
  };
  await until("all services are healthy", healthy, 5 * MINUTE);
  tell([...healths()].map(([name, health]) => `${name} ${health}`).join(", "));
}

interface IngestStatus {
  readonly accepted: number;
  readonly rejected: number;
  readonly dropped: number;
  readonly outbox_rows: number;
  readonly waitingFor: { readonly store: string | null };
}
function ingestStatus(): IngestStatus {
  const ask =
    "fetch('http://127.0.0.1:8081/status').then((r) => r.text()).then((t) => console.log(t))";
  return JSON.parse(run(`docker compose exec -T ingest node -e "${ask}"`, false));
}

function influx(statement: string): string {
  const login = `-username admin -password ${secrets["INFLUX_ADMIN_PASSWORD"]} -database raceway -format csv`;
  return run(`docker compose exec -T influxdb influx ${login} -execute '${statement}'`, false);
}
/** Rows of state that InfluxDB has; 0 while it has none. */
function stored(): number {
  return Number(influx(POINT).split("\n").at(-1)?.split(",").at(-1) ?? 0) || 0;
}

/** The command lines of a section of docs/deploy.md, as a person would copy them. */
function commandsOf(title: string): readonly string[] {
  const page = readFileSync(join(ROOT, "docs/deploy.md"), "utf8");
  const [, section] = page.split(new RegExp(`^## ${title}$`, "m"));
  if (section === undefined) throw new Error(`docs/deploy.md has no section "${title}"`);
  const [own = ""] = section.split(/^## /m);
  return [...own.matchAll(/^ {4}(\S.*)$/gm)].map(([, line = ""]) => line.replace(/\s+#.*$/, ""));
}

async function start(): Promise<void> {
  run("docker compose --profile simulator build");
  run("docker compose --profile simulator --profile mosquitto up -d");
  await untilHealthy();
  const boards = run("docker compose exec -T grafana ls /var/lib/grafana/dashboards", false);
  tell(`dashboards in Grafana's folder: ${boards.split("\n").join(", ")}`);
  await until("rows in InfluxDB", () => stored() > 100, 2 * MINUTE);
  tell(
    `${stored()} rows of state in InfluxDB; tables: ${influx("SHOW MEASUREMENTS")
      .split("\n")
      .slice(1)
      .map((row) => row.split(",").at(-1))
      .join(", ")}`,
  );
  const panel = `'SELECT last("severity") FROM "state" WHERE time > now() - 1h GROUP BY "machine"'`;
  const grafana = `-username grafana -password ${secrets["GRAFANA_INFLUX_PASSWORD"]} -database raceway -format csv`;
  const rows = run(
    `docker compose exec -T influxdb influx ${grafana} -execute ${panel}`,
    false,
  ).split("\n");
  tell(
    `as Grafana's login asks for a panel: ${rows.filter((row) => row.startsWith("state")).length} machines`,
  );
}

async function killInfluxdb(): Promise<void> {
  const before = stored();
  run("docker compose kill influxdb");
  await until("results wait", () => ingestStatus().outbox_rows > 60, 3 * MINUTE);
  const { outbox_rows, waitingFor, rejected, dropped } = ingestStatus();
  tell(
    `${outbox_rows} batches of results wait (${waitingFor.store}); ${rejected} rejected, ${dropped} dropped; console ${healths().get("console")}, alarms ${healths().get("alarms")}`,
  );
  run("docker compose start influxdb");
  await until("the backlog is gone", () => ingestStatus().outbox_rows < 10, 3 * MINUTE);
  const { accepted, dropped: lost } = ingestStatus();
  tell(
    `the backlog has drained: ${before} rows before, ${stored()} now; ${accepted} messages accepted, ${lost} dropped`,
  );
  await untilHealthy();
}

async function backUpAndRestore(): Promise<void> {
  run("docker compose --profile simulator stop simulator");
  await until("all is stored", () => ingestStatus().outbox_rows === 0, MINUTE);
  const before = stored();
  const commands = commandsOf("Backup and restore");
  for (const command of commands) {
    run(command);
    if (command.includes("DROP DATABASE")) tell("the history is gone");
    if (command.includes("restore -portable"))
      await until("the restored history", () => stored() >= before, MINUTE);
  }
  await untilHealthy();
  tell(`${before} rows of state before, ${stored()} after`);
}

async function upgradeAndRollBack(): Promise<void> {
  for (const command of commandsOf("Upgrade and rollback")) {
    if (command.startsWith("git ")) tell(`(not run: ${command})`);
    else if (command.endsWith(" build")) tell(`(not run again, nothing has changed: ${command})`);
    else run(command.replace(/ --build$/, ""));
  }
  await untilHealthy();
}

async function runAll(): Promise<void> {
  await start();
  await killInfluxdb();
  await backUpAndRestore();
  await upgradeAndRollBack();
  tell(
    `load average of the machine meanwhile: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}`,
  );
  writeFileSync(PAGE, pageOf(told));
}

let failure: unknown;
try {
  prepareImages();
  const reason = obstacle();
  if (reason === undefined) await runAll();
  else tell(`did not run: ${reason}`);
} catch (error) {
  failure = error;
  tell(String(error));
  tell(
    spawnSync("bash", ["-c", `${composeProgram} logs --tail 20`], {
      cwd: ROOT,
      env: environment,
      encoding: "utf8",
    }).stdout,
  );
} finally {
  spawnSync(
    "bash",
    ["-c", `${composeProgram} --profile simulator --profile mosquitto down -v --timeout 10`],
    {
      cwd: ROOT,
      env: environment,
    },
  );
  rmSync(folder, { recursive: true, force: true });
}
if (failure !== undefined) process.exitCode = 1;

function pageOf(lines: readonly string[]): string {
  return [
    "# The compose file, run",
    "",
    "Written by `npm run compose-stack` (test/compose-stack.ts): the compose file of this checkout with the simulator, seconds from the start on the left. `$` lines were",
    "run as they stand, those of backup, restore, upgrade and rollback as they stand in [deploy.md](deploy.md). Where it says stand-ins, no image registry was in reach: the servers are",
    "Debian's builds under the images' names (InfluxDB 1.6, Mosquitto 2.0), and Grafana is a placeholder that only answers its health check.",
    "",
    "```",
    ...lines,
    "```",
    "",
  ].join("\n");
}
