import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../services/raceway/src/main.ts", import.meta.url));

export interface RacewayProcessOptions {
  /** The command and its options. */
  readonly args: readonly string[];
  readonly healthPort: number;
  /** Modules to load before the program. */
  readonly preload?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** File to which all that it says is written too. */
  readonly log?: string;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A real command of `raceway` as a process of its own, with a supervisor (as Docker or systemd would be) that starts it again when it ends by itself. */
export function superviseRaceway<Status>(options: RacewayProcessOptions) {
  let child: ChildProcess | undefined;
  let wanted = false;
  let said = "";
  let starts = 0;
  const pids: number[] = [];

  /** Where it runs already, nothing. */
  function start(): void {
    wanted = true;
    if (child !== undefined && running.has(child)) return;
    starts += 1;
    const { args, preload = [] } = options;
    const before = preload.flatMap((module) => ["--import", module]);
    const fresh = spawn(process.execPath, [...before, MAIN, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.env },
    });
    child = fresh;
    running.add(fresh);
    if (fresh.pid !== undefined) pids.push(fresh.pid);
    const listen = (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-200_000);
      if (options.log !== undefined) appendFileSync(options.log, chunk);
    };
    fresh.stdout.on("data", listen);
    fresh.stderr.on("data", listen);
    fresh.once("close", () => {
      running.delete(fresh);
      if (child === fresh && wanted) setTimeout(() => child === fresh && wanted && start(), 200);
    });
  }

  async function end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    wanted = false;
    const ending = child;
    child = undefined;
    if (ending === undefined || !running.has(ending)) return;
    const gone = once(ending, "close");
    ending.kill(signal);
    await gone;
  }

  return {
    start,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    signal: (name: NodeJS.Signals) => child?.kill(name),
    said: () => said,
    starts: () => starts,
    pid: () => child?.pid,
    /** Of every start so far. */
    pids: (): readonly number[] => pids,
    /** What `/status` says; undefined while it does not answer. */
    async status(): Promise<Status | undefined> {
      try {
        const answer = await fetch(`http://127.0.0.1:${options.healthPort}/status`, {
          signal: AbortSignal.timeout(2000),
        });
        return (await answer.json()) as Status;
      } catch {
        return undefined;
      }
    },
  };
}
