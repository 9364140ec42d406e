import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/free-port.ts";

const MAIN = fileURLToPath(new URL("../../services/raceway/src/main.ts", import.meta.url));

/** What `/status` says, of it what the fault tests look at. */
export interface IngestStatus {
  readonly ready: boolean;
  readonly accepted: number;
  readonly rejected: number;
  readonly analysed: number;
  readonly late: number;
  readonly thinned: number;
  readonly analysing_every: number;
  readonly dropped: number;
  readonly inbox_rows: number;
  readonly outbox_rows: number;
  readonly lag: number;
  /** By drain: age of what waits for it, seconds. */
  readonly drains: Readonly<Record<string, { readonly age: number }>>;
  readonly deadLetters: Readonly<Record<string, number>>;
  readonly journalSetAside: { readonly setAside: string; readonly reason: string } | null;
  readonly waitingFor: { readonly store: string | null; readonly publish: string | null };
}

export interface IngestProcessOptions {
  readonly plantFile: string;
  readonly data: string;
  readonly store: string;
  /** Absent: the gateway, on a port of its own. */
  readonly broker?: string;
  readonly args?: readonly string[];
  /** Modules to load before the program. */
  readonly preload?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export type IngestProcess = Awaited<ReturnType<typeof prepareIngest>>;

/** The real `raceway ingest` as a process of its own, with a supervisor (as Docker or systemd would be) that starts it again when it ends by itself. */
export async function prepareIngest(options: IngestProcessOptions) {
  const mqttPort = await freePort();
  const healthPort = await freePort();
  let child: ChildProcess | undefined;
  let wanted = false;
  let said = "";
  let starts = 0;

  function start(): void {
    wanted = true;
    starts += 1;
    const { plantFile, data, store, broker, args = [], preload = [] } = options;
    const door = broker === undefined ? ["--mqtt-port", `${mqttPort}`] : ["--broker", broker];
    const fresh = spawn(
      process.execPath,
      [
        ...preload.flatMap((module) => ["--import", module]),
        MAIN,
        "ingest",
        ...["--plant", plantFile, "--data", data, "--store", store],
        ...door,
        ...["--health-port", `${healthPort}`],
        ...args,
      ],
      { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...options.env } },
    );
    child = fresh;
    running.add(fresh);
    const listen = (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-200_000);
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
    url: `mqtt://127.0.0.1:${mqttPort}`,
    mqttPort,
    start,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    signal: (name: NodeJS.Signals) => child?.kill(name),
    said: () => said,
    starts: () => starts,
    pid: () => child?.pid,
    /** Undefined while it does not answer. */
    async status(): Promise<IngestStatus | undefined> {
      try {
        const answer = await fetch(`http://127.0.0.1:${healthPort}/status`, {
          signal: AbortSignal.timeout(2000),
        });
        return (await answer.json()) as IngestStatus;
      } catch {
        return undefined;
      }
    },
  };
}
