import type { PointPath } from "@raceway/model/identity";
import { type Line, type Machine, type Plant, pointsOf } from "@raceway/model/plant";

/** Health of a machine, a line or a site from the healths below it, 0 to 100. */
export interface RolledUpHealth {
  /** Of its worst point. */
  readonly worst: number;
  /** Mean: of the points of a machine alike, of machines by their criticality. */
  readonly weighted: number;
}

/** Rolled-up health of everything that a point belongs to. */
export interface HealthRollUps {
  readonly machine: RolledUpHealth;
  readonly line: RolledUpHealth;
  readonly site: RolledUpHealth;
}

/** Latest health of every point of a plant, rolled up. Points that were never heard of do not count. */
export interface PlantHealth {
  note(point: PointPath, health: number): void;
  latest(point: PointPath): number | undefined;
  forget(point: PointPath): void;
  ofMachine(machine: Machine): RolledUpHealth | undefined;
  ofLine(line: Line): RolledUpHealth | undefined;
  ofSite(): RolledUpHealth | undefined;
}

/** Of a plant of which nothing is heard yet. */
export function createPlantHealth(plant: Plant): PlantHealth {
  const healths = new Map<PointPath, number>();
  const known = pointsOf(plant);

  function ofMachine({ points }: Machine): RolledUpHealth | undefined {
    return rolledUp(
      points.flatMap(({ path }) => {
        const health = healths.get(path);
        return health === undefined ? [] : { worst: health, weighted: health, weight: 1 };
      }),
    );
  }

  function machinesOf({ machines }: Line) {
    return machines.flatMap((machine) => {
      const health = ofMachine(machine);
      return health === undefined ? [] : { ...health, weight: machine.criticality ?? 1 };
    });
  }

  return {
    note(point, health) {
      if (known.has(point)) healths.set(point, health);
    },
    latest: (point) => healths.get(point),
    forget: (point) => void healths.delete(point),
    ofMachine,
    ofLine: (line) => rolledUp(machinesOf(line)),
    ofSite: () => rolledUp(plant.lines.flatMap(machinesOf)),
  };
}

/** Health of what consists of parts; undefined of none. */
export function rolledUp(
  parts: readonly (RolledUpHealth & { readonly weight: number })[],
): RolledUpHealth | undefined {
  if (parts.length === 0) return undefined;
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const total = parts.reduce((sum, part) => sum + part.weight * part.weighted, 0);
  return {
    worst: Math.min(...parts.map(({ worst }) => worst)),
    weighted: Math.round((10 * total) / weight) / 10,
  };
}
