import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { number } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { themeColor } from "../shared/theme.ts";
import { timeAxis } from "../shared/time-axis.ts";

const WINDOW_MS = 600_000;

/** Alarms per operator in each ten minutes, with what they may be on average and at most: the table's own targets. */
export function createRateChart(target: number, limit: number) {
  let rate: readonly number[] = [];
  let end = 0;
  const chart = createChart(option);

  function option(): ChartOption {
    const begin = end - rate.length * WINDOW_MS;
    // A step holds until the next: the last one ends with the span.
    const steps = [...rate, rate.at(-1) ?? 0].map((value, k) => [begin + k * WINDOW_MS, value]);
    return {
      animation: false,
      grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis", valueFormatter: (value) => number(Number(value)) },
      xAxis: timeAxis(begin, end),
      yAxis: {
        type: "value",
        min: 0,
        max: ({ max }) => Math.max(max, 1.2 * limit),
        minInterval: 1,
        axisLabel: { formatter: number },
      },
      series: [
        {
          type: "line",
          name: t("alarms.title"),
          step: "end",
          data: steps,
          showSymbol: false,
          lineStyle: { width: 1.5 },
          areaStyle: { opacity: 0.25 },
          markLine: {
            silent: true,
            symbol: "none",
            data: [
              line(target, t("report.rateTarget"), "success"),
              line(limit, t("report.rateLimit"), "warning"),
            ],
          },
        },
      ],
    };
  }

  return {
    view: (): VNode =>
      h("div", {
        class: "plot low",
        role: "img",
        "aria-label": t("report.rate"),
        ref: chart.mount,
      }),
    /** @param time of the end of the last ten minutes, ISO 8601. */
    show(rates: readonly number[], time: string): void {
      rate = rates;
      end = Date.parse(time);
      chart.draw();
    },
  };
}

function line(value: number, name: string, color: string) {
  return {
    yAxis: value,
    lineStyle: { color: themeColor(color), type: "dashed" as const },
    label: {
      formatter: `${name} ${number(value)}`,
      position: "insideStartTop" as const,
      color: themeColor("std-text"),
    },
  };
}
