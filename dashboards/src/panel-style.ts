import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as TimeSeries } from "@grafana/grafana-foundation-sdk/timeseries";
import { SEVERITY_CODE } from "@raceway/telemetry/schema";
import { DATASOURCE } from "./influxql-target.ts";

/** Width of a dashboard in Grafana's columns. */
export const FULL_WIDTH = 24;

/** What a panel without rows says: most often the choice is why. */
export const NO_ROWS =
  "Nothing recorded for this choice and time range, or no such sensor. Minutes and hours need `raceway prepare-store`; choose “as recorded” to see the latest.";

/** Severities in words and in the colours that the console has for them. */
export const SEVERITY_MAPPINGS: ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      [SEVERITY_CODE.normal]: { text: "normal", color: "green", index: 0 },
      [SEVERITY_CODE.warning]: { text: "warning", color: "orange", index: 1 },
      [SEVERITY_CODE.alarm]: { text: "alarm", color: "red", index: 2 },
    },
  },
];

/** A column of 0 and 1 in words. */
export const YES_NO = [
  {
    id: "mappings",
    value: [{ type: "value", options: { 0: { text: "no" }, 1: { text: "yes", color: "orange" } } }],
  },
];

/** A trend: lines with points (a record a minute or a day must both be seen), nothing bridged that was not measured. */
export function trend(title: string, unit: string, description: string, span = FULL_WIDTH / 2) {
  return new TimeSeries()
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(DATASOURCE)
    .span(span)
    .height(8)
    .noValue(NO_ROWS)
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).showLegend(true));
}

/** Colours above given values, and the values as dashed lines. */
export function limits(
  panel: TimeSeries,
  steps: readonly (readonly [from: number, color: string])[],
) {
  const base = { value: null, color: "green" };
  const above = steps.map(([value, color]) => ({ value, color }));
  return panel
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([base, ...above]))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}
