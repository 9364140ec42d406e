import type { TraceLayout } from "@raceway/model/plant";
import { secondsOf } from "@raceway/model/time";
import { DEFAULT_START } from "../recording.ts";
import { TraceError } from "../trace.ts";
import type { TablePiece } from "./table-pieces.ts";
import type { TableColumn, TableShape } from "./table-shape.ts";
import { epochSeconds } from "./time-column.ts";
import { wallClock } from "./wall-clock.ts";

/** The times of a table's rows. */
export interface RowTimes {
  /** Seconds, NaN for a row without a time. */
  readonly seconds: Float64Array;
  /** They are since 1970; else since some moment that the rows do not say. */
  readonly isAbsolute: boolean;
}

const DAY = 86_400;

/** Reads the times of rows, piece after piece; undefined when the table has none. */
export function rowTimes(
  file: string,
  { columns }: TableShape,
  layout: TraceLayout,
): ((piece: TablePiece) => RowTimes) | undefined {
  const indexes = columns.flatMap(({ role }, at) =>
    role === "time" || role === "date" ? [at] : [],
  );
  const [first] = indexes;
  const column = first === undefined ? undefined : columns[first];
  if (first === undefined || column === undefined) return undefined;
  if (column.role === "time") {
    const clock = wallClock(layout.timeZone ?? "UTC");
    return (piece) => counted(piece, first, column, clock);
  }
  return dated(file, indexes, columns, layout);
}

function counted(
  piece: TablePiece,
  at: number,
  { clock: { scale, epoch, isWall } = {} }: TableColumn,
  clock: (shown: number) => number,
): RowTimes {
  const values = piece.columns[at] ?? new Float64Array();
  const known = values.find(Number.isFinite) ?? 0;
  if (epoch !== undefined) {
    const since = values.map((value) => (value - epoch) * (scale ?? 1));
    const isShown = isWall === true;
    return {
      seconds: isShown ? since.map((at) => (Number.isNaN(at) ? at : clock(at))) : since,
      isAbsolute: true,
    };
  }
  const unit = epochSeconds(known)?.unit;
  const factor = unit ?? scale ?? 1;
  return {
    seconds: factor === 1 ? values : values.map((value) => value * factor),
    isAbsolute: unit !== undefined,
  };
}

/** Dates, or a day and a clock in two columns, or a clock alone, whose day is that of the layout's start; it passes midnight when it falls back by half a day. */
function dated(
  file: string,
  indexes: readonly number[],
  columns: readonly TableColumn[],
  { timeZone = "UTC", start = DEFAULT_START }: TraceLayout,
): (piece: TablePiece) => RowTimes {
  const clock = wallClock(timeZone);
  const what = (wanted: string) => indexes.find((at) => columns[at]?.dates?.what === wanted);
  const [moment, day, time] = [what("moment"), what("day"), what("clock")];
  let midnight = Math.floor(secondsOf(start) / DAY) * DAY;
  let last = Number.NEGATIVE_INFINITY;
  const alone = (shown: number) => {
    if (last - shown > DAY / 2) midnight += DAY;
    if (!Number.isNaN(shown)) last = shown;
    return midnight + shown;
  };
  return (piece) => {
    const of = (at: number | undefined) => (at === undefined ? undefined : piece.columns[at]);
    const [moments, days, times] = [of(moment), of(day), of(time)];
    const shown =
      moments ??
      days?.map((value, at) => value + (times?.[at] ?? 0)) ??
      times?.map(alone) ??
      new Float64Array();
    if (
      days !== undefined &&
      times === undefined &&
      piece.rows > 1 &&
      days.every((value) => value === days[0])
    )
      throw new TraceError(file, "found days without times; a time of day would be right");
    const seconds =
      piece.utc === true || timeZone === "UTC"
        ? shown
        : shown.map((value) => (Number.isNaN(value) ? value : clock(value)));
    return { seconds, isAbsolute: true };
  };
}
