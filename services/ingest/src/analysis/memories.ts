import { setImmediate } from "node:timers/promises";
import type { PlantAnalysis } from "@raceway/condition/plant-analysis";
import type { PlantInspection } from "@raceway/inspection/plant-inspection";
import type { Journal } from "@raceway/journal/journal";
import type { Json } from "@raceway/model/json";
import type { Plant } from "@raceway/model/plant";
import { machinePathOf } from "@raceway/model/production";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Places } from "../door/set-aside.ts";
import { createMachineStates, type MachineStates } from "../out/machine-states.ts";
import { encodeRows, relearntPoints } from "../out/results.ts";
import { createLinesAhead } from "./lines-ahead.ts";
import type { ManipulationPool } from "./manipulation-pool.ts";

export interface MemoryParts {
  readonly journal: Journal;
  /** Makes the analysis of the plant that knows nothing yet: at the start, and where it must be set back. */
  readonly createAnalysis: () => PlantAnalysis;
  /** Puts a watch on an analysis that was made from another. */
  readonly watched: (analysis: PlantAnalysis) => PlantAnalysis;
  /** The same of the inspection of finished bearings. */
  readonly createInspection: () => PlantInspection;
  readonly observeNow: ManipulationPool["observeNow"];
  readonly clock: Clock;
  readonly log: Log;
}

/** So long others may wait while memories are restored, milliseconds. */
const TURN_MS = 10;

/** All that analysis remembers while it runs, and how it comes back from the journal: as it was with the last batch that is stored. */
export function createMemories(parts: MemoryParts) {
  const { journal, clock, log } = parts;
  let analysis = parts.createAnalysis();
  let linesAhead = createLinesAhead(analysis, parts.observeNow);
  let inspection = parts.createInspection();
  let machineStates = statesOf(analysis);
  /** Points whose memory could not be taken over as a whole, and why. */
  const anew = new Map<string, string>();

  function restoreStands(): void {
    inspection = parts.createInspection();
    inspection.restore((key) => journal.modelState.get(key) as Json | undefined);
  }

  function restore(point: string): void {
    const state = journal.modelState.get(point);
    if (state === undefined) analysis.forget(point);
    else restoreFrom(point, state);
  }

  async function restoreTheseInTurns(points: readonly string[]): Promise<void> {
    let since = performance.now();
    for (const point of points) {
      restore(point);
      if (performance.now() - since < TURN_MS) continue;
      await setImmediate();
      since = performance.now();
    }
    restoreStands();
  }

  function restoreFrom(point: string, state: SnapshotValue): void {
    try {
      const parts = analysis.restore(point, state);
      if (parts.length > 0)
        anew.set(point, `an older version remembered ${parts.join(", ")} in another form`);
    } catch (error) {
      // Parts of it may have been restored.
      analysis.chain(point).relearn();
      const words = error instanceof Error ? error.message : String(error);
      anew.set(point, `what was learnt cannot be read (${words})`);
    }
  }

  return {
    get analysis(): PlantAnalysis {
      return analysis;
    },
    get linesAhead() {
      return linesAhead;
    },
    places: (): Places => ({
      points: analysis.points,
      stands: inspection.stands,
      machines: machineStates.machines,
    }),
    get machineStates(): MachineStates {
      return machineStates;
    },
    get inspection(): PlantInspection {
      return inspection;
    },
    /** As if nothing had ever been delivered; stands are forgotten when they are restored. */
    forgetAll(): void {
      analysis = parts.createAnalysis();
      linesAhead = createLinesAhead(analysis, parts.observeNow);
      machineStates = statesOf(analysis);
    },
    restore,
    restoreStands,
    restoreAll(): void {
      for (const [point] of analysis.points) restore(point);
      restoreStands();
    },
    /** The same in turns with the door: of some hundred points it takes a good part of a second. */
    restoreInTurns: () => restoreTheseInTurns([...analysis.points.keys()]),
    /**
     * Goes on with the analysis of another plant, where what is remembered of its points is what the journal remembers: nothing may be on its way. @param changed points whose memory
     * in the journal was changed for it.
     */
    async succeed(plant: Plant, changed: ReadonlySet<string>): Promise<void> {
      const succession = analysis.succeededBy(plant, changed);
      analysis = parts.watched(succession.analysis);
      linesAhead = createLinesAhead(analysis, parts.observeNow);
      machineStates = statesOf(analysis);
      await restoreTheseInTurns(succession.missing);
    },
    /** Says of each point what an upgrade has cost it, once: with the event its memory is stored in today's form. */
    tellAnew(): void {
      if (anew.size === 0) return;
      const points = [...anew];
      for (const [point, reason] of points)
        log.warn(
          { point, reason },
          "the point learns anew, in part or as a whole; limits that people set stay",
        );
      try {
        journal.commitResults({
          outbox: [{ kind: "telemetry", body: encodeRows(relearntPoints(points, clock.now())) }],
          modelState: points.map(([key]) => ({ key, state: analysis.snapshot(key) })),
        });
        anew.clear();
      } catch (error) {
        log.error(
          { err: error },
          "it is not stored yet that points learn anew: the next start says it again",
        );
      }
    },
  };
}

/** What is remembered of machines, of none that is known. */
function statesOf({ points }: PlantAnalysis): MachineStates {
  const machines = [...points.values()].flatMap(({ site, line, machine }) =>
    machine.production === undefined
      ? []
      : [
          [
            machinePathOf({ site, line: line.id, machine: machine.id }),
            { site, line, machine },
          ] as const,
        ],
  );
  return createMachineStates(new Map(machines));
}
