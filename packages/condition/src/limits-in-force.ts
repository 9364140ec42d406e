import type { EditedLimit, LimitEdit } from "@raceway/model/limit-edit";
import type { Channel, IndicatorLimit, PointContext } from "@raceway/model/plant";

/** The limits of a point that count: those of the plant file, and in their place what people set since. */
export interface LimitsInForce {
  /** The point as analysis is to see it: its channels have the limits that count at the moment. */
  readonly context: PointContext;
  /** @param at arrival of the edit, ISO 8601. */
  edit(edit: LimitEdit, at: string): void;
  /** What people set, in the order of channels and indicators. */
  edited(): readonly EditedLimit[];
  restore(edited: readonly EditedLimit[]): void;
}

/** The limits of a channel that count: the plant file's, and in their place those that people set at its point. */
export function limitsWith(
  { id, limits }: Channel,
  edited: readonly EditedLimit[],
): readonly IndicatorLimit[] {
  const own = edited.filter(({ channel }) => channel === id);
  if (own.length === 0) return limits;
  const set = new Set(own.map(({ indicator }) => indicator));
  return [...limits.filter(({ indicator }) => !set.has(indicator)), ...own];
}

/** The limits of a point whose plant file nobody has overruled yet. */
export function createLimitsInForce(plantFile: PointContext): LimitsInForce {
  const edited = new Map<string, EditedLimit>();
  const keyOf = (limit: { channel: string; indicator: string }) =>
    `${limit.channel}/${limit.indicator}`;

  const channels = plantFile.point.channels.map(
    (channel): Channel => ({
      ...channel,
      get limits() {
        return limitsWith(channel, [...edited.values()]);
      },
    }),
  );
  return {
    context: { ...plantFile, point: { ...plantFile.point, channels } },
    edit({ channel, indicator, limit, who, why }, at) {
      if (limit === null) edited.delete(keyOf({ channel, indicator }));
      else
        edited.set(keyOf({ channel, indicator }), {
          channel,
          indicator,
          ...limit,
          edited: { who, at, why },
        });
    },
    edited: () => [...edited.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    restore(saved) {
      edited.clear();
      for (const limit of saved) edited.set(keyOf(limit), limit);
    },
  };
}
