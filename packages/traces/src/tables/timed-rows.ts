import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { Recording } from "../recording.ts";
import { type TraceBlock, type TraceChannel, TraceError } from "../trace.ts";
import { completed } from "./missing-samples.ts";
import type { TablePiece } from "./table-pieces.ts";
import { evenRuns, LATEST_SECONDS } from "./time-column.ts";

/** Rows with times become blocks of their channels. */

/** Rows slower than one a second, with some slack, are read one by one, Hz. */
const SLOWEST_SHARED = 1.05;

export interface ColumnChannel {
  readonly column: number;
  readonly channel: TraceChannel;
}

/** What every block of a channel says. */
export function blockFacts({ name, kind = "vibration", unit, foreignUnit }: TraceChannel) {
  return {
    channel: name,
    kind,
    ...(unit !== undefined && { unit }),
    ...(foreignUnit !== undefined && { foreignUnit }),
  };
}

export interface TimedRows {
  readonly channels: readonly ColumnChannel[];
  readonly values: (column: number) => Float64Array;
  readonly seconds: Float64Array;
  readonly clock: (seconds: number) => Nanos;
  readonly declared: number | undefined;
  readonly file: string;
  readonly tell: Teller;
}

/** Rows with times: each column at the times at which it has numbers, in evenly spaced stretches. */
export function timedBlocks(rows: TimedRows): TraceBlock[] {
  const { channels, values, seconds, clock } = rows;
  const shared = lazily(() => stretches(seconds, rows));
  return channels.flatMap(({ column, channel }) => {
    const all = values(column);
    const isFull = all.every(Number.isFinite);
    const some = isFull ? all : all.filter(Number.isFinite);
    const own = isFull ? seconds : seconds.filter((_, at) => Number.isFinite(all[at]));
    const whole = withoutLosses(own, some, rows);
    const [times, kept] = whole ? [whole.seconds, whole.values] : [own, some];
    const runs = isFull && whole === undefined ? shared() : stretches(times, rows);
    return runs.map(({ from, to, start, rate, rateError }) => ({
      ...blockFacts(channel),
      time: clock(start),
      sampleRate: rate,
      ...(rateError > 0 && { rateError }),
      offsets: times.subarray(from, to).map((time) => time - start),
      samples: kept.subarray(from, to),
    }));
  });
}

/** With what a logger lost put in, and told; undefined where it lost nothing. */
function withoutLosses(seconds: Float64Array, values: Float64Array, { file, tell }: TimedRows) {
  try {
    const whole = completed(seconds, values);
    if (whole !== undefined)
      tell.note(
        `${whole.missing} of ${whole.values.length} samples are missing between its rows: straight lines stand in their places, at the rate of the others`,
      );
    return whole;
  } catch (error) {
    if (error instanceof RangeError) throw new TraceError(file, error.message, { cause: error });
    throw error;
  }
}

function stretches(seconds: Float64Array, { declared, file, tell }: TimedRows) {
  const [first] = seconds;
  if (first === undefined) return [];
  if (seconds.length === 1 && Math.abs(first) <= LATEST_SECONDS)
    return [{ from: 0, to: 1, start: first, rate: 1, rateError: 0.5 }];
  try {
    const found = evenRuns(seconds, declared);
    if (found === undefined)
      throw new TraceError(
        file,
        "its times do not rise; times that rise from row to row, or no time column (trace.columns), would be right",
      );
    const { runs, jitter } = found;
    // Slow rows are readings at their own times, whatever lies between them.
    if (jitter !== undefined && (runs[0]?.rate ?? 0) > SLOWEST_SHARED)
      tell.note(
        `its times scatter (steps of ${Number(jitter[0].toPrecision(3))} to ${Number(jitter[1].toPrecision(3))} s): read at the mean rate of ${Number((runs[0]?.rate ?? 0).toPrecision(6))} Hz`,
      );
    return runs;
  } catch (error) {
    if (error instanceof RangeError) throw new TraceError(file, error.message, { cause: error });
    throw error;
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export type Teller = ReturnType<typeof teller>;

/** Tells each thing about a file once. */
export function teller({ onNote }: Recording, file: string) {
  const said = new Set<string>();
  const note = (text: string) => {
    if (!said.has(text)) onNote?.(file, text);
    said.add(text);
  };
  return {
    note,
    faults({ faults, firstFault }: Pick<TablePiece, "faults" | "firstFault">) {
      if (faults > 0)
        note(
          `${faults} ${faults === 1 ? "cell or row is" : "cells or rows are"} no number, the first ${firstFault ?? ""}: left out, and what follows a gap is a new stretch`,
        );
    },
  };
}

/** Seconds since 1970 as a double are good to a quarter of a microsecond: finer digits say nothing. */
export function momentOf(seconds: number): Nanos {
  return BigInt(Math.round(seconds * 1e6)) * 1000n;
}

export function clockFrom(first: number, start: Nanos): (seconds: number) => Nanos {
  return (seconds) => start + nanosOfSeconds(seconds - first);
}
