import type { VNode } from "preact";
import type { TrendView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { indicatorText, number, unitText } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { themeColor } from "../shared/theme.ts";
import { timeAxis } from "../shared/time-axis.ts";

const LIMIT_COLORS: Readonly<Record<string, string>> = {
  alarm: "alarm",
  limit: "alarm",
  warning: "warning",
  expected: "neutral",
};

/** An indicator over time with its limits. */
export function createTrendChart() {
  let trend: TrendView | undefined;
  const chart = createChart(() => trend && optionOf(trend));
  return {
    view: (): VNode =>
      h("div", {
        class: "plot",
        role: "img",
        "aria-label": trend ? describe(trend) : t("trend.title"),
        ref: chart.mount,
      }),
    show(view: TrendView): void {
      trend = view;
      chart.draw();
    },
  };
}

function describe({ indicator, rows, unit }: TrendView): string {
  const last = rows.at(-1);
  const value = last === undefined ? "–" : `${number(last[1])} ${unitText(unit)}`;
  return t("trend.describe", { indicator: indicatorText(indicator), value });
}

function optionOf({ rows, limits, unit, from, to, indicator }: TrendView): ChartOption {
  const highestLimit = Math.max(...limits.map(({ value }) => value));
  const lowestLimit = Math.min(...limits.map(({ value }) => value));
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      valueFormatter: (value) => `${number(Number(value))} ${unitText(unit)}`,
    },
    xAxis: timeAxis(Math.max(Date.parse(from), rows[0]?.[0] ?? 0), Date.parse(to)),
    yAxis: {
      type: "value",
      name: unitText(unit) || indicatorText(indicator),
      nameTextStyle: { align: "left" },
      scale: true,
      // A limit outside the data is the point of the chart: it must be in the picture.
      min: ({ min }) =>
        min <= lowestLimit
          ? undefined
          : Number((lowestLimit - 0.1 * Math.abs(lowestLimit)).toPrecision(2)),
      max: ({ max }) =>
        max >= highestLimit ? undefined : Number((highestLimit * 1.1).toPrecision(2)),
      axisLabel: { formatter: number },
    },
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: "ctrl" }],
    series: [
      {
        type: "line",
        name: indicatorText(indicator),
        data: rows.map(([time, value]) => [time, value]),
        showSymbol: rows.length < 3,
        symbolSize: 6,
        lineStyle: { width: 2 },
        markLine: {
          silent: true,
          symbol: "none",
          data: limits.map(({ name, value }) => ({
            yAxis: value,
            lineStyle: { color: themeColor(LIMIT_COLORS[name] ?? "neutral"), type: "dashed" },
            label: {
              formatter: `${limitText(name)} ${number(value)}`,
              position: "insideStartTop",
              color: themeColor("std-text"),
            },
          })),
        },
      },
    ],
  };
}

function limitText(name: string): string {
  if (name === "warning" || name === "alarm" || name === "expected") return t(`limit.${name}`);
  return t("limit.limit");
}
