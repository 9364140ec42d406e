import type { SimulationOptions } from "./simulate.ts";

/** What a worker thread of this file is given as `workerData`. */
export type SimulatorWork = Omit<SimulationOptions, "signal" | "onPublished">;

/** What it posts: a count now and then, and at the end either the report or what went wrong. */
export type SimulatorNews =
  | { readonly type: "published"; readonly count: number }
  | { readonly type: "done"; readonly published: number }
  | { readonly type: "failed"; readonly reason: string };

/** Post it to the worker to end the scenario. */
export const STOP = "stop";
