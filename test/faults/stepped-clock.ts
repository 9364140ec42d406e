import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Preloaded into a process under test: its wall clock is wrong by as many milliseconds as the file `clock-step` says, read at the start and at each SIGUSR2; by
 * RACEWAY_FAULT_CLOCK_MS while there is none.
 */
const file = join(process.env["RACEWAY_FAULT_FOLDER"] ?? ".", "clock-step");
const now = Date.now.bind(Date);
const read = () =>
  Number(
    existsSync(file) ? readFileSync(file, "utf8") : (process.env["RACEWAY_FAULT_CLOCK_MS"] ?? 0),
  );
let step = read();
Date.now = () => now() + step;
process.on("SIGUSR2", () => {
  step = read();
});
