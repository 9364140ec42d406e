import type { LiveSpectrum } from "../live/live-messages.ts";

/** Columns that a waterfall keeps of a spectrum: a screen shows no more side by side, and 200 points must fit into memory. */
const COLUMNS = 256;
/** Rows that it keeps. */
const ROWS = 64;

export interface WaterfallRow {
  readonly time: string;
  readonly values: Float32Array;
}

export type Waterfall = ReturnType<typeof createWaterfall>;

/**
 * How a spectrum changed since the console began to listen. When it is full every second row is let go and from then on half as many are taken in: it
 * always reaches back to its beginning, only ever more coarsely.
 */
export function createWaterfall() {
  let rows: WaterfallRow[] = [];
  let every = 1;
  let seen = 0;
  let step = 0;
  let unit = "";

  return {
    add(spectrum: LiveSpectrum): void {
      const group = Math.max(1, Math.ceil(spectrum.values.length / COLUMNS));
      // Another sample rate or block length: rows of both do not fit one picture.
      if (spectrum.step * group !== step || spectrum.unit !== unit) {
        rows = [];
        every = 1;
        seen = 0;
      }
      step = spectrum.step * group;
      unit = spectrum.unit;
      if (seen++ % every !== 0) return;
      if (rows.length >= ROWS) {
        rows = rows.filter((_, i) => i % 2 === 0);
        every *= 2;
      }
      rows.push({ time: spectrum.time, values: largest(spectrum.values, group) });
    },
    /** Oldest row first; `step` in Hz. */
    view: () => ({ step, unit, rows: rows as readonly WaterfallRow[] }),
  };
}

/** The largest of each group of neighbours, so that no peak is lost. */
function largest(values: Float32Array, group: number): Float32Array {
  const short = new Float32Array(Math.ceil(values.length / group));
  values.forEach((value, k) => {
    const column = Math.floor(k / group);
    short[column] = Math.max(short[column] ?? 0, value);
  });
  return short;
}
