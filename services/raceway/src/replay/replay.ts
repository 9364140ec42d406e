import { isWaveformChannel } from "@raceway/model/computed-value";
import { type Plant, pointsOf, type TraceLayout } from "@raceway/model/plant";
import type { SensorRecord } from "@raceway/model/record";
import { type Nanos, secondsOf } from "@raceway/model/time";
import { openTrace } from "@raceway/traces/open-trace";
import type { Trace } from "@raceway/traces/trace";
import { type Mapping, mapChannels } from "./mapping.ts";
import { BlockProblem, recordsOf } from "./records.ts";

/** Length of the blocks that a long recording is cut into, unless the plant file says otherwise: a second, on slow machines so many turns. */
const DEFAULT_BLOCK_SECONDS = 1;
const DEFAULT_BLOCK_TURNS = 10;

export interface TraceRecords {
  readonly trace: Trace;
  readonly mapping: Mapping;
  /** The records in time order; may be read once. */
  readonly records: AsyncIterable<SensorRecord>;
}

export interface TraceRecordsOptions {
  readonly path: string;
  readonly plant: Plant;
  /** Source seconds per second of wall time; absent: as fast as it goes. */
  readonly speed?: number;
  readonly onProblem: (where: string, reason: string) => void;
  /** Told of what was done to read a file. */
  readonly onNote?: (where: string, note: string) => void;
  readonly onRecord: (record: SensorRecord) => void;
  /** Names of the recording's columns, in place of the plant file's. */
  readonly columns?: readonly string[];
}

/**
 * Opens a recording for a plant and yields what its sensors would have sent.
 *
 * @throws TraceError when there is nothing to read. @throws MappingError when recording and plant file do not meet.
 */
export async function openTraceRecords(options: TraceRecordsOptions): Promise<TraceRecords> {
  const { path, plant, onProblem, onNote, columns } = options;
  const layout = { ...layoutOf(plant), ...(columns !== undefined && { columns }) };
  const trace = await openTrace(path, layout, {
    onProblem,
    ...(onNote !== undefined && { onNote }),
  });
  const mapping = mapChannels(plant, trace.channels);
  return { trace, mapping, records: recordsIn(trace, mapping, options) };
}

/** What the plant file says of the recording; a sample rate that all waveform channels share also tells how long each file is. */
function layoutOf(plant: Plant): TraceLayout {
  const rates = new Set(
    [...pointsOf(plant).values()]
      .flatMap(({ point }) => point.channels)
      .filter(isWaveformChannel)
      .map(({ sampleRate }) => sampleRate),
  );
  const [shared] = rates;
  return {
    blockSeconds: defaultBlockSeconds(plant),
    ...(rates.size === 1 && shared !== undefined && { sampleRate: shared }),
    ...plant.trace,
  };
}

function defaultBlockSeconds(plant: Plant): number {
  const turns = [...pointsOf(plant).values()].map(({ machine }) =>
    machine.speed.nominalRpm === undefined
      ? 0
      : (60 * DEFAULT_BLOCK_TURNS) / machine.speed.nominalRpm,
  );
  return Math.max(DEFAULT_BLOCK_SECONDS, ...turns);
}

async function* recordsIn(
  trace: Trace,
  mapping: Mapping,
  options: TraceRecordsOptions,
): AsyncGenerator<SensorRecord> {
  const { speed, onProblem, onRecord } = options;
  const pace = speed === undefined ? undefined : createPace(speed);
  const said = new Set<string>();
  for await (const block of trace.blocks()) {
    const target = mapping.targets.get(block.channel);
    if (target === undefined) continue;
    try {
      for (const record of recordsOf(block, target)) {
        await pace?.(record.time);
        onRecord(record);
        yield record;
      }
    } catch (error) {
      if (!(error instanceof BlockProblem)) throw error;
      // The same thing is wrong with every block of the channel: once is enough.
      if (!said.has(error.message)) onProblem(block.channel, error.message);
      said.add(error.message);
    }
  }
}

/** Holds each record back until its time has come. */
function createPace(speed: number): (time: Nanos) => Promise<void> {
  let start: { readonly source: Nanos; readonly wall: number } | undefined;
  return async (time) => {
    start ??= { source: time, wall: performance.now() };
    const due = start.wall + (secondsOf(time - start.source) * 1000) / speed;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
  };
}
