import type { PlantView } from "../../src/http/api-types.ts";

/** A point as people call it, by machine and point; its path where the plant has no such point any more. */
export function placeName(path: string, plant: PlantView): string {
  for (const { machines } of plant.lines)
    for (const { name, points } of machines)
      for (const point of points) if (point.path === path) return `${name} › ${point.name}`;
  return path;
}
