import type { PointPath } from "@raceway/model/identity";
import { type Channel, type Plant, pointsOf } from "@raceway/model/plant";

/** Where a metric is found. */
export interface MetricAddress {
  readonly group: string;
  readonly edge: string;
  /** Absent: a metric of the edge node itself. */
  readonly device?: string;
  readonly metric: string;
}

/** A channel that is fed by a Sparkplug metric. */
export interface MappedChannel extends MetricAddress {
  readonly point: PointPath;
  readonly channel: Channel;
}

/** `group/edge/device:metric`, or `group/edge:metric` for a metric of the edge node itself. Metric names may hold `/` and `:`. */
const ADDRESS = /^([^/:+#]+)\/([^/:+#]+)(?:\/([^/:+#]+))?:(.+)$/s;

/** The address that a plant file gives; undefined when it has another form. */
export function metricAddress(text: string): MetricAddress | undefined {
  const [, group, edge, device, metric] = ADDRESS.exec(text) ?? [];
  if (group === undefined || edge === undefined || metric === undefined) return undefined;
  return { group, edge, ...(device !== undefined && { device }), metric };
}

/** The channels of a plant that are fed by Sparkplug metrics, in the plant file's order (which has checked their form). */
export function mappedChannels(plant: Plant): readonly MappedChannel[] {
  return [...pointsOf(plant).values()].flatMap(({ point }) =>
    point.channels.flatMap((channel) => {
      const address =
        channel.sparkplug === undefined ? undefined : metricAddress(channel.sparkplug);
      return address === undefined ? [] : [{ point: point.path, channel, ...address }];
    }),
  );
}
