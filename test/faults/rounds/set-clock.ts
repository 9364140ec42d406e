import { existsSync, globSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { STEPPED_CLOCK } from "../stepped-clock-path.ts";

const [FAKETIME] = globSync("/usr/lib/*/faketime/libfaketimeMT.so.1");

/** A host's clock for one process that can be set while it runs: by faketime where that is installed, else for what JavaScript reads. */
export function createSettableClock(folder: string) {
  const file = join(folder, "clock-step");
  const set = (ms: number) =>
    writeFileSync(file, FAKETIME === undefined ? `${ms}` : `${ms < 0 ? "" : "+"}${ms / 1000}`);
  if (!existsSync(file)) set(0);
  return {
    /** What is preloaded into the process, and its environment. */
    preload: FAKETIME === undefined ? [STEPPED_CLOCK] : [],
    env: {
      RACEWAY_FAULT_FOLDER: folder,
      ...(FAKETIME !== undefined && {
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_CACHE_DURATION: "1",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
        NO_FAKE_STAT: "1",
      }),
    },
    /** From so many milliseconds before (negative) or after the right time on. */
    set(process: { signal(name: NodeJS.Signals): unknown }, ms: number): void {
      set(ms);
      if (FAKETIME === undefined) process.signal("SIGUSR2");
    },
  };
}

/** Removes what faketime leaves behind of processes that were killed. */
export function removeTraces(pids: readonly number[]): void {
  for (const pid of pids)
    for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`])
      rmSync(join("/dev/shm", name), { force: true });
}
