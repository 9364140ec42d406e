import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { StoreUnavailable } from "@raceway/ports/telemetry-store";
import { InfluxDB } from "influx";
import type { ResultSeries } from "./result-rows.ts";
import { NoAnswer, type WriteAnswer, writeRequest } from "./write-request.ts";

export interface ConnectionOptions {
  /** `http://host:8086` or `https://…`; a path is kept. */
  readonly url: string;
  readonly database: string;
  readonly username?: string;
  /** On InfluxDB 2 and 3: the token. */
  readonly password?: string;
  readonly retentionPolicy?: string;
  /** Certificate authorities to trust besides the machine's, PEM. */
  readonly ca?: string;
  /** Longest wait for an answer. Default 30 s. */
  readonly timeoutMs?: number;
  /** Whether writes are sent as gzip. Default: unless the server is on this machine, where it would only cost. */
  readonly compress?: boolean;
}

/**
 * What became of lines that were sent: stored; or InfluxDB says that some or all of them never will be; or something before it lets no request of this size pass.
 */
export type Answer =
  | { readonly stored: true }
  | { readonly stored: false; readonly text: string }
  | { readonly stored: false; readonly tooLarge: true };

/**
 * InfluxDB over HTTP, its many ways to fail brought down to two: an {@link Answer} about the lines, or StoreUnavailable. Only InfluxDB itself can say what
 * becomes of lines: whatever a proxy or a login page says in its place is StoreUnavailable.
 */
export interface Connection {
  /** @throws StoreUnavailable when the lines are not at fault. */
  write(lines: readonly string[]): Promise<Answer>;
  /** The first statement's tables; none when the database does not exist. @throws StoreUnavailable */
  query(statement: string): Promise<readonly ResultSeries[]>;
  /** Version as the server names it, e.g. `1.12.4`. @throws StoreUnavailable */
  version(): Promise<string>;
  close(): void;
}

/**
 * `influx` takes a host that has failed once out of its pool, and all calls fail with "No host available" until a timer ends. There is only this host
 * and our callers have their own patience: a wait of 0 keeps it in.
 */
const keepHost = { getDelay: () => 0, next: () => keepHost, reset: () => keepHost };

const PING_TIMEOUT_MS = 3000;
/** First wait for the answer to a write. It doubles with every write that gets none, up to the longest wait. */
const WRITE_TIMEOUT_MS = 6000;

/** Makes a connection; nothing is sent yet. */
export function connection(options: ConnectionOptions): Connection {
  const { database, retentionPolicy, timeoutMs = 30_000 } = options;
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    throw new RangeError(`"${options.url}" is no address of InfluxDB: http://host:8086 is`);
  const secure = url.protocol === "https:";
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 8 });
  const client = new InfluxDB({
    hosts: [
      {
        host: url.hostname.replace(/^\[|\]$/g, ""),
        port: Number(url.port || (secure ? 443 : 80)),
        protocol: secure ? "https" : "http",
        path: url.pathname === "/" ? "" : url.pathname,
        options: { agent, ...(options.ca === undefined ? {} : { ca: options.ca }) },
      },
    ],
    database,
    // Without these, influx would log in as root with the password root.
    username: options.username ?? "",
    password: options.password ?? "",
    pool: { backoff: keepHost, maxRetries: 0, requestTimeout: timeoutMs },
  });
  const target = `InfluxDB at ${url.origin}`;
  /**
   * A connection that died without a word (a cut cable, a router that forgot it) must not hold up results for long, and a server that is slow must not be
   * sent the same for ever.
   */
  const firstPatienceMs = Math.min(WRITE_TIMEOUT_MS, timeoutMs);
  let patienceMs = firstPatienceMs;

  /**
   * Waits for an answer, but not for ever: when the connection breaks inside an answer, `influx` never settles. What goes wrong outside the lines
   * becomes StoreUnavailable.
   */
  const settle = async <T>(call: Promise<T>): Promise<T> => {
    const withinMs = timeoutMs + 1000;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`no whole answer within ${withinMs} ms`);
      timer = setTimeout(() => reject(error), withinMs);
    });
    try {
      return await Promise.race([call, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  const unavailable = (reason: string, cause?: unknown) =>
    new StoreUnavailable(`${target}: ${reason}`, { cause });

  const version = async () => {
    const [host] = await settle(client.ping(Math.min(timeoutMs, PING_TIMEOUT_MS)));
    const status = host?.res?.statusCode;
    if (host?.online !== true)
      throw unavailable(
        status === undefined ? "no answer to /ping" : `/ping was answered with ${status}`,
      );
    if (!host.version)
      throw unavailable("what answers /ping is no InfluxDB: it names no X-Influxdb-Version");
    return String(host.version).replace(/^v/, "");
  };

  /** Whatever made one connection fall silent did the same to those that rest. */
  const closeIdle = () => {
    for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
  };

  const createDatabase = async () => {
    const running = await version();
    if (!running.startsWith("1.")) {
      const policy = retentionPolicy ?? "autogen";
      throw unavailable(
        `no bucket is mapped to database "${database}", retention policy "${policy}": make a bucket named "${database}/${policy}", ` +
          `or map one that you have: influx v1 dbrp create --db ${database} --rp ${policy} --default --bucket-id ID (version ${running} makes none by InfluxQL)`,
      );
    }
    try {
      await settle(client.createDatabase(database));
    } catch (error) {
      throw unavailable(
        `database "${database}" does not exist and cannot be created (${textOf(error)}): ` +
          `let an administrator run CREATE DATABASE "${database}"`,
        error,
      );
    }
  };

  const writing = {
    url,
    agent,
    database,
    compress: options.compress ?? !isLoopback(url.hostname),
    ...(retentionPolicy !== undefined && { retentionPolicy }),
    ...(options.username !== undefined && { username: options.username }),
    ...(options.password !== undefined && { password: options.password }),
    ...(options.ca !== undefined && { ca: options.ca }),
  };

  const send = async (lines: readonly string[]): Promise<Answer | "no database"> => {
    let answer: WriteAnswer;
    try {
      answer = await writeRequest({ ...writing, timeoutMs: patienceMs }, lines);
      patienceMs = firstPatienceMs;
    } catch (error) {
      patienceMs =
        error instanceof NoAnswer ? Math.min(2 * patienceMs, timeoutMs) : firstPatienceMs;
      if (error instanceof NoAnswer) closeIdle();
      throw unavailable(textOf(error), error);
    }
    const { status, text } = answer;
    if (status === 401 || status === 403) throw unavailable(`login refused: ${text}`);
    if (!(await isItsOwn(answer))) {
      if (status === 413 && lines.length > 1) return { stored: false, tooLarge: true };
      throw unavailable(notItsOwn(answer));
    }
    if (status === 204) return { stored: true };
    if (status === 404) return "no database";
    if (status === 400 || status === 413 || status === 422) return { stored: false, text };
    throw unavailable(await whyFailed(text));
  };

  /** 1.x signs every answer; of later versions that is not known, so they are asked for their version. */
  const isItsOwn = async ({ inForm, signed }: WriteAnswer) =>
    inForm && (signed || !(await version().catch(() => "1.")).startsWith("1."));

  /** The one 5xx that no wait will mend. */
  const whyFailed = async (text: string) => {
    if (!text.startsWith("retention policy not found")) return text;
    const policies = await client.showRetentionPolicies(database).catch(() => []);
    const known = policies.map(({ name }) => name).join(", ");
    return `retention policy "${retentionPolicy}" of database "${database}" does not exist: create it, or name one of ${known}`;
  };

  return {
    version,
    async write(lines) {
      const first = await send(lines);
      if (first !== "no database") return first;
      await createDatabase();
      const second = await send(lines);
      if (second === "no database")
        throw unavailable(`database "${database}" does not exist although it was just created`);
      return second;
    },
    async query(statement) {
      try {
        const rp = retentionPolicy === undefined ? {} : { retentionPolicy };
        const raw: unknown = await settle(client.queryRaw(statement, { method: "POST", ...rp }));
        return tablesOf(raw);
      } catch (error) {
        const text = textOf(error);
        if (text.startsWith("database not found")) return [];
        throw unavailable(text, error);
      }
    },
    close: () => agent.destroy(),
  };
}

/** A page may be long, and only its beginning says whose it is. */
function notItsOwn({ status, text }: WriteAnswer): string {
  const said = text.replaceAll(/\s+/g, " ").slice(0, 120);
  return `a write was answered with ${status} (${said}), not in InfluxDB's words (no X-Influxdb-Version): is there a proxy or a login page before it?`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}

interface RawAnswer {
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly ResultSeries[];
  }[];
}

function tablesOf(raw: unknown): readonly ResultSeries[] {
  const { results } = (raw ?? {}) as RawAnswer;
  if (!Array.isArray(results)) throw new Error("a query was answered without InfluxDB's results");
  const [result] = results as NonNullable<RawAnswer["results"]>;
  if (result?.error !== undefined) throw new Error(result.error);
  return result?.series ?? [];
}

/** InfluxDB's own words within an error of `influx`, which puts them behind "A 400 Bad Request error occurred: " as JSON. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, body] = /error occurred: (.*)$/s.exec(error.message) ?? [];
  if (body === undefined) return error.message || "no reason given";
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null) {
      const { error: text, message } = parsed as { error?: unknown; message?: unknown };
      return String(text ?? message ?? body);
    }
  } catch {
    // Not JSON: a proxy's page, say.
  }
  return body.trim();
}
