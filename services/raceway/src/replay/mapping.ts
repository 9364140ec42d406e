import { type Channel, type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import type { TraceChannel } from "@raceway/traces/trace";

/** Where a trace's channel goes in the plant. */
export interface Target {
  readonly context: PointContext;
  readonly channel: Channel;
}

/** Says that a recording's channels and the plant file's do not meet. */
export class MappingError extends Error {
  override name = "MappingError";
}

/** The channels of a recording that the plant file wants, and what it wants in vain. */
export interface Mapping {
  readonly targets: ReadonlyMap<string, Target>;
  /** One sentence for each channel of the plant whose `trace:` is not in the recording. */
  readonly missing: readonly string[];
}

/**
 * Decides which channel of the plant each channel of a recording is: first by the plant file's `trace:` names, then by equal ids, then, for what is
 * left, by kind in the order of both lists. A channel of the recording that no channel of the plant wants is left out.
 *
 * @throws MappingError when nothing matches.
 */
export function mapChannels(plant: Plant, channels: readonly TraceChannel[]): Mapping {
  const targets = [...pointsOf(plant).values()].flatMap((context) =>
    context.point.channels.map((channel) => ({ context, channel })),
  );
  const mapped = new Map<string, Target>();
  const missing: string[] = [];
  const open = new Set(targets);
  const take = (name: string, target: Target) => {
    mapped.set(name, target);
    open.delete(target);
  };
  for (const target of targets) {
    const wanted = target.channel.trace;
    if (wanted === undefined) continue;
    const found = channels.find(({ name }) => same(name, wanted));
    open.delete(target);
    if (found !== undefined) take(found.name, target);
    else {
      const path = `${target.context.point.path}/${target.channel.id}`;
      missing.push(`${path} wants trace "${wanted}"; the recording has ${names(channels)}`);
    }
  }
  for (const target of [...open]) {
    const found = channels.find(({ name }) => !mapped.has(name) && same(name, target.channel.id));
    if (found !== undefined) take(found.name, target);
  }
  for (const { name, kind } of channels) {
    if (mapped.has(name)) continue;
    const target = [...open].find(({ channel }) => channel.kind === (kind ?? "vibration"));
    if (target !== undefined) take(name, target);
  }
  if (mapped.size === 0) {
    const wanted = targets
      .map(({ context, channel }) => `${context.point.id}/${channel.id} (${channel.kind})`)
      .join(", ");
    throw new MappingError(
      `the recording has ${names(channels)}; the plant file wants ${wanted}: name the recording's channel under \`trace:\` of a channel`,
    );
  }
  return { targets: mapped, missing };
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function names(channels: readonly TraceChannel[]): string {
  return (
    channels
      .map(({ name, kind }) => (kind === undefined ? name : `${name} (${kind})`))
      .join(", ") || "no channels"
  );
}
