import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/free-port.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** A first start also builds the web page. */
const START_MS = 90_000;

export interface RunningRaceway {
  readonly url: string;
  readonly mqttUrl: string;
  /** All that it has printed. */
  printed(): string;
  /** Starts it after {@link RunningRaceway.stop}: on the same ports, with the data it had. */
  start(): Promise<void>;
  stop(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Stops it for good; its data goes. */
  close(): Promise<void>;
}

/** The command of the README, on free ports and with a folder of its own. `args`: more of its options; `env`: more of its environment. */
export async function runRaceway(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningRaceway> {
  const folder = mkdtempSync(join(tmpdir(), "raceway-e2e-"));
  const [mqtt, page] = [await freePort(), await freePort()];
  let raceway: ChildProcess | undefined;
  let printed = "";

  async function start(more: readonly string[] = []): Promise<void> {
    const ports = ["--mqtt-port", `${mqtt}`, "--console-port", `${page}`];
    const command = ["services/raceway/src/main.ts", "start", "--data", folder, ...ports];
    const child = spawn(process.execPath, [...command, ...args, ...more], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    raceway = child;
    const begin = printed.length;
    const take = (chunk: Buffer) => {
      printed += chunk.toString();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const deadline = Date.now() + START_MS;
    while (!printed.includes("Console  ", begin)) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`raceway start did not come up: ${printed}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function stop(): Promise<void> {
    const child = raceway;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }

  await start();
  return {
    url: `http://127.0.0.1:${page}`,
    mqttUrl: `mqtt://127.0.0.1:${mqtt}`,
    printed: () => printed,
    start: () => start(["--keep"]),
    stop,
    signal: (name) => void raceway?.kill(name),
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
