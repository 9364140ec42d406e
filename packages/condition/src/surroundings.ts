import type { PointPath } from "@raceway/model/identity";
import type { Json } from "@raceway/model/json";
import type { PointContext } from "@raceway/model/plant";
import type { Observation } from "./observation.ts";

/**
 * What other channels say of how a machine runs, at the time of judging: the latest sound readings of its speed and load channels and of the temperature around it.
 */
export interface Surroundings {
  /** Takes note of an observation that others need, and completes one that lacks what others said. */
  complete(observation: Observation): Observation;
  /** What the channels of a point said. */
  snapshot(point: PointPath): Json;
  restore(state: Json): void;
  /** Forgets what the channels of a point said. */
  forget(point: PointPath): void;
}

/** Where a machine's speed, load and ambient temperature are measured, as `point path/channel`. */
interface Sources {
  readonly speed?: string;
  readonly load?: string;
  readonly ambient?: string;
}

/** Nothing heard of yet. */
export function createSurroundings(points: ReadonlyMap<PointPath, PointContext>): Surroundings {
  const sources = new Map([...points].map(([path, context]) => [path, sourcesOf(context)]));
  const wanted = new Set([...sources.values()].flatMap((all) => Object.values(all)));
  const latest = new Map<string, number>();

  function hear({ point, channel, kind, indicators, sensorFaults }: Observation): void {
    const key = `${point}/${channel}`;
    const value = indicators[kind];
    if (value !== undefined && sensorFaults.length === 0 && wanted.has(key)) latest.set(key, value);
  }

  return {
    complete(observation) {
      hear(observation);
      const { speed = "", load = "", ambient = "" } = sources.get(observation.point) ?? {};
      const [speedRpm, loaded, celsius] = [
        latest.get(speed),
        latest.get(load),
        latest.get(ambient),
      ];
      return {
        ...observation,
        ...(observation.speedRpm === undefined && speedRpm !== undefined && { speedRpm }),
        ...(observation.load === undefined && loaded !== undefined && { load: loaded }),
        ...(celsius !== undefined && { ambient: celsius }),
      };
    },
    snapshot: (point) =>
      [...latest]
        .filter(([key]) => key.startsWith(`${point}/`))
        .map(([key, value]): Json => [key, value]),
    restore(state) {
      for (const [key, value] of state as [string, number][]) latest.set(key, value);
    },
    forget(point) {
      for (const key of latest.keys()) if (key.startsWith(`${point}/`)) latest.delete(key);
    },
  };
}

/** A machine has at most one load: the first channel of that kind. */
function sourcesOf({ machine, point }: PointContext): Sources {
  const { ambient, speed } = machine;
  const parent = point.path.slice(0, -point.id.length);
  const loads = machine.points.flatMap(({ path, channels }) =>
    channels.filter(({ kind }) => kind === "load").map(({ id }) => `${path}/${id}`),
  );
  return {
    ...(speed.channel !== undefined && { speed: `${parent}${speed.channel}` }),
    ...(loads[0] !== undefined && { load: loads[0] }),
    ...(ambient !== undefined && { ambient: `${ambient.point}/${ambient.channel}` }),
  };
}
