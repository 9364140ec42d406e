import { createConnection, createServer } from "node:net";
import mqtt from "mqtt";
import { z } from "zod";
import { type Finding, fail, ok, saidBy, warn } from "./finding.ts";
import { deadLetters } from "./journal-check.ts";

const PATIENCE_MS = 5000;

/** Whether an address is free, or somebody listens there. */
export async function checkPort(what: string, host: string, port: number): Promise<Finding[]> {
  const where = `${host}:${port}`;
  if (port === 0) return [ok("ports", `${what}: any free port`)];
  if (await listens(host, port)) return [ok("ports", `${what}: ${where} is listened on`)];
  const fault = await bindFault(host, port);
  return fault === undefined
    ? [ok("ports", `${what}: ${where} is free (nothing runs there now)`)]
    : [
        fail(
          "ports",
          `${what}: ${where} cannot be used: ${fault}`,
          "choose another address or port",
        ),
      ];
}

function listens(host: string, port: number): Promise<boolean> {
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return new Promise((resolve) => {
    const socket = createConnection({ host: reachable, port, timeout: PATIENCE_MS });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

function bindFault(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(saidBy(error)));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}

export interface BrokerAddress {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

/** Whether a broker, or Raceway's own gateway, lets Raceway's login in. */
export async function checkBroker({ url, ...login }: BrokerAddress): Promise<Finding[]> {
  const shown = withoutLogin(url);
  try {
    const client = await mqtt.connectAsync(
      url,
      {
        ...login,
        clientId: `raceway-doctor-${process.pid}`,
        protocolVersion: 4,
        connectTimeout: PATIENCE_MS,
        reconnectPeriod: 0,
      },
      false,
    );
    await client.endAsync();
    return [ok("broker", `${shown} lets us in`)];
  } catch (error) {
    const said = saidBy(error);
    const todo = /not authorized|bad user/i.test(said)
      ? "set RACEWAY_MQTT_USER and RACEWAY_MQTT_PASSWORD (or _FILE), or make the account: raceway account add NAME --role service"
      : "is it running, and does the address (and with mqtts the certificate) fit?";
    return [warn("broker", `${shown}: ${said}`, todo)];
  }
}

function withoutLogin(url: string): string {
  if (!URL.canParse(url)) return "the broker's address";
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

const statusSchema = z.object({
  ready: z.boolean(),
  lag: z.number().optional(),
  inbox_rows: z.number().optional(),
  outbox_rows: z.number().optional(),
  analysing_every: z.number().optional(),
  dropped: z.number().optional(),
  deadLetters: z.record(z.string(), z.number()).optional(),
  waitingFor: z.record(z.string(), z.string().nullable()).optional(),
});

/** Asks a running service how it is; nothing when none runs there. */
export async function checkService(host: string, port: number): Promise<Finding[]> {
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const url = `http://${reachable}:${port}/status`;
  let body: unknown;
  try {
    body = await (await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })).json();
  } catch {
    return [ok("service", `no service answers at ${url}`)];
  }
  const parsed = statusSchema.safeParse(body);
  if (!parsed.success)
    return [
      warn(
        "service",
        `what answers at ${url} is no Raceway service`,
        "choose another --health-port",
      ),
    ];
  return serviceFindings(url, parsed.data);
}

/** How long results may lag before somebody should look, seconds. */
const LONG_LAG = 30;

function serviceFindings(url: string, status: z.output<typeof statusSchema>): Finding[] {
  const {
    ready,
    lag = 0,
    inbox_rows = 0,
    outbox_rows = 0,
    analysing_every = 1,
    dropped = 0,
  } = status;
  const found = `${url}: ${inbox_rows} messages wait for analysis (oldest ${lag.toFixed(1)} s), ${outbox_rows} results wait`;
  const findings = [
    !ready
      ? fail(
          "service",
          `${found}; its door is closed`,
          "its log says why the broker or the port is not reached",
        )
      : lag > LONG_LAG
        ? warn(
            "service",
            found,
            "analysis does not keep up: give ingest more cores, or let sensors send less often",
          )
        : ok("service", found),
  ];
  if (analysing_every > 1 || dropped > 0)
    findings.push(
      warn(
        "service",
        `one waveform in ${analysing_every} is analysed, ${dropped} messages or results were dropped`,
        "load lasts or a receiver is away: more cores, a larger disk, or fewer messages",
      ),
    );
  for (const [drain, reason] of Object.entries(status.waitingFor ?? {}))
    if (reason !== null)
      findings.push(
        warn(
          "service",
          `results wait for ${drain}: ${reason}`,
          `see to it that ${drain} can be reached; nothing is lost meanwhile`,
        ),
      );
  return [...findings, ...deadLetters(Object.entries(status.deadLetters ?? {}))];
}
