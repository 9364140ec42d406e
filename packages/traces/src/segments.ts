import { basename } from "node:path";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { ChannelKind, Unit } from "@raceway/model/unit";
import { unitFacts } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import { kindInName } from "./channel-kind.ts";
import { fileMoments } from "./file-moments.ts";
import {
  asTraceError,
  checkFinite,
  cutBlocks,
  fileClock,
  type Recording,
  readOrSkip,
} from "./recording.ts";
import { columnLook } from "./tables/column-look.ts";
import { type Trace, type TraceBlock, type TraceChannel, TraceError } from "./trace.ts";

/** One evenly sampled stretch of a channel, as a file of measurements holds it. */
export interface Segment {
  readonly name: string;
  /** As the file writes it. */
  readonly unitText?: string;
  /** Absent: the file does not say when. */
  readonly time?: Nanos;
  /** Hz. */
  readonly sampleRate?: number;
  /** Present: it is a spectrum, and where its lines stand, Hz. */
  readonly lines?: { readonly step: number; readonly from: number };
  /** Seconds of each sample after the first, where each has its own time. */
  readonly offsets?: Float64Array;
  readonly samples: Float64Array;
}

export interface SegmentFormat {
  readonly format: string;
  readonly title: string;
  /** The segments of a file, at least one. @throws TraceError for what is wrong with it. */
  readonly read: (file: string, recording: Recording) => Promise<readonly Segment[]>;
}

/** So many files are looked into for the list of channels. */
const SURVEYED_FILES = 8;
const LOOKED_AT = 4096;

/** A recording in files of measurements that say their rates, units and times themselves: one file after another in natural order of their names. */
export async function segmentTrace(recording: Recording, format: SegmentFormat): Promise<Trace> {
  const channels = new Map<string, TraceChannel>();
  let fault: TraceError | undefined;
  for (const file of recording.files.slice(0, SURVEYED_FILES)) {
    try {
      for (const segment of renamed(await format.read(file, recording), recording))
        if (!channels.has(segment.name)) channels.set(segment.name, channelOf(segment));
    } catch (error) {
      fault ??= asTraceError(file, error);
    }
  }
  if (channels.size === 0) throw fault ?? new TraceError(recording.path, "found no files");
  const { files } = recording;
  const count = files.length === 1 ? basename(files[0] ?? "") : `${files.length} files`;
  return {
    format: format.format,
    describe: `${format.title}: ${count}, ${channels.size} channel${channels.size === 1 ? "" : "s"}`,
    channels: [...channels.values()],
    records: files.length,
    blocks: () => blocksOf(recording, format),
  };
}

function renamed(segments: readonly Segment[], { layout }: Recording): readonly Segment[] {
  const { columns } = layout;
  if (columns === undefined) return segments;
  const names = [...new Set(segments.map(({ name }) => name))];
  return segments.map((segment) => ({
    ...segment,
    name: columns[names.indexOf(segment.name)] ?? segment.name,
  }));
}

function channelOf({ name, unitText, sampleRate, samples }: Segment): TraceChannel {
  const { unit, foreignUnit } = unitOf(unitText);
  const kind = kindOf(unit) ?? kindInName(name);
  const look = columnLook(samples.subarray(0, LOOKED_AT));
  return {
    name,
    ...(kind && { kind }),
    ...(unit && { unit }),
    ...(foreignUnit !== undefined && { foreignUnit }),
    looks: look.text,
    ...(look.isStill && { still: true }),
    ...(sampleRate !== undefined && { sampleRate }),
  };
}

function unitOf(text: string | undefined): { unit?: Unit; foreignUnit?: string } {
  const said = text?.trim() ?? "";
  if (said === "" || /^(none|unknown|-)$/i.test(said)) return {};
  const unit = unitNamed(said);
  return unit === undefined ? { foreignUnit: said } : { unit };
}

function kindOf(unit: Unit | undefined): ChannelKind | undefined {
  if (unit === undefined) return undefined;
  const { kind, quantity } = unitFacts(unit);
  return quantity === "relative" ? undefined : kind;
}

async function* blocksOf(
  recording: Recording,
  { read }: SegmentFormat,
): AsyncGenerator<TraceBlock> {
  const clock = fileClock(recording.layout);
  const moments = fileMoments(recording);
  for (const file of recording.files) {
    const found = await readOrSkip(recording, file, async (path) => {
      const segments = renamed(await read(path, recording), recording);
      for (const { name, samples } of segments) checkFinite(path, name, samples);
      return segments;
    });
    if (found === undefined) continue;
    const lengths = found.map(({ samples, sampleRate }) => ({
      samples: samples.length,
      ...(sampleRate !== undefined && { sampleRate }),
    }));
    const start = moments?.(file) ?? clock.next(lengths);
    yield* cutBlocks(inOrder(found, start), recording.layout);
  }
}

/** Each channel's segments where they say, or after the one before. */
function inOrder(segments: readonly Segment[], start: Nanos): TraceBlock[] {
  const ends = new Map<string, Nanos>();
  return segments.map((segment) => {
    const { name, unitText, time, sampleRate, lines, offsets, samples } = segment;
    const { unit, foreignUnit } = unitOf(unitText);
    const end = ends.get(name);
    const begin = time === undefined || (end !== undefined && time < end) ? (end ?? start) : time;
    const rate = lines === undefined ? (sampleRate ?? 1000) : samples.length * lines.step;
    ends.set(name, begin + nanosOfSeconds(samples.length / rate));
    return {
      channel: name,
      kind: kindOf(unit) ?? kindInName(name) ?? "vibration",
      time: begin,
      ...(sampleRate !== undefined && { sampleRate }),
      ...(unit && { unit }),
      ...(foreignUnit !== undefined && { foreignUnit }),
      ...(lines && { lines }),
      ...(offsets && { offsets }),
      samples,
    };
  });
}
