import type { Nanos } from "@raceway/model/time";
import { type TraceBlock, TraceError } from "../trace.ts";
import type { TablePiece } from "./table-pieces.ts";
import { blockFacts, type ColumnChannel } from "./timed-rows.ts";

/** Lines of a spectrum may lie so far off even ones, as a share of their distance: digits that were cut off. */
const UNEVEN = 0.2;

/** Hz in one unit of the axis, by its title. */
function unitOfAxis(title: string): number {
  if (/\bcpm\b/i.test(title)) return 1 / 60;
  return /khz/i.test(title) ? 1000 : 1;
}

/** A table whose rows are the lines of a spectrum: each column a spectrum. @throws TraceError when the lines are not evenly apart. */
export function spectrumBlocks(
  file: string,
  channels: readonly ColumnChannel[],
  piece: TablePiece,
  { axis, title, time }: { readonly axis: number; readonly title: string; readonly time: Nanos },
): TraceBlock[] {
  const places = piece.columns[axis] ?? new Float64Array();
  const first = places[0] ?? 0;
  const step = ((places.at(-1) ?? 0) - first) / (places.length - 1);
  const isEven = places.every((place, at) => Math.abs(place - first - at * step) <= UNEVEN * step);
  if (!(step > 0) || !isEven)
    throw new TraceError(
      file,
      `the frequencies in column ${title} are not evenly apart; the lines of one spectrum, each a row, would be right`,
    );
  const unit = unitOfAxis(title);
  const lines = { step: step * unit, from: Math.round(first / step) * step * unit };
  return channels
    .filter(({ column }) => column !== axis)
    .map(({ column, channel }) => ({
      ...blockFacts(channel),
      time,
      lines,
      samples: piece.columns[column] ?? new Float64Array(),
    }));
}
