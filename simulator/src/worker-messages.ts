import type { Nanos } from "@raceway/model/time";
import type { ClockRun } from "./clock-run.ts";
import type { Damage } from "./mending.ts";
import type { SimulationOptions } from "./simulate.ts";

/** What a worker thread of this file is given as `workerData`. */
export type SimulatorWork = Omit<
  SimulationOptions,
  "signal" | "onPublished" | "onWaiting" | "pace"
> & {
  /** Time that may be stopped and hurried. Absent: `speed`. */
  readonly clock?: ClockRun;
};

/** What may be posted to it while it runs. */
export type SimulatorOrder =
  /** Ends the scenario. */
  | { readonly type: "stop" }
  /** From now on time runs so. */
  | { readonly type: "clock"; readonly clock: ClockRun }
  /** From now on this is damaged. */
  | { readonly type: "damage"; readonly damage: Damage };

/** What it posts: a count now and then; when all that is due has been sent, until when; and at the end either the report or what went wrong. */
export type SimulatorNews =
  | { readonly type: "published"; readonly count: number }
  | { readonly type: "waiting"; readonly until: Nanos }
  | { readonly type: "done"; readonly published: number }
  | { readonly type: "failed"; readonly reason: string };
