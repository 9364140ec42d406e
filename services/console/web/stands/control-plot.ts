import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { number } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { themeColor } from "../shared/theme.ts";

/** What a control chart shows: values in order, each with its limits; where a rule is broken, marked. */
export interface Plotted {
  /** Null: there was none. */
  readonly values: readonly (number | null)[];
  readonly centre: number;
  /** One for all values, or one each. */
  readonly lower: number | readonly (number | null)[];
  readonly upper: number | readonly (number | null)[];
  /** Values at which a run ends. */
  readonly marked?: ReadonlySet<number>;
  /** What a value is of, for the tooltip. */
  readonly nameOf: (at: number) => string;
}

/** A control chart in the form that Shewhart gave it. */
export function createControlPlot() {
  let shown: Plotted | undefined;
  const chart = createChart(() => (shown === undefined ? undefined : optionOf(shown)));
  return {
    view: (label: string): VNode =>
      h("div", { class: "plot low", role: "img", "aria-label": label, ref: chart.mount }),
    show(plotted: Plotted): void {
      shown = plotted;
      chart.draw();
    },
  };
}

function optionOf({ values, centre, lower, upper, marked, nameOf }: Plotted): ChartOption {
  const each = (limit: number | readonly (number | null)[]) =>
    values.map((_, k) => (typeof limit === "number" ? limit : (limit[k] ?? null)));
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      valueFormatter: (value) => number(Number(value)),
      axisPointer: { type: "line" },
    },
    xAxis: {
      type: "category",
      data: values.map((_, k) => nameOf(k)),
      axisLabel: { hideOverlap: true },
    },
    yAxis: { type: "value", scale: true, axisLabel: { formatter: number } },
    series: [
      limitLine(t("stands.chart.upper"), each(upper), "warning"),
      limitLine(t("stands.chart.lower"), each(lower), "warning"),
      limitLine(t("stands.chart.centre"), each(centre), "success"),
      {
        type: "line",
        name: t("stands.chart.value"),
        data: values.map((value, k) =>
          marked?.has(k)
            ? { value, symbolSize: 8, itemStyle: { color: themeColor("alarm") } }
            : { value, symbolSize: 3 },
        ),
        lineStyle: { width: 1 },
        showAllSymbol: true,
      },
    ],
  };
}

function limitLine(name: string, data: readonly (number | null)[], color: string) {
  const style = { color: themeColor(color) };
  return {
    type: "line" as const,
    name,
    data: [...data],
    showSymbol: false,
    itemStyle: style,
    lineStyle: { ...style, width: 1, type: "dashed" as const },
  };
}
