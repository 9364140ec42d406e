import {
  GraphDrawStyle,
  StackingConfigBuilder,
  StackingMode,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as BarChart } from "@grafana/grafana-foundation-sdk/timeseries";
import { ISO_15242 } from "@raceway/bearings/iso-15242";
import { PART_GATE_CODE } from "@raceway/telemetry/schema";
import { CHOSEN_LINES, DATASOURCE, rawTarget, recordedRowsOf } from "./influxql-target.ts";
import { FULL_WIDTH, trend } from "./panel-style.ts";
import { arranged } from "./table-style.ts";

const NO_PARTS =
  "No parts of a test stand for this line, type and time range (docs/test-stand.md): choose the line that has the stand.";
/** The chosen line's parts of the chosen types. */
const PARTS = `${CHOSEN_LINES} AND "bearing_type" =~ /^$type$/`;
/** What a control chart shows of a band, each as it stands in the store. */
const SHOWN = [
  ["", "part"],
  ["_ewma", "weighted mean"],
  ["_centre", "centre"],
  ["_ewma_lower", "drift below"],
  ["_ewma_upper", "drift above"],
  ["_upper", "single above"],
] as const;

/**
 * Each band's control chart: single parts, their exponentially weighted moving mean, and the limits that ingest judges by. Everything is as ingest stored it with the part, so that the
 * dashboard, the console and the drift watch cannot say different things.
 */
export function controlPanels() {
  return ISO_15242.bands.map(({ name }) => {
    const panel = trend(
      `Control, ${name} band`,
      "none",
      "Velocity rms of the parts, µm/s (the mean of a step), their weighted mean, and the limits by which ingest finds drifts; all as stored with each part. Limits are there once 200 parts of a type were delivered.",
      FULL_WIDTH / 3,
    ).noValue(NO_PARTS);
    for (const [at, [field, words]] of SHOWN.entries())
      panel.withTarget(
        rawTarget(
          `SELECT mean("${name}${field}") FROM ${recordedRowsOf("part_vibration")} WHERE ${PARTS} GROUP BY time($__interval), "bearing_type", "side" fill(none)`,
          "time_series",
          {
            refId: String.fromCharCode("A".charCodeAt(0) + at),
            alias: `$tag_bearing_type ${words} $tag_side`,
          },
        ),
      );
    return panel
      .overrideByRegexp("/(drift|single) (below|above)/", [
        { id: "custom.lineStyle", value: { fill: "dash", dash: [8, 8] } },
        { id: "custom.showPoints", value: "never" },
        { id: "color", value: { mode: "fixed", fixedColor: "orange" } },
      ])
      .overrideByRegexp("/ centre /", [
        { id: "custom.lineStyle", value: { fill: "dash", dash: [2, 6] } },
        { id: "custom.showPoints", value: "never" },
        { id: "color", value: { mode: "fixed", fixedColor: "green" } },
      ])
      .overrideByRegexp("/ part /", [
        { id: "custom.drawStyle", value: "points" },
        { id: "custom.pointSize", value: 3 },
      ])
      .overrideByRegexp("/ weighted mean /", [{ id: "custom.lineWidth", value: 2 }]);
  });
}

/** How many parts took each gate, a bar a step. */
export function gatePanel() {
  const panel = new BarChart()
    .title("Parts by gate")
    .description(
      "Parts of each step by what their sorter was told. A part that comes again counts again; first-pass yield is at the console.",
    )
    .datasource(DATASOURCE)
    .span(FULL_WIDTH / 2)
    .height(8)
    .noValue(NO_PARTS)
    .maxDataPoints(60)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  const colors = { accept: "green", rework: "orange", reject: "red" } as const;
  for (const [at, [gate, code]] of Object.entries(PART_GATE_CODE).entries())
    panel
      .withTarget(
        rawTarget(
          `SELECT count("gate") FROM ${recordedRowsOf("part")} WHERE ${PARTS} AND "gate" = ${code} GROUP BY time($__interval) fill(none)`,
          "time_series",
          { refId: String.fromCharCode("A".charCodeAt(0) + at), alias: gate },
        ),
      )
      .overrideByName(gate, [
        { id: "color", value: { mode: "fixed", fixedColor: colors[gate as keyof typeof colors] } },
      ]);
  return panel;
}

/** The latest parts that were turned away, and why. */
export function turnedAwayTable() {
  const table = new Table()
    .title("Parts turned away")
    .description("The latest parts whose sorter was told anything but to accept them.")
    .datasource(DATASOURCE)
    .span(FULL_WIDTH / 2)
    .height(8)
    .noValue("None was turned away, or there are no parts for this choice and time range.")
    .withTarget(
      rawTarget(
        `SELECT "serial", "bearing_type", "fault", "not_judged", "text" FROM ${recordedRowsOf("part")} WHERE ${PARTS} AND "gate" > 0 ORDER BY time DESC LIMIT 50`,
        "table",
      ),
    );
  return arranged(table, [
    ["Time", 150],
    ["serial", 90],
    ["bearing_type", 90],
    ["fault", 110],
    ["not_judged", 110],
  ]);
}
