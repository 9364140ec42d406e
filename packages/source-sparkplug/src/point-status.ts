import { type PointPath, parsePointPath } from "@raceway/model/identity";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { Log } from "@raceway/ports/log";
import type { Source } from "@raceway/ports/source";
import { jsonBytes } from "@raceway/wire/codec";
import { formatTopic } from "@raceway/wire/topic";

/** Which channels of a point are stale, said by one edge node or device. */
export interface StatusChange {
  readonly point: PointPath;
  readonly channels: readonly string[];
  readonly stale: boolean;
  /** Time of the change: the host's on the death of a node, the payload's on that of a device. */
  readonly time: Nanos;
  readonly who: string;
}

/** Publishes as status of a sensor what births and deaths say: a point is offline while any of its channels is stale. */
export function createPointStatus({ publish }: Pick<Source, "publish">, log: Log) {
  const stale = new Map<PointPath, Map<string, string>>();

  return {
    change({ point, channels, stale: isStale, time, who }: StatusChange): void {
      const of = stale.get(point) ?? new Map<string, string>();
      stale.set(point, of);
      for (const channel of channels)
        if (isStale) of.set(channel, who);
        else of.delete(channel);
      const dead = [...of].map(([channel, by]) => `${channel} (${by})`).join(", ");
      const status =
        of.size === 0
          ? { status: "online", time: isoOf(time) }
          : { status: "offline", time: isoOf(time), text: `stale: ${dead}`.slice(0, 500) };
      const topic = formatTopic({ class: "status", ...parsePointPath(point) });
      publish(topic, jsonBytes(status), { retain: true }).catch((error: unknown) =>
        log.warn({ topic, err: error }, "a sensor's status could not be published"),
      );
    },
  };
}
