import type { Observation } from "@raceway/condition/observation";
import type { PlantAnalysis } from "@raceway/condition/plant-analysis";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";

/** Now by the clock of each channel's source: its newest source time and what has passed, evenly, since that was judged. */
export interface SourceNow {
  /** Counts from here for channels that have been judged before the start. */
  start(analysis: Pick<PlantAnalysis, "latestTime" | "points">): void;
  judged(observation: Pick<Observation, "point" | "channel">): void;
  /** Now of each channel of a point; of one that never delivered, by what the point last was judged by before the start, or else by the wall clock then. */
  of(
    point: string,
    analysis: Pick<PlantAnalysis, "latestTime" | "latestTimes">,
  ): (channel: string) => Nanos;
}

/**
 * @param seconds an even count of seconds.
 * @param wall read once for each point that has never delivered.
 */
export function createSourceNow(seconds: () => number, wall: () => Nanos): SourceNow {
  /** When the newest record of a channel was judged. */
  const judgedAt = new Map<string, number>();
  const origins = new Map<string, { readonly time: Nanos; readonly at: number }>();
  let startedAt = seconds();
  const after = (time: Nanos, at: number) => time + nanosOfSeconds(seconds() - at);

  function originOf(point: string): { readonly time: Nanos; readonly at: number } {
    let origin = origins.get(point);
    if (origin === undefined) {
      origin = { time: wall(), at: seconds() };
      origins.set(point, origin);
    }
    return origin;
  }

  return {
    start({ points, latestTime }) {
      startedAt = seconds();
      for (const [point] of points) {
        const time = latestTime(point);
        if (time !== undefined) origins.set(point, { time, at: startedAt });
      }
    },
    judged({ point, channel }) {
      judgedAt.set(`${point}/${channel}`, seconds());
    },
    of(point, { latestTime, latestTimes }) {
      const first = latestTime(point);
      if (first !== undefined && !origins.has(point))
        origins.set(point, { time: first, at: seconds() });
      const times = latestTimes(point);
      return (channel) => {
        const newest = times.get(channel);
        if (newest !== undefined)
          return after(newest, judgedAt.get(`${point}/${channel}`) ?? startedAt);
        const { time, at } = originOf(point);
        return after(time, at);
      };
    },
  };
}
