import type { PointState } from "@raceway/condition/chain";

/**
 * The steps of a message's way whose duration is watched: stored at the door, made into an observation (with its wait for a thread), judged, a batch's
 * results committed, rows written to the store, messages published.
 */
export const WATCHED_STAGES = [
  "admit",
  "manipulation",
  "judgement",
  "commit",
  "store",
  "publish",
] as const;
export type WatchedStage = (typeof WATCHED_STAGES)[number];

/** Is told how long a step took, also of one that failed. */
export type OnStage = (stage: WatchedStage, seconds: number) => void;

/** The same function, with every call's duration told. A promise counts until it settles. */
export function timed<Args extends unknown[], Result>(
  stage: WatchedStage,
  onStage: OnStage | undefined,
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  if (onStage === undefined) return work;
  return (...args) => {
    const begun = performance.now();
    const tell = () => onStage(stage, (performance.now() - begun) / 1000);
    let result: Result;
    try {
      result = work(...args);
    } catch (error) {
      tell();
      throw error;
    }
    if (result instanceof Promise) result.then(tell, tell);
    else tell();
    return result;
  };
}

/** How many points stand where: `unknown` until a point's first record since the start. */
export type PointCounts = Readonly<
  Record<"unknown" | "learning" | "normal" | "sensor" | "warning" | "alarm", number>
>;

/** Keeps the latest state of each point. */
export function createPointCounts(points: Iterable<string>) {
  const latest = new Map<string, keyof PointCounts>();
  for (const point of points) latest.set(point, "unknown");
  return {
    /** From now on these are the points. */
    know(changed: Iterable<string>): void {
      const before = new Map(latest);
      latest.clear();
      for (const point of changed) latest.set(point, before.get(point) ?? "unknown");
    },
    note({ point, level, learning }: PointState): void {
      latest.set(point, learning && level === "normal" ? "learning" : level);
    },
    read(): PointCounts {
      const counts = { unknown: 0, learning: 0, normal: 0, sensor: 0, warning: 0, alarm: 0 };
      for (const state of latest.values()) counts[state] += 1;
      return counts;
    },
  };
}
