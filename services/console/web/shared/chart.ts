import { classicDark, classicLight } from "@siemens/ix-echarts";
import { LineChart, type LineSeriesOption } from "echarts/charts";
import {
  DataZoomComponent,
  type DataZoomComponentOption,
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
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
  LegendComponent,
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
  | LegendComponentOption
  | TooltipComponentOption
  | DataZoomComponentOption
  | MarkLineComponentOption
>;

/**
 * A chart that fills its element, follows its size and the colour scheme.
 *
 * @param option is asked again after every change of the scheme, because colours are part of it.
 */
export function createChart(option: () => ChartOption | undefined) {
  let element: HTMLElement | undefined;
  let chart: EChartsType | undefined;
  const size = new ResizeObserver(() => chart?.resize());

  function draw(): void {
    const now = option();
    if (now === undefined || element === undefined) return;
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

  function drop(): void {
    chart?.dispose();
    chart = undefined;
  }

  onScheme(() => {
    drop();
    draw();
  });
  return {
    draw,
    /** The chart itself, once something was drawn. */
    instance: () => chart,
    /** Where it is drawn, as a `ref`; null: nowhere any more. */
    mount(node: HTMLElement | null): void {
      size.disconnect();
      drop();
      element = node ?? undefined;
      if (node === null) return;
      size.observe(node);
      draw();
    },
  };
}
