import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Preloaded into a process under test: its wall clock goes wrong by as many milliseconds as the file `clock-step` says, from each SIGUSR2 on. */
const folder = process.env["RACEWAY_FAULT_FOLDER"] ?? ".";
const now = Date.now.bind(Date);
let step = 0;
Date.now = () => now() + step;
process.on("SIGUSR2", () => {
  step = Number(readFileSync(join(folder, "clock-step"), "utf8"));
});
