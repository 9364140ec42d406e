import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Preloaded into a process under test: its wall clock is wrong by RACEWAY_FAULT_CLOCK_MS from the start, and from each SIGUSR2 on by as many milliseconds as the file
 * `clock-step` says.
 */
const folder = process.env["RACEWAY_FAULT_FOLDER"] ?? ".";
const now = Date.now.bind(Date);
let step = Number(process.env["RACEWAY_FAULT_CLOCK_MS"] ?? 0);
Date.now = () => now() + step;
process.on("SIGUSR2", () => {
  step = Number(readFileSync(join(folder, "clock-step"), "utf8"));
});
