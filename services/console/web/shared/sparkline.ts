import { createElement, type VNode } from "preact";

const WIDTH = 96;
const HEIGHT = 24;
/** Room for half the line's width. */
const PAD = 2;
/** A course that moves by less than this share of its size is drawn as flat as it is: a line must not make mountains of noise. */
const LEAST_RANGE = 0.1;
/** Two values further apart than so many of the usual steps are not joined: nothing was heard between them. */
const GAP_STEPS = 2.5;

type Row = readonly [milliseconds: number, value: number];

/** A course as a line of a word's size; the text beside it says the value. Undefined where there is nothing to draw. */
export function sparkline(rows: readonly Row[]): VNode | undefined {
  const path = pathOf(rows);
  if (path === undefined) return undefined;
  return createElement(
    "svg",
    { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    createElement("path", { d: path }),
  );
}

function pathOf(rows: readonly Row[]): string | undefined {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || rows.length < 2) return undefined;
  const values = rows.map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  const range = Math.max(high - low, LEAST_RANGE * size, Number.MIN_VALUE);
  const floor = (low + high - range) / 2;
  const step = usualStep(rows);
  const x = (time: number) => PAD + ((time - first[0]) / (last[0] - first[0])) * (WIDTH - 2 * PAD);
  const y = (value: number) => HEIGHT - PAD - ((value - floor) / range) * (HEIGHT - 2 * PAD);
  return rows
    .map(([time, value], k) => {
      const before = rows[k - 1];
      const joined = before !== undefined && time - before[0] <= GAP_STEPS * step;
      return `${joined ? "L" : "M"}${x(time).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}

function usualStep(rows: readonly Row[]): number {
  const steps = rows.slice(1).map(([time], k) => time - (rows[k]?.[0] ?? time));
  return steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
}
