import {
  checkFinite,
  cutBlocks,
  fileClock,
  type Recording,
  readOrSkip,
  readWhole,
} from "../recording.ts";
import { type Trace, type TraceBlock, type TraceChannel, TraceError } from "../trace.ts";
import { type MatChannel, type MatRecord, matRecord } from "./mat-channels.ts";
import { readMatFile } from "./mat-file.ts";

/** So many files are looked into for the list of channels. */
const SURVEYED_FILES = 16;

/**
 * Recordings in MAT-files, one after another in natural order of their names: CWRU, MFPT and Paderborn by their layouts, any other file's long
 * vectors by their names, or by those of the first file when each has as many. The layout's `columns` rename the channels of each file in order.
 */
export async function matTrace(recording: Recording): Promise<Trace> {
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
  const what = [...publishers].join(", ");
  const count = single ? "1 file" : `${recording.files.length} files in order of their names`;
  return {
    format: "mat",
    describe: [`${what}: ${count}`, ...notes].join("; "),
    channels: [...channels.values()],
    records: recording.files.length,
    blocks: () => blocksOf(recording),
  };
}

async function* blocksOf(recording: Recording): AsyncGenerator<TraceBlock> {
  const clock = fileClock(recording.layout);
  const named = sameNames();
  for (const file of recording.files) {
    const found = await readOrSkip(recording, file, (path) => readRecord(recording, path));
    if (found === undefined) continue;
    const record = named(found);
    const lengths = record.channels.map(({ samples, ...rest }) => ({
      ...rest,
      samples: samples.length,
    }));
    const time = clock.next(lengths);
    const { speedRpm } = record;
    const blocks = record.channels.map(
      ({ name, ...rest }): TraceBlock => ({
        channel: name,
        ...rest,
        time,
        ...(speedRpm !== undefined && { speedRpm }),
      }),
    );
    yield* cutBlocks(blocks, recording.layout);
  }
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
  const variables = readMatFile(await readWhole(file), file);
  const record = matRecord(file, variables);
  if (record === undefined)
    throw new TraceError(
      file,
      `found the variables ${[...variables.keys()].slice(0, 8).join(", ") || "(none)"}; at least one numeric vector of more than 1000 samples would be right`,
    );
  // Different rates side by side (Paderborn) are the file's to tell; one declared rate cannot stand for them.
  const isMixed = new Set(record.channels.map(({ sampleRate }) => sampleRate)).size > 1;
  const channels = record.channels.map((channel, index): MatChannel => {
    const name = layout.columns?.[index] ?? channel.name;
    checkFinite(file, name, channel.samples);
    const declared = isMixed ? undefined : layout.sampleRate;
    const sampleRate = declared ?? channel.sampleRate;
    return { ...channel, name, ...(sampleRate !== undefined && { sampleRate }) };
  });
  return { ...record, channels };
}
