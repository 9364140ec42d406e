import { readdirSync, readFileSync } from "node:fs";

/** Of processor time in /proc, a second. */
const TICKS = 100;

function ticksOf(file: string): number {
  const [, fields] = readFileSync(file, "utf8").split(") ");
  const [user, system] = fields?.split(" ").slice(11) ?? [];
  return Number(user) + Number(system);
}

/** Processor seconds that a process has taken so far. */
export const cpuSeconds = (pid: number) => ticksOf(`/proc/${pid}/stat`) / TICKS;

/** The same by the names of its threads, those of one name together. */
export function cpuByThread(pid: number): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`;
    const name = readFileSync(`${folder}/comm`, "utf8").trim();
    seconds.set(name, (seconds.get(name) ?? 0) + ticksOf(`${folder}/stat`) / TICKS);
  }
  return seconds;
}

/** Most memory that a process has had, MB. */
export function peakMegabytes(pid: number): number {
  const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1024;
}
