import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type Nanos, nanosOfMillis } from "@raceway/model/time";
import { PLAN_FILES, type PlanFiles, readPlanFiles } from "@raceway/plan/files/plan-files";
import { PlanFileError } from "@raceway/plan/files/table";
import type { PlanRequest } from "@raceway/plan/plan";
import type { PlanView } from "@raceway/plan/plan-view";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import { advisedWork } from "./advised-work.ts";

/** Where a plan's tables lie, and how many people work. */
export interface PlanSettings {
  /** Absent: the plan is of the advised work alone. */
  readonly folder?: string;
  readonly people: number;
  /** Absent: work is handed to nobody. */
  readonly handOver?: {
    readonly url: string;
    readonly secret?: string | undefined;
    /** In which orders wait until they are taken. */
    readonly file: string;
  };
}

export interface MadePlan {
  readonly view: PlanView;
  /** Its work, as iCalendar. */
  readonly calendar: string;
}

/** A plan serves so long by the console's clock and by the plant's, which may be quicker, unless its tables or what is advised change, milliseconds. */
const [FRESH_MS, FRESH_IN_PLANT_MS] = [60_000, 600_000];
/** No other is made sooner, however quick the plant's clock is. */
const SOONEST_MS = 5000;
const NOTHING: PlanFiles = { orders: [], routes: [], materials: [], stock: [], works: [] };

export type Planner = ReturnType<typeof createPlanner>;

/** Makes plans of what is advised now and of a folder's tables; one at a time, and the same for all who ask meanwhile. */
export function createPlanner(
  live: LiveState,
  site: () => string,
  lines: () => PlanRequest["lines"],
  now: () => Nanos,
  { folder, people }: PlanSettings = { people: 2 },
) {
  let last: Kept | undefined;

  function filesFrom(from: Nanos): PlanFiles {
    try {
      return folder === undefined ? NOTHING : readPlanFiles(folder, from);
    } catch (error) {
      throw refused(error);
    }
  }

  return {
    /** @throws Problem 409 when a table cannot be used. */
    plan(): Promise<MadePlan> {
      const from = now();
      const advised = advisedWork(live.all(), from);
      const key = JSON.stringify([
        advised.map(({ id, advised: of }) => [id, of?.fault]),
        changedAt(folder),
      ]);
      if (last?.key === key && isFresh(last, from)) return last.plan;
      const request = { lines: lines(), files: filesFrom(from), advised, people, from };
      const plan = made(request, site());
      last = { key, at: performance.now(), from, plan };
      plan.catch(() => {
        last = undefined;
      });
      return plan;
    },
  };
}

interface Kept {
  readonly key: string;
  /** When it was made, milliseconds by a clock of this process. */
  readonly at: number;
  readonly from: Nanos;
  readonly plan: Promise<MadePlan>;
}

function isFresh({ at, from }: Kept, now: Nanos): boolean {
  const age = performance.now() - at;
  return age < SOONEST_MS || (age < FRESH_MS && now - from < nanosOfMillis(FRESH_IN_PLANT_MS));
}

async function made(request: PlanRequest, site: string): Promise<MadePlan> {
  const worker = new Worker(new URL("./plan-worker.ts", import.meta.url), {
    workerData: { request, site },
  });
  try {
    const [message] = await once(worker, "message");
    return message as MadePlan;
  } catch (error) {
    throw refused(error);
  } finally {
    await worker.terminate();
  }
}

/** Across the threads an error keeps its name and text alone. */
function refused(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== new PlanFileError("").name) return error;
  return new Problem(409, "The plan's tables cannot be used", error.message);
}

function changedAt(folder: string | undefined): readonly number[] {
  if (folder === undefined) return [];
  return PLAN_FILES.map(
    (file) => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
}
