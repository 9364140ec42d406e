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
  const size = new ResizeObserver(fit);

  /** It has another size, or one for the first time. The observer also speaks when it begins to watch, and drawing twice is most of a page's work. */
  function fit(): void {
    if (chart === undefined) draw();
    else if (
      element?.clientWidth !== chart.getWidth() ||
      element.clientHeight !== chart.getHeight()
    )
      chart.resize();
  }

  function draw(): void {
    // What is hidden has no size, and is drawn when it is shown.
    if (element === undefined || element.clientWidth === 0) return;
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
