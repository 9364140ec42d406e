import type { PointPath } from "@raceway/model/identity";
import { isSnapshotNumbers, type SnapshotValue } from "@raceway/model/snapshot-value";

/**
 * What a point remembers ({@link PlantAnalysis.snapshot}), after the plant file has changed under it. Channels stand in it as the first word of pairs in lists named
 * `times` and `channels`, as property `channel`, and as keys of `rows` and `levels`; points as the beginning of `point/channel`.
 */

/** The state of a point that has another path now. */
export function movedState(state: SnapshotValue, from: PointPath, to: PointPath): SnapshotValue {
  return walk(state, "", (value) => {
    if (typeof value !== "string") return value;
    if (value === from) return to;
    return value.startsWith(`${from}/`) ? `${to}${value.slice(from.length)}` : value;
  });
}

/** The state of a point, one of whose channels has another id now. */
export function stateWithRenamedChannel(
  state: SnapshotValue,
  point: PointPath,
  { from, to }: { readonly from: string; readonly to: string },
): SnapshotValue {
  const renamed = (id: SnapshotValue) => (id === from ? to : id);
  return walk(state, "", (value, name) => {
    if (name === "channel") return renamed(value);
    if (value === `${point}/${from}`) return `${point}/${to}`;
    if (isChannelList(value, name))
      return value.map((item) =>
        Array.isArray(item) ? [renamed(item[0] ?? null), ...item.slice(1)] : item,
      );
    if (!isByChannel(value, name)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([id, inner]) => [id === from ? to : id, inner]),
    );
  });
}

/** The state of a point without what is remembered of some of its channels. */
export function stateWithoutChannels(
  state: SnapshotValue,
  channels: readonly string[],
): SnapshotValue {
  const isGone = (id: SnapshotValue | undefined) => typeof id === "string" && channels.includes(id);
  return walk(state, "", (value, name) => {
    if (isChannelList(value, name))
      return value.filter((item) => !isGone(Array.isArray(item) ? item[0] : channelIn(item)));
    if (!isByChannel(value, name)) return value;
    return Object.fromEntries(Object.entries(value).filter(([id]) => !isGone(id)));
  });
}

function isChannelList(value: SnapshotValue, name: string): value is readonly SnapshotValue[] {
  return Array.isArray(value) && (name === "times" || name === "channels");
}

function isByChannel(
  value: SnapshotValue,
  name: string,
): value is { readonly [key: string]: SnapshotValue } {
  const named = name === "rows" || name === "levels";
  return named && typeof value === "object" && value !== null && !Array.isArray(value);
}

function channelIn(item: SnapshotValue): SnapshotValue | undefined {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
  return (item as { readonly [key: string]: SnapshotValue })["channel"];
}

/** Every value, changed from the outside in. @param name property under which the value stands; of an item of a list: that of the list */
function walk(
  value: SnapshotValue,
  name: string,
  change: (value: SnapshotValue, name: string) => SnapshotValue,
): SnapshotValue {
  const changed = change(value, name);
  if (Array.isArray(changed)) return changed.map((item) => walk(item, "", change));
  if (typeof changed !== "object" || changed === null || isSnapshotNumbers(changed)) return changed;
  return Object.fromEntries(
    Object.entries(changed).map(([key, inner]) => [key, walk(inner, key, change)]),
  );
}
