import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/free-port.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** A first start also builds the web page, and plays a simulated plant's past. */
const START_MS = 600_000;
/** Days of a past that are enough to have learnt from. */
const SHORT_PAST = ["--history", "2"];

export interface RunningRaceway {
  readonly url: string;
  readonly mqttUrl: string;
  /** All that it has printed. */
  printed(): string;
  /** Starts it after {@link RunningRaceway.stop}: on the same ports, with the data it had. */
  start(): Promise<void>;
  stop(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Seconds of a simulated plant in one of the wall from now on. */
  setRate(rate: number): Promise<void>;
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
    const past = args.includes("--no-simulate") || args.includes("--history") ? [] : SHORT_PAST;
    const child = spawn(process.execPath, [...command, ...past, ...args, ...more], {
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
    async setRate(rate) {
      const answer = await fetch(`http://127.0.0.1:${page}/api/simulation`, {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ rate }),
      });
      if (!answer.ok) throw new Error(`rate ${rate}: ${await answer.text()}`);
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
