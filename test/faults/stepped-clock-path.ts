import { fileURLToPath } from "node:url";

/** The module that is preloaded into a process whose clock is to be wrong. */
export const STEPPED_CLOCK = fileURLToPath(new URL("./stepped-clock.ts", import.meta.url));
