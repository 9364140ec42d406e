import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createPlantAnalysis, type PlantAnalysis } from "@raceway/condition/plant-analysis";
import type { LifeDurations } from "@raceway/condition/prognosis/fleet";
import { stateIn } from "@raceway/journal/model-state";
import type { Plant } from "@raceway/model/plant";
import type { RecordedLife } from "@raceway/model/recorded-life";
import type { SnapshotValue } from "@raceway/model/snapshot-value";

/** The finished lives of a plant's own bearings, as others may have them. */
export interface KeptLives {
  readonly lives: readonly RecordedLife[];
  /** Lives left out, because their point names no bearing and only its path would say what they are of. */
  readonly unnamed: number;
}

/**
 * Reads the finished lives that points remember from an ingest journal that nobody has open. They carry no name but the bearing's designation.
 *
 * @throws RangeError when there is no journal, or a service has it open
 */
export function keptLives(path: string, plant: Plant): KeptLives {
  const analysis = remembered(path, { ...plant, finishedLives: [] });
  const all = analysis.finishedLives();
  const lives = all.filter(({ kind }) => !analysis.points.has(kind));
  return { lives, unnamed: all.length - lives.length };
}

/**
 * How long a plant's bearings have lasted so far, by kind, from an ingest journal that nobody has open and from the lives that the plant file names.
 *
 * @throws RangeError when there is no journal, or a service has it open
 */
export function keptDurations(path: string, plant: Plant): ReadonlyMap<string, LifeDurations> {
  return remembered(path, plant).lifeDurations();
}

/** The analysis of a plant as ingest left it. */
function remembered(path: string, plant: Plant): PlantAnalysis {
  if (!existsSync(path))
    throw new RangeError(
      `${path} does not exist: --data names the data directory of ingest, or a backup of it`,
    );
  const analysis = createPlantAnalysis(plant);
  for (const [point, state] of statesIn(path))
    if (analysis.points.has(point)) analysis.restore(point, state);
  return analysis;
}

function statesIn(path: string): readonly (readonly [string, SnapshotValue])[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db
      .prepare("SELECT key, state FROM model_state ORDER BY key")
      .all()
      .map((row) => [String(row["key"]), stateIn(row)]);
  } catch (error) {
    if (error instanceof Error && /locked|busy/i.test(error.message))
      throw new RangeError(
        `${path} is in use by a running service: save it first (raceway backup FOLDER) and name that folder with --data`,
      );
    throw error;
  } finally {
    db.close();
  }
}

/** Those of some lives that others lack; which kind, curve and length agree is the same life. */
export function livesAnew(
  coming: readonly RecordedLife[],
  there: readonly RecordedLife[],
): readonly RecordedLife[] {
  const known = new Set(there.map(signature));
  return coming.filter((life) => {
    const own = signature(life);
    if (known.has(own)) return false;
    known.add(own);
    return true;
  });
}

function signature({ kind, curve, whole }: RecordedLife): string {
  return JSON.stringify([kind, curve, whole?.seconds ?? null]);
}
