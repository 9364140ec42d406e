import { computedValueOf, isWaveformChannel } from "@raceway/model/computed-value";
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
 * left, by kind: where a recording has as many of a kind as the plant wants, in the order of both lists. A channel of the recording that no channel
 * of the plant wants is left out.
 *
 * @throws MappingError when nothing matches, or several channels could be meant: they are listed with what each looks like.
 */
export function mapChannels(plant: Plant, channels: readonly TraceChannel[]): Mapping {
  const targets = [...pointsOf(plant).values()].flatMap((context) =>
    context.point.channels.map((channel) => ({ context, channel })),
  );
  const mapped = new Map<string, Target>();
  const missing: string[] = [];
  const open = new Set(targets);
  const take = (found: TraceChannel, target: Target) => {
    if (found.still && isWave(target) && found.looks?.startsWith("only"))
      throw new MappingError(
        `${found.name} (${found.looks}) is a counter or a clock, no ${target.channel.kind}: name another column under \`trace:\` of ${pathOf(target)}`,
      );
    mapped.set(found.name, target);
    open.delete(target);
  };
  for (const target of targets) {
    const wanted = target.channel.trace;
    if (wanted === undefined) continue;
    const found = named(channels, wanted);
    open.delete(target);
    if (found !== undefined) take(found, target);
    else
      missing.push(
        `${pathOf(target)} wants trace "${wanted}"; the recording has ${names(channels)}`,
      );
  }
  for (const target of [...open]) {
    const found = named(
      channels.filter(({ name }) => !mapped.has(name)),
      target.channel.id,
    );
    if (found !== undefined) take(found, target);
  }
  for (const [found, target] of byKind(
    channels.filter(({ name }) => !mapped.has(name)),
    [...open],
  ))
    take(found, target);
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

/** What is left on both sides, kind by kind: those that say their kind before those that do not. */
function* byKind(
  channels: readonly TraceChannel[],
  targets: readonly Target[],
): Generator<readonly [TraceChannel, Target]> {
  const kinds = new Set(targets.map(({ channel }) => channel.kind));
  for (const kind of kinds) {
    const wanting = targets.filter(({ channel }) => channel.kind === kind);
    const isFit = (channel: TraceChannel) => !wanting.every(isWave) || channel.still !== true;
    const sure = channels.filter((channel) => channel.kind === kind && isFit(channel));
    const open =
      kind === "vibration"
        ? channels.filter((channel) => channel.kind === undefined && isFit(channel))
        : [];
    // A WAV file of a vibration sensor: the plant file says what its full scale is.
    const asSound =
      kind === "vibration" && wanting.every(({ channel }) => channel.fullScale !== undefined)
        ? channels.filter((channel) => channel.kind === "sound")
        : [];
    const meant = [sure, open, asSound].find(({ length }) => length > 0) ?? [];
    if (meant.length > wanting.length) throw severalMeant(wanting, meant);
    for (const [at, target] of wanting.entries()) {
      const found = meant[at];
      if (found !== undefined) yield [found, target];
    }
  }
}

function severalMeant(targets: readonly Target[], channels: readonly TraceChannel[]): MappingError {
  const wanted = targets.map((target) => `${pathOf(target)} (${target.channel.kind})`).join(", ");
  const list = channels.slice(0, MOST_LISTED).map(described);
  const rest = channels.length - list.length;
  return new MappingError(
    [
      `several channels of the recording could be ${wanted}; say which under \`trace:\` of the channel, or name the columns with --columns (trace.columns):`,
      ...list,
      ...(rest > 0 ? [`and ${rest} more`] : []),
      ...(rest > ON_ITS_SIDE
        ? [
            "(so many columns are a table on its side: a row a sample, and a column a channel, would be right)",
          ]
        : []),
    ].join("\n  "),
  );
}

const MOST_LISTED = 16;
const ON_ITS_SIDE = 200;

function described({ name, kind, unit, foreignUnit, looks }: TraceChannel): string {
  const facts = [kind, unit ?? foreignUnit, looks].filter((fact) => fact !== undefined);
  return facts.length === 0 ? name : `${name}: ${facts.join(", ")}`;
}

function isWave({ channel }: Target): boolean {
  return isWaveformChannel(channel) && computedValueOf(channel) === undefined;
}

function pathOf({ context, channel }: Target): string {
  return `${context.point.path}/${channel.id}`;
}

/** The channel of a name, or else the only one whose title is that name with a unit in brackets. */
function named(channels: readonly TraceChannel[], wanted: string): TraceChannel | undefined {
  const exact = channels.find(({ name }) => same(name, wanted));
  if (exact !== undefined) return exact;
  const bare = channels.filter(({ name }) => same(name.replace(/\s*[[(][^[(]*[\])]$/, ""), wanted));
  return bare.length === 1 ? bare[0] : undefined;
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
