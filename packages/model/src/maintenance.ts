/**
 * Work on a machine that analysis must know of, or that people look up later. After the works in {@link RELEARNING} what a point has learnt is of a
 * machine that is no more. `taken-back` says that the latest of those was told by mistake.
 */
export const MAINTENANCE_WORKS = [
  "bearing-replaced",
  "machine-rebuilt",
  "sensor-replaced",
  "balanced",
  "aligned",
  "lubricated",
  "inspected",
  "taken-back",
] as const;
export type MaintenanceWork = (typeof MAINTENANCE_WORKS)[number];

/** What is noted of a point: work that people tell of, and that the plant file says something else of it. */
export const NOTED_WORKS = [...MAINTENANCE_WORKS, "plant-changed"] as const;
export type NotedWork = (typeof NOTED_WORKS)[number];

/** The works after which a point learns anew: another bearing, another excitation, or another path from it to the sensor. */
const RELEARNING: readonly NotedWork[] = [
  "bearing-replaced",
  "machine-rebuilt",
  "sensor-replaced",
  "balanced",
  "aligned",
];

/** Whether a point forgets what was normal, and every finding, after a work. */
export function relearns(work: NotedWork): boolean {
  return RELEARNING.includes(work);
}

/** Work in a sentence, as what something comes after. */
export function workWords(work: MaintenanceWork): string {
  return WORDS[work];
}

const WORDS: Readonly<Record<MaintenanceWork, string>> = {
  "bearing-replaced": "the bearing was replaced",
  "machine-rebuilt": "the machine was rebuilt",
  "sensor-replaced": "the sensor was replaced",
  balanced: "balancing",
  aligned: "aligning",
  lubricated: "lubrication",
  inspected: "an inspection",
  "taken-back": "work was taken back",
};

/** Work done at a point, told by a person. */
export interface MaintenanceEvent {
  readonly work: MaintenanceWork;
  readonly who: string;
  readonly comment?: string;
}
