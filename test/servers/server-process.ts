import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, it } from "vitest";

/** A real server that a test has started, by its own process id. */
export interface ServerProcess {
  readonly pid: number;
  /** Asks it to end (SIGTERM), or ends it (SIGKILL), and resolves once it is gone. Harmless when it already is. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

export interface ServerCommand {
  readonly binary: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Whether it answers now; asked until it does. */
  readonly ready: () => Promise<boolean>;
}

const READY_WITHIN_MS = 20_000;
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Where a server's program is: on PATH or, because Debian keeps daemons there, in /usr/sbin. */
export function findBinary(name: string): string | undefined {
  const { PATH = "" } = process.env;
  return [...PATH.split(delimiter), "/usr/sbin", "/usr/local/sbin"]
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A suite that needs real servers. Without one of them it is skipped with the reason in its title; where `CI` is "true" it fails instead,
 * because there a skipped suite would be taken for a passed one.
 */
export function describeWithServers(
  binaries: readonly string[],
  title: string,
  suite: () => void,
): void {
  const missing = binaries.filter((name) => findBinary(name) === undefined);
  if (missing.length === 0) {
    describe(title, suite);
    return;
  }
  const reason = `${missing.join(" and ")} neither on PATH nor in /usr/sbin`;
  const { CI } = process.env;
  if (CI === "true") {
    describe(title, () => {
      it("has the servers it needs", () => {
        throw new Error(`${reason}: install it, these tests must not be skipped under CI=true`);
      });
    });
  } else {
    describe.skip(`${title} (skipped: ${reason})`, suite);
  }
}

/**
 * Starts a server and resolves once it is ready.
 *
 * @throws Error with what the server said, when it ends or is not ready within 20 s.
 */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const binary = findBinary(command.binary);
  if (binary === undefined)
    throw new Error(`${command.binary} is neither on PATH nor in /usr/sbin`);
  const child = spawn(binary, command.args, {
    cwd: command.cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let said = "";
  const listen = (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000);
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      running.delete(child);
      resolve();
    };
    child.once("exit", end);
    child.once("error", end);
  });

  const stop = async (signal: "SIGTERM" | "SIGKILL" = "SIGTERM") => {
    if (running.has(child)) child.kill(signal);
    await gone;
  };
  try {
    await untilReady(command, child);
  } catch (error) {
    await stop("SIGKILL");
    throw new Error(`${error instanceof Error ? error.message : error}; it said:\n${said}`);
  }
  return { pid: child.pid ?? -1, stop };
}

async function untilReady(command: ServerCommand, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await command.ready())) {
    if (!running.has(child)) throw new Error(`${command.binary} ended (code ${child.exitCode})`);
    if (performance.now() > deadline) throw new Error(`${command.binary} is not ready after 20 s`);
    await sleep(20);
  }
}
