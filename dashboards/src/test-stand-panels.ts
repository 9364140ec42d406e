import { PanelBuilder as Histogram } from "@grafana/grafana-foundation-sdk/histogram";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { CHOSEN, DATASOURCE, rawTarget, recordedRowsOf, tableTarget } from "./influxql-target.ts";
import { indicatorField } from "./names.ts";
import { FULL_WIDTH, NO_ROWS } from "./panel-style.ts";

const SHOWN = ["rms", "peak", "crest", "kurtosis", "lf_rms", "mf_rms", "hf_rms"] as const;

/** How one indicator is spread over the bearings tested: one record is one bearing. */
export function spreadPanel(title: string, name: string, unit: string) {
  const query = `SELECT ${indicatorField(name)} FROM ${recordedRowsOf("indicator")} WHERE ${CHOSEN} ORDER BY time DESC LIMIT 5000`;
  return new Histogram()
    .title(title)
    .description(
      `Spread of ${name} over the latest 5000 records of the time range. A second hump is a second population: a tool, a batch, a fixture.`,
    )
    .datasource(DATASOURCE)
    .span(FULL_WIDTH / 3)
    .height(8)
    .unit(unit)
    .noValue(NO_ROWS)
    .withTarget(rawTarget(query, "time_series", { alias: name }));
}

/** The records themselves, newest first. */
export function recordsTable() {
  const columns = [`"point"`, `"channel"`, ...SHOWN.map(indicatorField)].join(", ");
  return new Table()
    .title("Records")
    .description("Indicators of each record, newest first.")
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(10)
    .noValue(NO_ROWS)
    .withTarget(tableTarget(columns, "indicator", CHOSEN, 500));
}
