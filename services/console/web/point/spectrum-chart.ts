import type { VNode } from "preact";
import type { SpectrumView } from "../../src/http/api-types.ts";
import { isText, t } from "../i18n/text.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { number, unitText } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { redraw } from "../shared/redraw.ts";
import { themeColor } from "../shared/theme.ts";
import { type CursorAxis, createSpectrumCursor } from "./spectrum-cursor.ts";
import { type Mark, type MarkKind, marksOf } from "./spectrum-marks.ts";

/** Share of the chart's width that a label may need. */
const LABEL_SHARE = 0.18;
/** How many harmonics of the highest expected line the first look at an envelope spectrum takes in. */
const HARMONICS_SHOWN = 4;

/** How a spectrum is looked at. */
export interface SpectrumLook {
  /** All frequencies, or only those where a bearing's lines lie. */
  readonly whole: boolean;
  /** The axis counts orders of the shaft instead of Hz. */
  readonly orders: boolean;
  /** `auto`, or the label of an expected line whose harmonics and sidebands are shown. */
  readonly lines: string;
}

/** The latest spectrum with the lines that the diagnosis found, or that the bearing would have, and cursors under the mouse. */
export function createSpectrumChart() {
  let spectrum: SpectrumView | undefined;
  let look: SpectrumLook = { whole: false, orders: false, lines: "auto" };
  const chart = createChart(() => spectrum && optionOf(spectrum, look));
  const cursor = createSpectrumCursor(chart.instance, () => spectrum && axisOf(spectrum, look));

  function view(): VNode {
    const plot = h("div", {
      class: "plot",
      role: "img",
      "aria-label": spectrum ? describe(spectrum) : t("spectrum.title"),
      ref: chart.mount,
      ...cursor.listeners,
    });
    return h("div", { class: "plot-frame" }, plot, cursor.layer());
  }

  return {
    view,
    readout: cursor.readout,
    look: () => look,
    show(next: SpectrumView): void {
      spectrum = next;
      chart.draw();
    },
    setLook(change: Partial<SpectrumLook>): void {
      look = { ...look, ...change };
      chart.draw();
      redraw();
    },
  };
}

function describe({ name, found, unexplained }: SpectrumView): string {
  const lines = [
    ...found.map(({ label, foundHz }) => `${label} ${number(foundHz)} Hz`),
    ...unexplained.map(({ label, foundHz }) => `${label} ? ${number(foundHz)} Hz`),
  ];
  return t("spectrum.describe", { name: spectrumName(name), lines: lines.join(", ") || "–" });
}

/** A spectrum's name for people; a newer service may know some that have none yet. */
export function spectrumName(name: string): string {
  const key = `spectrum.${name}`;
  return isText(key) ? t(key) : name;
}

function axisOf(spectrum: SpectrumView, look: SpectrumLook): CursorAxis {
  const { step, shaftHz } = spectrum;
  return {
    unitHz: look.orders ? (shaftHz ?? 1) : 1,
    stepHz: step,
    endHz: endOf(spectrum, look),
    ...(shaftHz !== undefined && { shaftHz }),
  };
}

function endOf(spectrum: SpectrumView, { whole }: SpectrumLook): number {
  return whole ? spectrum.step * (spectrum.values.length - 1) : viewEnd(spectrum);
}

function optionOf(spectrum: SpectrumView, look: SpectrumLook): ChartOption {
  const { step, values, unit, name } = spectrum;
  const { unitHz } = axisOf(spectrum, look);
  const axisUnit = look.orders && spectrum.shaftHz !== undefined ? "×" : "Hz";
  const end = endOf(spectrum, look);
  const data = values
    .slice(0, Math.ceil(end / step) + 1)
    .map((value, k) => [(k * step) / unitHz, value]);
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 48, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      valueFormatter: (value) => `${number(Number(value))} ${unitText(unit)}`,
      axisPointer: { label: { formatter: ({ value }) => `${number(Number(value))} ${axisUnit}` } },
    },
    xAxis: {
      type: "value",
      min: 0,
      max: end / unitHz,
      axisLabel: {
        formatter: (value: number) => `${number(value)} ${axisUnit}`,
        hideOverlap: true,
      },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      name: unitText(unit),
      nameTextStyle: { align: "left", padding: [0, 0, 12, 0] },
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
        markLine: {
          silent: true,
          symbol: "none",
          data: markLines(marksOf(spectrum, look.lines, end), end, unitHz),
        },
      },
    ],
  };
}

const COLORS: Readonly<Record<MarkKind, string>> = {
  found: "alarm",
  unexplained: "warning",
  expected: "soft-text",
  harmonic: "primary",
  sideband: "weak-text",
};

function markLines(marks: readonly Mark[], end: number, unitHz: number) {
  const rows = labelRows(
    marks.filter(({ label }) => label !== "").map(({ hz }) => hz),
    end * LABEL_SHARE,
  );
  let labelled = 0;
  return marks.map(({ label, hz, kind }) => ({
    xAxis: hz / unitHz,
    // Pale, so that the peak under it is seen.
    lineStyle: {
      color: themeColor(COLORS[kind]),
      type: kind === "sideband" ? ("dotted" as const) : ("dashed" as const),
      opacity: kind === "sideband" ? 0.5 : 0.7,
    },
    label: {
      show: label !== "",
      formatter: label,
      distance: 2 + 13 * (label === "" ? 0 : (rows[labelled++] ?? 0)),
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
