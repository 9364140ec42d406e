import { secondsOf } from "@raceway/model/time";
import { DEFAULT_START, type Recording, readHead, readWhole } from "../recording.ts";
import { plausibleRate } from "../sample-rate.ts";
import { type Segment, segmentTrace } from "../segments.ts";
import { type Trace, TraceError } from "../trace.ts";
import { type CellRecords, numbersIn } from "./cell-records.ts";
import { cellsOf } from "./cells.ts";
import { dateReader } from "./column-dates.ts";
import { textOf } from "./text.ts";
import { epochSeconds } from "./time-column.ts";
import { TIME_NAME } from "./titles.ts";
import { wallClock } from "./wall-clock.ts";

/** A table of records, one a row with its waveform in one cell: each at the time that the row says. */
export function cellRecordTrace(recording: Recording, shape: CellRecords): Promise<Trace> {
  return segmentTrace(recording, {
    format: "csv",
    title: `Table of records with waveforms in ${shape.names[shape.wave] ?? "a column"}`,
    read: async (file) => readRecords(textOf(await readWhole(file)), file, recording, shape),
  });
}

/** A column that says the sample rate of each record, Hz. */
const RATE_NAME =
  /^(fs|sr|(sample|sampling)[ _]?(rate|frequency|freq)|odr|rate_hz)( *[[(]hz[\])])?$/i;

function readRecords(
  text: string,
  file: string,
  { layout, onNote }: Recording,
  { delimiter, names, wave, skip }: CellRecords,
): readonly Segment[] {
  const rows = text
    .split(/\r?\n/)
    .slice(skip)
    .filter((line) => line.trim() !== "")
    .map((line) => cellsOf(line, delimiter));
  const at = names.findIndex((name, index) => index !== wave && TIME_NAME.test(name));
  const rateAt = names.findIndex((name) => RATE_NAME.test(name));
  const times = rows.map((row) => row[at] ?? "");
  const dates =
    at < 0
      ? undefined
      : dateReader(times, { file, title: names[at] ?? "", layout, more: () => [] });
  const clock = wallClock(layout.timeZone ?? "UTC");
  const start = secondsOf(layout.start ?? DEFAULT_START);
  const bad: number[] = [];
  const segments = rows.flatMap((row, index): Segment[] => {
    const samples = numbersIn(row[wave] ?? "");
    if (samples === undefined) {
      bad.push(index + skip + 1);
      return [];
    }
    const rate = plausibleRate(Number(row[rateAt] ?? Number.NaN)) ?? layout.sampleRate;
    const said = dates?.read(times[index] ?? "");
    const number = Number(times[index] || Number.NaN);
    const seconds =
      said !== undefined
        ? said.isUtc
          ? said.seconds
          : clock(said.seconds)
        : Number.isFinite(number)
          ? epochSeconds(number) === undefined
            ? start + number
            : number * (epochSeconds(number)?.unit ?? 1)
          : undefined;
    return [
      {
        name: names[wave] ?? "wave",
        ...(seconds !== undefined && { time: BigInt(Math.round(seconds * 1e6)) * 1000n }),
        ...(rate !== undefined && { sampleRate: rate }),
        samples,
      },
    ];
  });
  if (segments.length === 0)
    throw new TraceError(file, "found no row with numbers in its cell of samples");
  if (bad.length > 0)
    onNote?.(file, `${bad.length} rows hold no waveform, the first in line ${bad[0]}: left out`);
  return segments.toSorted((a, b) => Number((a.time ?? 0n) - (b.time ?? 0n)));
}

/** The bytes that show whether a table has waveforms in its cells: a row of one may be long. */
export async function longHead(file: string): Promise<Buffer> {
  return readHead(file, 2 ** 22);
}
