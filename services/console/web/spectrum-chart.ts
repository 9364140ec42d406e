import type { SpectrumView } from "../src/api-types.ts";
import { type ChartOption, createChart } from "./chart.ts";
import { h } from "./dom.ts";
import { number, unitText } from "./format.ts";
import { themeColor } from "./theme.ts";

/** Share of the chart's width that a label may need. */
const LABEL_SHARE = 0.18;
/** How many harmonics of the highest expected line the first look at an envelope spectrum takes in. */
const HARMONICS_SHOWN = 4;

/** The latest spectrum with the lines that the diagnosis found, or that the bearing would have. */
export function createSpectrumChart() {
  const plot = h("div", { class: "plot", role: "img" });
  let spectrum: SpectrumView | undefined;
  let whole = false;
  const chart = createChart(plot, () => spectrum && optionOf(spectrum, whole));
  return {
    element: plot,
    show(view: SpectrumView): void {
      spectrum = view;
      plot.setAttribute("aria-label", describe(view));
      chart.draw();
    },
    /** All frequencies, or only those where a bearing's lines lie. */
    setWhole(all: boolean): void {
      whole = all;
      chart.draw();
    },
  };
}

function describe({ name, found }: SpectrumView): string {
  const lines = found.map(({ label, foundHz }) => `${label} at ${number(foundHz)} Hz`);
  return `${name} spectrum${lines.length > 0 ? `, found ${lines.join(", ")}` : ""}`;
}

function optionOf(spectrum: SpectrumView, whole: boolean): ChartOption {
  const { step, values, unit, name } = spectrum;
  const end = whole ? step * (values.length - 1) : viewEnd(spectrum);
  const data = values.slice(0, Math.ceil(end / step) + 1).map((value, k) => [k * step, value]);
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 48, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      valueFormatter: (value) => `${number(Number(value))} ${unitText(unit)}`,
      axisPointer: { label: { formatter: ({ value }) => `${number(Number(value))} Hz` } },
    },
    xAxis: {
      type: "value",
      min: 0,
      max: end,
      axisLabel: { formatter: (hz: number) => `${number(hz)} Hz`, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      axisLabel: { formatter: number },
    },
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: "ctrl" }],
    series: [
      {
        type: "line",
        name,
        data,
        showSymbol: false,
        sampling: "max",
        lineStyle: { width: 1.2 },
        areaStyle: { opacity: 0.15 },
        markLine: { silent: true, symbol: "none", data: marksOf(spectrum, end) },
      },
    ],
  };
}

/** What was found speaks; only without it are the places shown where lines would be. */
function marksOf({ found, expected }: SpectrumView, end: number) {
  const marks =
    found.length > 0
      ? found.map(({ label, foundHz }) => ({ label, hz: foundHz, color: themeColor("alarm") }))
      : expected.map(({ label, hz }) => ({ label, hz, color: themeColor("soft-text") }));
  const near = marks.filter(({ hz }) => hz <= end).toSorted((a, b) => a.hz - b.hz);
  const rows = labelRows(
    near.map(({ hz }) => hz),
    end * LABEL_SHARE,
  );
  return near.map(({ label, hz, color }, i) => ({
    xAxis: hz,
    // Pale, so that the peak under it is seen.
    lineStyle: { color, type: "dashed" as const, opacity: 0.7 },
    label: {
      formatter: label,
      distance: 2 + 13 * (rows[i] ?? 0),
      color: themeColor("std-text"),
    },
  }));
}

/** The lowest row for each label in which it does not touch the one before; three rows have room, more overlap. */
function labelRows(positions: readonly number[], width: number): readonly number[] {
  const last = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return positions.map((position) => {
    const free = last.findIndex((end) => position - end >= width);
    const row = free === -1 ? last.length - 1 : free;
    last[row] = position;
    return row;
  });
}

function viewEnd({ step, values, name, found, expected }: SpectrumView): number {
  const range = step * (values.length - 1);
  if (name !== "envelope") return range;
  const lines = [...found.map(({ foundHz }) => foundHz), ...expected.map(({ hz }) => hz)];
  if (lines.length === 0) return range;
  const highest = Math.max(...expected.map(({ hz }) => hz), 0) * HARMONICS_SHOWN;
  return Math.min(range, Math.max(highest, Math.max(...lines) * 1.1));
}
