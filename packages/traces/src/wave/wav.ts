import { open } from "node:fs/promises";
import { nanosOfSeconds } from "@raceway/model/time";
import { fileMoments } from "../file-moments.ts";
import { asTraceError, checkFinite, cutBlocks, fileClock, type Recording } from "../recording.ts";
import { type Trace, type TraceBlock, type TraceChannel, TraceError } from "../trace.ts";
import { readWavFormat, readWavFrames, type WavFormat } from "./wav-file.ts";

/** Frames read at once, up to eight channels: a longer recording comes as consecutive blocks. */
const MOST_FRAMES = 2 ** 20;

/**
 * Sound in WAV files, one after another in natural order of their names: channel `sound`, or `sound:0`, `sound:1`… when there are several, as a
 * fraction of full scale. The layout's `columns` name the channels otherwise.
 */
export async function wavTrace(recording: Recording): Promise<Trace> {
  const { files } = recording;
  let fault: TraceError | undefined;
  for (const file of files.slice(0, 8)) {
    try {
      await using handle = await open(file);
      const format = await readWavFormat(handle, file);
      const bits = `${format.bytesPerSample * 8} bit ${format.encoding}`;
      return {
        format: "wav",
        describe: `WAV: ${files.length === 1 ? "1 file" : `${files.length} files in order of their names`}, ${format.channels} channel${format.channels === 1 ? "" : "s"}, ${format.sampleRate} Hz, ${bits}`,
        channels: channelsOf(recording, file, format),
        records: files.length,
        blocks: () => blocksOf(recording),
      };
    } catch (error) {
      fault ??= asTraceError(file, error);
    }
  }
  throw fault ?? new TraceError(recording.path, "found no files");
}

function channelsOf({ layout }: Recording, file: string, format: WavFormat): TraceChannel[] {
  const { columns } = layout;
  if (columns !== undefined && columns.length !== format.channels)
    throw new TraceError(
      file,
      `found ${format.channels} channels; ${columns.length} (${columns.join(", ")}) would be right`,
    );
  const { sampleRate } = format;
  return Array.from({ length: format.channels }, (_, index) => ({
    name: columns?.[index] ?? (format.channels === 1 ? "sound" : `sound:${index}`),
    kind: "sound",
    unit: "FS",
    sampleRate,
  }));
}

async function* blocksOf(recording: Recording): AsyncGenerator<TraceBlock> {
  const clock = fileClock(recording.layout);
  const moments = fileMoments(recording);
  for (const file of recording.files) {
    try {
      yield* fileBlocks(recording, file, (lengths) => moments?.(file) ?? clock.next(lengths));
    } catch (error) {
      const fault = asTraceError(file, error);
      if (recording.onProblem === undefined) throw fault;
      recording.onProblem(fault.file, fault.reason);
    }
  }
}

async function* fileBlocks(
  recording: Recording,
  file: string,
  startOf: ReturnType<typeof fileClock>["next"],
): AsyncGenerator<TraceBlock> {
  await using handle = await open(file);
  const format = await readWavFormat(handle, file);
  const channels = channelsOf(recording, file, format);
  const { sampleRate } = format;
  const time = startOf([{ samples: format.frames, sampleRate }]);
  const stride = strideOf(format, sampleRate, recording.layout.blockSeconds);
  for (let from = 0; from < format.frames; from += stride) {
    const count = Math.min(stride, format.frames - from);
    const samples = await readWavFrames(handle, format, from, count);
    const blocks = channels.map(({ name }, index): TraceBlock => {
      const values = samples[index] ?? new Float64Array();
      checkFinite(file, name, values);
      return {
        channel: name,
        kind: "sound",
        time: time + nanosOfSeconds(from / sampleRate),
        sampleRate,
        unit: "FS",
        samples: values,
      };
    });
    yield* cutBlocks(blocks, recording.layout);
  }
}

/** Frames to read at once: whole blocks of the layout's length, of all channels together no more than fits in memory. */
function strideOf(format: WavFormat, sampleRate: number, blockSeconds: number | undefined): number {
  const most = Math.ceil(MOST_FRAMES / Math.ceil(format.channels / 8));
  const block =
    blockSeconds === undefined ? most : Math.max(1, Math.round(blockSeconds * sampleRate));
  return block < most ? most - (most % block) : most;
}
