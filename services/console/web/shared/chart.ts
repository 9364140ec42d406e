import { classicDark, classicLight } from "@siemens/ix-echarts";
import { LineChart, type LineSeriesOption } from "echarts/charts";
import {
  DataZoomComponent,
  type DataZoomComponentOption,
  GridComponent,
  type GridComponentOption,
  MarkLineComponent,
  type MarkLineComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from "echarts/components";
import { type ComposeOption, type EChartsType, init, registerTheme, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { currentScheme, onScheme } from "./theme.ts";

use([
  LineChart,
  GridComponent,
  TooltipComponent,
  MarkLineComponent,
  DataZoomComponent,
  CanvasRenderer,
]);
registerTheme("raceway-dark", classicDark.theme);
registerTheme("raceway-light", classicLight.theme);

export type ChartOption = ComposeOption<
  | LineSeriesOption
  | GridComponentOption
  | TooltipComponentOption
  | DataZoomComponentOption
  | MarkLineComponentOption
>;

/**
 * A chart that fills its element, follows its size and the colour scheme.
 *
 * @param option is asked again after every change of the scheme, because colours are part of it.
 */
export function createChart(element: HTMLElement, option: () => ChartOption | undefined) {
  let chart: EChartsType | undefined;

  function draw(): void {
    const now = option();
    if (now === undefined) return;
    chart ??= init(element, `raceway-${currentScheme()}`);
    chart.setOption(
      {
        ...now,
        // Drawn, not HTML: ECharts writes that with inline styles, which the console's content security policy forbids.
        tooltip: { ...now.tooltip, renderMode: "richText", confine: true },
      },
      { notMerge: true },
    );
  }

  onScheme(() => {
    chart?.dispose();
    chart = undefined;
    draw();
  });
  new ResizeObserver(() => chart?.resize()).observe(element);
  return {
    draw,
    /** The chart itself, once something was drawn. */
    instance: () => chart,
  };
}
