import { join } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { secretOf } from "./secret.ts";

/** Options that several commands share: a flag, an environment variable of the same meaning, a default. */

export const plantOption = () =>
  new Option("--plant <file>", "plant file")
    .env("RACEWAY_PLANT")
    .default("examples/bearing-plant.yaml");

export const dataOption = () =>
  new Option("--data <dir>", "directory of the journal and the embedded store")
    .env("RACEWAY_DATA")
    .default("data");

export const mqttHostOption = () =>
  new Option("--mqtt-host <address>", "address the MQTT gateway listens on")
    .env("RACEWAY_MQTT_HOST")
    .default("127.0.0.1");

export const mqttPortOption = () =>
  new Option("--mqtt-port <port>", "port the MQTT gateway listens on")
    .env("RACEWAY_MQTT_PORT")
    .default(1883)
    .argParser(portNumber);

export const websocketPortOption = () =>
  new Option(
    "--mqtt-ws-port <port>",
    "port for MQTT over WebSocket (path /mqtt), beside the other; with TLS where that has it (default: none)",
  )
    .env("RACEWAY_MQTT_WS_PORT")
    .argParser(portNumber);

export const consoleHostOption = () =>
  new Option("--console-host <address>", "address the console listens on")
    .env("RACEWAY_CONSOLE_HOST")
    .default("127.0.0.1");

export const consolePortOption = () =>
  new Option("--console-port <port>", "port of the console")
    .env("RACEWAY_CONSOLE_PORT")
    .default(8080)
    .argParser(portNumber);

export const certificatePageOption = () =>
  new Option(
    "--certificate-page <url>",
    "where customers find the page that checks certificates: for their QR codes",
  )
    .env("RACEWAY_CERTIFICATE_PAGE")
    .argParser(webAddress);

export const grafanaOption = () =>
  new Option("--grafana <url>", "Grafana with Raceway's dashboards: the console's pages lead there")
    .env("GRAFANA_URL")
    .argParser(webAddress);

export const planOption = () =>
  new Option(
    "--plan <folder>",
    "tables of the plan (orders.csv, work.csv, stock.csv, …, docs/plan.md) for the console's page Plan",
  ).env("RACEWAY_PLAN");
export const peopleOption = () =>
  new Option("--people <number>", "who can work on machines at the same time, for the plan")
    .env("RACEWAY_PEOPLE")
    .default(2)
    .argParser(peopleCount);

export const workWebhookOption = () =>
  new Option(
    "--work-webhook <url>",
    "where work orders of the plan are handed to, a maintenance system (signed with RACEWAY_WORK_SECRET; docs/plan.md)",
  )
    .env("RACEWAY_WORK_WEBHOOK")
    .argParser(webAddress);

function peopleCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0 && count <= 1000) return count;
  throw new InvalidArgumentError("a whole number from 1 to 1000 would be right.");
}

/** What the console's plan goes by. */
export function planSettings({
  plan,
  people,
  workWebhook,
  data,
}: {
  readonly plan?: string;
  readonly people: number;
  readonly workWebhook?: string | undefined;
  readonly data: string;
}) {
  const file = join(data, "work-orders.sqlite");
  return {
    people,
    ...(plan !== undefined && plan !== "" && { folder: plan }),
    ...(workWebhook !== undefined && {
      handOver: { url: workWebhook, secret: secretOf("RACEWAY_WORK_SECRET"), file },
    }),
  };
}

/** Compose files hand on what is not set as an empty text. */
function webAddress(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new InvalidArgumentError("an address such as https://grafana.example would be right.");
  return text.replace(/\/+$/, "");
}

export const mqttUrlOption = () =>
  new Option("--mqtt <url>", "broker or gateway (login: RACEWAY_MQTT_USER, RACEWAY_MQTT_PASSWORD)")
    .env("RACEWAY_MQTT_URL")
    .default("mqtt://127.0.0.1:1883");

export const healthHostOption = () =>
  new Option("--health-host <address>", "address of /healthz, /readyz, /status, /metrics")
    .env("RACEWAY_HEALTH_HOST")
    .default("127.0.0.1");

/** Without a default, nothing is served unless the port is given. */
export const healthPortOption = (port?: number) => {
  const option = new Option("--health-port <port>", "port of /healthz, /readyz, /status, /metrics")
    .env("RACEWAY_HEALTH_PORT")
    .argParser(portNumber);
  return port === undefined ? option : option.default(port);
};

export const storeOption = () =>
  new Option(
    "--store <url>",
    "duckdb:PATH or influxdb://host:8086/database (login: RACEWAY_INFLUX_USER, RACEWAY_INFLUX_PASSWORD)",
  ).env("RACEWAY_STORE");

export const maxPayloadOption = () =>
  new Option("--max-payload <bytes>", "largest MQTT payload")
    .env("RACEWAY_MAX_PAYLOAD")
    .default(1_048_576)
    .argParser(wholeNumber);

/** A port; 0 means any free one. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("a port from 0 to 65535 is right");
  return port;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value)))
    throw new InvalidArgumentError("a number above 0 is right, e.g. 1 or 1000");
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("a whole number, 0 or more, is right");
  return value;
}

/** Login for a broker, from the environment or files only: a command line is for everybody to read. */
export function mqttLogin(env: NodeJS.ProcessEnv = process.env): {
  username?: string;
  password?: string;
} {
  const username = secretOf("RACEWAY_MQTT_USER", env);
  const password = secretOf("RACEWAY_MQTT_PASSWORD", env);
  return { ...(username && { username }), ...(password && { password }) };
}

/** Names with commas between them. */
export function names(text: string): readonly string[] {
  const list = text.split(",").map((name) => name.trim());
  if (list.includes(""))
    throw new InvalidArgumentError("names with commas between them are right: time,x,y");
  return list;
}
