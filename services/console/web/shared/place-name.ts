import type { LineView, MachineView, PlantView, PointSummary } from "../../src/http/api-types.ts";

/** A point as people call it, by machine and point; its path where the plant has no such point any more. */
export function placeName(path: string, plant: PlantView): string {
  const place = placeOf(path, plant);
  return place === undefined ? path : `${place.machine.name} › ${place.point.name}`;
}

/** The same with its line, where machines of several lines stand in one list. */
export function placeInPlant(path: string, plant: PlantView): string {
  const place = placeOf(path, plant);
  return place === undefined ? path : `${place.line.name} › ${placeName(path, plant)}`;
}

interface Place {
  readonly line: LineView;
  readonly machine: MachineView;
  readonly point: PointSummary;
}

function placeOf(path: string, { lines }: PlantView): Place | undefined {
  for (const line of lines)
    for (const machine of line.machines)
      for (const point of machine.points) if (point.path === path) return { line, machine, point };
  return undefined;
}
