import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { StoreUnavailable } from "@raceway/ports/telemetry-store";
import { InfluxDB } from "influx";
import type { ResultSeries } from "./result-rows.ts";

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
}

/** What became of lines that were sent: stored, or an answer that says that some or all of them never will be. */
export type Answer = { readonly stored: true } | { readonly stored: false; readonly text: string };

/** InfluxDB over HTTP, its many ways to fail brought down to two: an {@link Answer} about the lines, or StoreUnavailable. */
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
   * Waits for an answer, but not for ever: when the connection breaks inside an answer, `influx` never settles. What goes wrong outside the lines
   * becomes StoreUnavailable.
   */
  const settle = async <T>(call: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`no whole answer within ${timeoutMs} ms`);
      timer = setTimeout(() => reject(error), timeoutMs + 1000);
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
    if (host?.online !== true) throw unavailable("no answer to /ping");
    return String(host.version ?? "unknown").replace(/^v/, "");
  };

  const createDatabase = async () => {
    const running = await version();
    if (!running.startsWith("1."))
      throw unavailable(
        `database "${database}" does not exist: make a bucket of that name (version ${running} makes none by InfluxQL)`,
      );
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

  const send = async (lines: readonly string[]): Promise<Answer | "no database"> => {
    // writePoints sends a measurement's name as it is, so a whole line can go in its place.
    const points = lines.map((line) => ({ measurement: line }));
    const rp = retentionPolicy === undefined ? {} : { retentionPolicy };
    try {
      await settle(client.writePoints(points, { precision: "n", ...rp }));
      return { stored: true };
    } catch (error) {
      const status = statusOf(error);
      const text = textOf(error);
      if (status === 404) return "no database";
      if (status === 400 || status === 413 || status === 422) return { stored: false, text };
      if (status === 401 || status === 403) throw unavailable(`login refused: ${text}`, error);
      throw unavailable(await whyFailed(text), error);
    }
  };

  /** `influx` drops the text of a 5xx; the one 5xx that no wait will mend is asked for. */
  const whyFailed = async (text: string) => {
    if (retentionPolicy === undefined || text !== "Internal Server Error") return text;
    const policies = await client.showRetentionPolicies(database).catch(() => undefined);
    if (policies === undefined || policies.some(({ name }) => name === retentionPolicy))
      return text;
    return `retention policy "${retentionPolicy}" of database "${database}" does not exist: create it, or name one of ${policies.map(({ name }) => name).join(", ")}`;
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

/** HTTP status of an error of `influx`, which carries the response with anything from 300 to 499. */
function statusOf(error: unknown): number | undefined {
  const { res } = error as { res?: { statusCode?: number } };
  return res?.statusCode;
}

interface RawAnswer {
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly ResultSeries[];
  }[];
}

function tablesOf(raw: unknown): readonly ResultSeries[] {
  const [result] = (raw as RawAnswer).results ?? [];
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
