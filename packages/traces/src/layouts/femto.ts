import { basename } from "node:path";
import { NANOS_PER_SECOND, type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { DEFAULT_START, type Recording, readOrSkip, readWhole } from "../recording.ts";
import { readNumberTable } from "../tables/number-table.ts";
import { guessStyle } from "../tables/table-style.ts";
import { type Trace, type TraceBlock, type TraceChannel, TraceError } from "../trace.ts";

/** Names of the files that FEMTO-ST's PRONOSTIA rig wrote. */
export const FEMTO_FILE = /^(acc|temp)_\d+\.csv$/i;

const NANOS_PER_DAY = 86_400n * NANOS_PER_SECOND;
const TEMPERATURE_RATE = 10;
/** Rows in ten seconds. */
const TEMPERATURE_PIECE = 100;
/** Enough to see the first rows. */
const STYLE_BYTES = 1024;

/** The blocks of one file; their time counts from midnight. */
type TimedFile = readonly [TraceBlock, ...TraceBlock[]];

/**
 * Lives of bearings on FEMTO-ST's PRONOSTIA rig (Nectoux et al., IEEE PHM 2012): `acc_NNNNN.csv` holds hour, minute, second, microsecond,
 * horizontal and vertical acceleration in g (25.6 kHz, 2560 rows each 10 s), `temp_NNNNN.csv` hour, minute, second, tenth of a second, °C (10 Hz).
 *
 * Files carry a time of day only: the date is the layout's `start`, a clock that falls back by more than half a day has passed midnight, and one
 * that falls back by less is not believed.
 * Temperatures are passed on as they stand: some sensors of the set read hundreds of degrees.
 */
export function femtoTrace(recording: Recording): Trace {
  const sampleRate = recording.layout.sampleRate ?? 25_600;
  const vibration = recording.files.filter((file) => /^acc_/i.test(basename(file)));
  const temperature = recording.files.filter((file) => /^temp_/i.test(basename(file)));
  const axis = { kind: "vibration", unit: "g", sampleRate } as const;
  const channels: TraceChannel[] = [];
  if (vibration.length > 0)
    channels.push({ name: "horizontal", ...axis }, { name: "vertical", ...axis });
  if (temperature.length > 0)
    channels.push({
      name: "temperature",
      kind: "temperature",
      unit: "degC",
      sampleRate: TEMPERATURE_RATE,
    });
  return {
    format: "femto",
    describe: `FEMTO-ST PRONOSTIA: ${vibration.length} snapshots of vibration, ${temperature.length} files of temperature`,
    channels,
    records: recording.files.length,
    blocks: () =>
      merged(
        recording,
        filesOf(recording, vibration, (file) => readVibration(file, sampleRate)),
        filesOf(recording, temperature, readTemperature),
      ),
  };
}

async function* filesOf(
  recording: Recording,
  files: readonly string[],
  read: (file: string) => Promise<TimedFile>,
): AsyncGenerator<TimedFile> {
  for (const file of files) {
    const blocks = await readOrSkip(recording, file, read);
    if (blocks !== undefined) yield blocks;
  }
}

/** Two series of files in one order of time, with their dates. */
async function* merged(
  { layout }: Recording,
  snapshots: AsyncGenerator<TimedFile>,
  minutes: AsyncGenerator<TimedFile>,
): AsyncGenerator<TraceBlock> {
  const start = layout.start ?? DEFAULT_START;
  const midnight = start - (start % NANOS_PER_DAY);
  const minuteDates = calendar(midnight, nanosOfSeconds(60));
  const first = dated(snapshots, calendar(midnight, nanosOfSeconds(layout.interval ?? 10)));
  const second = dated(minutes, minuteDates);
  let a = (await first.next()).value;
  if (a !== undefined) minuteDates.follow(a.time);
  let b = (await second.next()).value;
  while (a !== undefined || b !== undefined) {
    if (a !== undefined && (b === undefined || a.time <= b.time)) {
      yield a;
      a = (await first.next()).value;
    } else if (b !== undefined) {
      yield b;
      b = (await second.next()).value;
    }
  }
}

async function* dated(
  files: AsyncGenerator<TimedFile>,
  dates: ReturnType<typeof calendar>,
): AsyncGenerator<TraceBlock, undefined> {
  for await (const blocks of files) {
    const shift = dates.dated(blocks[0].time) - blocks[0].time;
    for (const block of blocks) yield { ...block, time: block.time + shift };
  }
  return undefined;
}

/**
 * Puts dates to times of day of files that follow one another every `step`. A file whose clock stands before the one before it by less than half
 * a day (Bearing1_1 has two) was stamped wrongly: its number tells its place.
 */
function calendar(midnight: Nanos, step: Nanos) {
  let day = midnight;
  let follows: Nanos | undefined;
  let latest: Nanos | undefined;
  return {
    /** The other series began then: this one begins on the nearest day. */
    follow(time: Nanos) {
      follows = time;
    },
    dated(timeOfDay: Nanos): Nanos {
      const before = latest ?? follows;
      if (before !== undefined && day + timeOfDay < before - NANOS_PER_DAY / 2n)
        day += NANOS_PER_DAY;
      const stamped = day + timeOfDay;
      latest = latest !== undefined && stamped <= latest ? latest + step : stamped;
      return latest;
    },
  };
}

async function readVibration(file: string, sampleRate: number): Promise<TimedFile> {
  const [time, [horizontal, vertical]] = await readRows(file, 6, 1e6);
  const shared = { kind: "vibration", time, sampleRate, unit: "g" } as const;
  return [
    { ...shared, channel: "horizontal", samples: horizontal ?? new Float64Array() },
    { ...shared, channel: "vertical", samples: vertical ?? new Float64Array() },
  ];
}

/** A minute in pieces no longer than the distance of the snapshots, so that both series can be in one order of time. */
async function readTemperature(file: string): Promise<TimedFile> {
  const [time, [samples = new Float64Array()]] = await readRows(file, 5, 10);
  const piece = (from: number): TraceBlock => ({
    channel: "temperature",
    kind: "temperature",
    time: time + nanosOfSeconds(from / TEMPERATURE_RATE),
    sampleRate: TEMPERATURE_RATE,
    unit: "degC",
    samples: samples.subarray(from, from + TEMPERATURE_PIECE),
  });
  const pieces: [TraceBlock, ...TraceBlock[]] = [piece(0)];
  for (let from = TEMPERATURE_PIECE; from < samples.length; from += TEMPERATURE_PIECE)
    pieces.push(piece(from));
  return pieces;
}

/** Time of day of the first row, and the columns after the four of the clock. */
async function readRows(
  file: string,
  width: number,
  parts: number,
): Promise<readonly [Nanos, readonly Float64Array[]]> {
  const bytes = await readWhole(file);
  const style = guessStyle(bytes.subarray(0, STYLE_BYTES));
  const { columns, rows } = readNumberTable(bytes, width, style, { file });
  if (rows === 0) throw new TraceError(file, `no rows; rows of ${width} numbers would be right`);
  const [hour = 0, minute = 0, second = 0, part = 0] = columns.map((column) => column[0] ?? 0);
  const isClock =
    inRange(hour, 24) && inRange(minute, 60) && inRange(second, 61) && inRange(part, parts);
  if (!isClock)
    throw new TraceError(
      file,
      `line 1: found the time of day ${hour}, ${minute}, ${second}, ${part}; hour, minute, second and ${parts === 10 ? "tenth of a second" : "microsecond"} would be right`,
    );
  const time = nanosOfSeconds(hour * 3600 + minute * 60 + second + part / parts);
  return [time, columns.slice(4)];
}

function inRange(value: number, end: number): boolean {
  return value >= 0 && value < end;
}
