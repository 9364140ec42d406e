import { PanelBuilder as Histogram } from "@grafana/grafana-foundation-sdk/histogram";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { ISO_15242 } from "@raceway/bearings/iso-15242";
import { limitField } from "@raceway/telemetry/fields";
import { capabilityPanel } from "./capability-panel.ts";
import {
  CHOSEN,
  DATASOURCE,
  rawTarget,
  recordedRowsOf,
  seriesTarget,
  tableTarget,
  variable,
} from "./influxql-target.ts";
import { field, indicatorField } from "./names.ts";
import { FULL_WIDTH, NO_ROWS, trend } from "./panel-style.ts";
import { arranged } from "./table-style.ts";

const SHOWN = ["rms", "peak", "crest", "kurtosis", "lf_rms", "mf_rms", "hf_rms"] as const;

const BANDS = ISO_15242.bands.map(({ name: words, low, high }) => {
  const range = `${low} to ${high} Hz at ${ISO_15242.speedRpm} r/min`;
  return { name: `iso15242_${words}`, words, range };
});
const NO_BANDS =
  "No bands of ISO 15242 for this choice and time range. They come from channels with `testStand: true` in the plant file.";

/** A band's field in the unit that the reader has chosen. */
function inUnit(name: string): string {
  return `${indicatorField(name)} / ${variable("velocity", "raw")}`;
}

/** Rows that mark a limit in a histogram: a bar of so many bearings, which is seen and does not press the others flat. */
const MARK = 20;

/** A limit beside a spread. Grafana's histograms have no lines across: it is a series of its own, a narrow bar where it lies. */
function limitMark(expression: string, alias: string) {
  const query = `SELECT ${expression} AS "${alias}" FROM ${recordedRowsOf("baseline")} WHERE ${CHOSEN} ORDER BY time DESC LIMIT ${MARK}`;
  return rawTarget(query, "time_series", { refId: "B", alias });
}

const AS_MARK = [
  { id: "color", value: { mode: "fixed", fixedColor: "red" } },
  { id: "custom.lineWidth", value: 2 },
  { id: "custom.fillOpacity", value: 100 },
];

/** How each band of ISO 15242 is spread over the bearings tested, and how far that is from its limit. */
export function bandSpreadPanels() {
  return BANDS.map(({ name, words, range }) => {
    const query = `SELECT ${inUnit(name)} AS "${words}" FROM ${recordedRowsOf("indicator")} WHERE ${CHOSEN} ORDER BY time DESC LIMIT 5000`;
    return new Histogram()
      .title(`ISO 15242, ${words} band`)
      .description(
        `Velocity rms of each bearing, ${range}. Red: the alarm limit (where it lies; how tall the mark is says nothing). None is drawn where the plant file sets none: what passes is the customer's to say.`,
      )
      .datasource(DATASOURCE)
      .span(FULL_WIDTH / 3)
      .height(8)
      .noValue(NO_BANDS)
      .withTarget(rawTarget(query, "time_series", { alias: words }))
      .withTarget(limitMark(`"${limitField(name)}" / ${variable("velocity", "raw")}`, "limit"))
      .overrideByName("limit", AS_MARK);
  });
}

/** How capable the making of bearings is of each band's limit, a table below each histogram. */
export function capabilityPanels() {
  return BANDS.map(({ name, words }) => capabilityPanel(name, words));
}

/** The worst bearing of each step in every band: a grinder that drifts is seen before it makes scrap. */
export function bandTrendPanel() {
  const about =
    "Velocity rms in the bands of ISO 15242, the largest within a step. Red: alarm limits of the plant file, or those set in their place.";
  const panel = trend("ISO 15242 bands", "none", about, FULL_WIDTH).min(0).noValue(NO_BANDS);
  for (const [at, { name, words }] of BANDS.entries()) {
    const largest = `max(${indicatorField(name)}) / ${variable("velocity", "raw")}`;
    panel.withTarget(
      seriesTarget(largest, "indicator", CHOSEN, ["point", "channel"], {
        refId: String.fromCharCode("A".charCodeAt(0) + at),
        alias: `$tag_point/$tag_channel ${words}`,
      }),
    );
  }
  for (const [at, { name, words }] of BANDS.entries()) {
    const limit = `max("${limitField(name)}") / ${variable("velocity", "raw")}`;
    panel.withTarget(
      seriesTarget(limit, "baseline", CHOSEN, [], {
        refId: String.fromCharCode("D".charCodeAt(0) + at),
        alias: `${words} limit`,
      }),
    );
  }
  return panel.overrideByRegexp("/ limit$/", [
    { id: "custom.lineStyle", value: { fill: "dash", dash: [8, 8] } },
    { id: "custom.showPoints", value: "never" },
    { id: "custom.spanNulls", value: true },
    { id: "color", value: { mode: "fixed", fixedColor: "red" } },
  ]);
}

/** How one indicator is spread over the bearings tested: one record is one bearing. */
export function spreadPanel(title: string, name: string, unit: string) {
  // While it turns: what a spindle records that stands is no bearing's.
  const turning = `${CHOSEN} AND ${field("indicator", "speed_rpm")} > 0`;
  const query = `SELECT ${indicatorField(name)} FROM ${recordedRowsOf("indicator")} WHERE ${turning} ORDER BY time DESC LIMIT 5000`;
  return new Histogram()
    .title(title)
    .description(
      `Spread of ${name} over the latest 5000 records of the time range. A second hump is a second population: a tool, a batch, a fixture. Red: the latest limits as learnt (where they lie; how tall the mark is says nothing). They follow from the spread itself, so a capability by them would say nothing.`,
    )
    .datasource(DATASOURCE)
    .span(FULL_WIDTH / 3)
    .height(8)
    .unit(unit)
    .noValue(NO_ROWS)
    .withTarget(rawTarget(query, "time_series", { alias: name }))
    .withTarget(limitMark(`"${limitField(name)}"`, "learnt limit"))
    .overrideByName("learnt limit", AS_MARK);
}

/** The records themselves, newest first. */
export function recordsTable() {
  const bands = BANDS.map(({ name, words }) => `${inUnit(name)} AS "${words}"`);
  const columns = [`"point"`, `"channel"`, ...bands, ...SHOWN.map(indicatorField)].join(", ");
  const table = new Table()
    .title("Records")
    .description(
      "Indicators of each record, newest first; low, medium and high are the bands of ISO 15242.",
    )
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(10)
    .noValue(NO_ROWS)
    .withTarget(tableTarget(columns, "indicator", CHOSEN, 500));
  const numbers = [...BANDS.map(({ words }) => words), ...SHOWN];
  return arranged(table, [
    ["Time", 150],
    ["point", 90],
    ["channel", 70],
    ...numbers.map((name) => [name, 75] as const),
  ]);
}
