import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** A real InfluxDB 1.x with its own folder and ports. */
export interface Influxd {
  readonly url: string;
  /** `host:port` that `influxd backup` and `influxd restore` speak to. */
  readonly rpc: string;
  /** Where its data are: `data/DATABASE/POLICY`. */
  readonly folder: string;
  /** Runs one InfluxQL statement without credentials (or with the admin's, where there is one). @returns the body of the answer */
  query(statement: string): Promise<string>;
  /** Of the process that runs now. */
  pid(): number;
  /** Ends the server without a word (SIGKILL); its data stay. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after `kill` or in place of the running one. */
  restart(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

export interface InfluxdOptions {
  /** Ask for logins and create this administrator. */
  readonly admin?: { readonly user: string; readonly password: string };
  /** Largest body of a write, bytes. Default 25 000 000, as InfluxDB's own. */
  readonly maxBodySize?: number;
  /** Further lines of the section `[data]`. */
  readonly data?: readonly string[];
}

/** Starts influxd; resolves when it answers. */
export async function startInfluxd(options: InfluxdOptions = {}): Promise<Influxd> {
  const folder = await mkdtemp(join(tmpdir(), "raceway-influxd-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, "influxdb.conf");
  const rpcPort = await freePort();
  await writeFile(config, configText(folder, port, rpcPort, options));

  const launch = (): Promise<ServerProcess> =>
    startServer({
      binary: "influxd",
      args: ["run", "-config", config],
      cwd: folder,
      ready: () => answers(`${url}/ping`),
    });
  let server = await launch();

  const query = async (statement: string): Promise<string> => {
    const headers = new Headers();
    if (options.admin !== undefined) {
      const login = `${options.admin.user}:${options.admin.password}`;
      headers.set("authorization", `Basic ${Buffer.from(login).toString("base64")}`);
    }
    const body = new URLSearchParams({ q: statement });
    return (await fetch(`${url}/query`, { method: "POST", headers, body })).text();
  };
  if (options.admin !== undefined) {
    const { user, password } = options.admin;
    await query(`CREATE USER "${user}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`);
  }

  return {
    url,
    rpc: `127.0.0.1:${rpcPort}`,
    folder,
    query,
    pid: () => server.pid,
    kill: () => server.stop("SIGKILL"),
    async restart() {
      await server.stop("SIGKILL");
      server = await launch();
    },
    async stop() {
      await server.stop("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configText(folder: string, port: number, rpcPort: number, options: InfluxdOptions) {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  index-version = "tsi1"
  query-log-enabled = false
${(options.data ?? []).map((line) => `  ${line}\n`).join("")}[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  max-body-size = ${options.maxBodySize ?? 25_000_000}
  auth-enabled = ${options.admin !== undefined}
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
`;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
