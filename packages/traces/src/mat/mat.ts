import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { fileMoments } from "../file-moments.ts";
import {
  checkFinite,
  cutBlocks,
  fileClock,
  type Recording,
  readOrSkip,
  SLOWEST_RATE,
} from "../recording.ts";
import { type Trace, type TraceBlock, type TraceChannel, TraceError } from "../trace.ts";
import { type MatChannel, type MatRecord, matRecord, SHORTEST_RECORDING } from "./mat-channels.ts";
import type { MatValue } from "./mat-value.ts";
import { readVariables } from "./variables.ts";

/** What a file is called whose layout is nobody's. */
const TITLES = { mat: "MAT-file", hdf5: "HDF5", numpy: "NumPy" } as const;

/** So many files are looked into for the list of channels. */
const SURVEYED_FILES = 16;

/**
 * Recordings in MAT-files, one after another in natural order of their names: CWRU, MFPT and Paderborn by their layouts, any other file's long
 * vectors by their names, or by those of the first file when each has as many. The layout's `columns` rename the channels of each file in order.
 */
export async function matTrace(recording: Recording, format: keyof typeof TITLES): Promise<Trace> {
  const channels = new Map<string, TraceChannel>();
  const publishers = new Set<string>();
  const notes: string[] = [];
  const surveyed = recording.files.slice(0, SURVEYED_FILES);
  const single = recording.files.length === 1;
  const named = sameNames();
  let fault: TraceError | undefined;
  // A fault is told when the file's turn comes, unless there is nothing else to open.
  const onProblem = (file: string, reason: string) => {
    fault ??= new TraceError(file, reason);
  };
  for (const file of surveyed) {
    const record = await readOrSkip({ ...recording, onProblem }, file, (path) =>
      readRecord(recording, path),
    );
    if (record === undefined) continue;
    publishers.add(record.publisher);
    if (record.note !== undefined && single) notes.push(record.note);
    for (const { samples: _, ...channel } of named(record).channels)
      if (!channels.has(channel.name)) channels.set(channel.name, channel);
  }
  if (fault !== undefined && channels.size === 0) throw fault;
  const what = [...publishers].map((one) => (one === "MAT-file" ? TITLES[format] : one)).join(", ");
  const count = single ? "1 file" : `${recording.files.length} files in order of their names`;
  return {
    format,
    describe: [`${what}: ${count}`, ...notes].join("; "),
    channels: [...channels.values()],
    records: recording.files.length,
    blocks: () => blocksOf(recording),
  };
}

async function* blocksOf(recording: Recording): AsyncGenerator<TraceBlock> {
  const clock = fileClock(recording.layout);
  const moments = fileMoments(recording);
  const named = sameNames();
  for (const file of recording.files) {
    const found = await readOrSkip(recording, file, (path) => readRecord(recording, path));
    if (found === undefined) continue;
    const record = named(found);
    const time = moments?.(file) ?? clock.next(lengthsOf(record));
    const { speedRpm } = record;
    const ends = new Map<string, Nanos>();
    const blocks = record.channels.map(({ name, kind, looks: _, ...rest }): TraceBlock => {
      const start = ends.get(name) ?? time;
      const seconds = rest.samples.length / (rest.sampleRate ?? SLOWEST_RATE);
      ends.set(name, start + nanosOfSeconds(seconds));
      return {
        channel: name,
        kind: kind ?? "vibration",
        ...rest,
        time: start,
        ...(speedRpm !== undefined && { speedRpm }),
      };
    });
    yield* cutBlocks(blocks, recording.layout);
  }
}

/** How long each channel is: records of one follow each other. */
function lengthsOf({ channels }: MatRecord) {
  const lengths = new Map<string, { samples: number; readonly sampleRate?: number }>();
  for (const { name, samples, sampleRate } of channels) {
    const known = lengths.get(name);
    if (known !== undefined) known.samples += samples.length;
    else
      lengths.set(name, {
        samples: samples.length,
        ...(sampleRate !== undefined && { sampleRate }),
      });
  }
  return lengths.values();
}

/**
 * Gives the vectors of files that have as many as the first the first file's names: recorders often name a vector after its file.
 */
function sameNames(): (record: MatRecord) => MatRecord {
  let first: MatRecord | undefined;
  return (record) => {
    if (!record.namedByUser) return record;
    first ??= record;
    if (first.channels.length !== record.channels.length) return record;
    const names = first.channels.map(({ name }) => name);
    const channels = record.channels.map((channel, at) => ({
      ...channel,
      name: names[at] ?? channel.name,
    }));
    return { ...record, channels };
  };
}

async function readRecord({ layout }: Recording, file: string): Promise<MatRecord> {
  const variables = await readVariables(file);
  const record = matRecord(file, variables, layout.records);
  if (record === undefined) throw nothingLong(file, variables);
  // Different rates side by side (Paderborn) are the file's to tell; one declared rate cannot stand for them.
  const isMixed = new Set(record.channels.map(({ sampleRate }) => sampleRate)).size > 1;
  const names = [...new Set(record.channels.map(({ name }) => name))];
  const channels = record.channels.map((channel): MatChannel => {
    const name = layout.columns?.[names.indexOf(channel.name)] ?? channel.name;
    checkFinite(file, name, channel.samples);
    const declared = isMixed ? undefined : layout.sampleRate;
    const sampleRate = channel.sampleRate ?? declared;
    return { ...channel, name, ...(sampleRate !== undefined && { sampleRate }) };
  });
  return { ...record, channels };
}

function nothingLong(
  file: string,
  variables: Awaited<ReturnType<typeof readVariables>>,
): TraceError {
  const found = [...variables].slice(0, 8).map(([name, value]) => `${name}${described(value)}`);
  return new TraceError(
    file,
    `found the variables ${found.join(", ") || "(none)"}; at least one numeric vector of more than ${SHORTEST_RECORDING} samples would be right`,
  );
}

function described(value: MatValue): string {
  if (value.type === "other")
    return ` (${value.what}: save it as a struct or a matrix, table2struct or table2array)`;
  if (value.type === "numeric") return ` (${value.dims.join(" × ")})`;
  return ` (${value.type})`;
}
