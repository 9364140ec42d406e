import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { until } from "../running-ingest.ts";

const MAIN = fileURLToPath(new URL("../../services/raceway/src/main.ts", import.meta.url));

/** The first start may have to build the web page, on a machine that does other work as well. */
const PRINTED_WITHIN_MS = 90_000;

/** A `raceway` command as its own process, with what it printed. */
export interface ServiceProcess {
  readonly output: () => string;
  /** Waits until it has printed something. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to stop; resolves with its exit code and how long that took. */
  stop(): Promise<{ readonly code: number | null; readonly seconds: number }>;
}

export function runRaceway(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ServiceProcess {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const closed = once(child, "close").then(() => process.off("exit", kill));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      output += chunk;
    });
  return {
    output: () => output,
    async printed(pattern) {
      const printed = () => {
        if (child.exitCode !== null) throw new Error(`it ended (${child.exitCode}): ${output}`);
        return pattern.test(output);
      };
      await until(`${args[0]} prints ${pattern}`, printed, PRINTED_WITHIN_MS);
      return pattern.exec(output) as RegExpExecArray;
    },
    async stop() {
      const begun = performance.now();
      child.kill("SIGTERM");
      await closed;
      return { code: child.exitCode, seconds: (performance.now() - begun) / 1000 };
    },
  };
}
