import { FieldColorModeId, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { limitField } from "@raceway/telemetry/fields";
import { CHOSEN, DATASOURCE, rawTarget, recordedRowsOf, variable } from "./influxql-target.ts";
import { indicatorField } from "./names.ts";
import { FULL_WIDTH } from "./panel-style.ts";
import { arranged } from "./table-style.ts";

const BY = `GROUP BY "point", "channel"`;

/** Columns that only the arithmetic needs. */
const HIDDEN = [
  ...(["Time", "limits", "room", "ln limit", "ln mean"] as const),
  ...(["three s", "three s within"] as const),
] as const;
const COLUMNS = [
  ["point", 70],
  ["bearings", 72],
  ["mean", 54],
  ["limit", 54],
  ["Cpk", 48],
  ["Ppk", 48],
  ["channel", 66],
] as const;

/**
 * Capability of a band of ISO 15242 by its alarm limit, a row a channel. There is an upper limit only, so Cp, which needs two, does not exist.
 *
 * Cpk = (limit − mean) / 3 s within, s within = standard deviation of the differences of successive bearings / √2 (the mean square successive difference: von Neumann, Kent, Bellinson and
 * Hart, Annals of Mathematical Statistics 12, 1941); Ppk = (limit − mean) / 3 s, s over all (ISO 22514-2). All of logarithms, as at the console: velocities differ by factors. What drifts has
 * a Ppk below its Cpk.
 *
 * InfluxQL joins no measurements: values and limits are asked for apart, Grafana's transformations do the rest. Without a limit there are no indices, and the other columns stay.
 */
export function capabilityPanel(band: string, words: string) {
  const value = indicatorField(band);
  const unit = variable("velocity", "raw");
  const recorded = recordedRowsOf("indicator");
  // A velocity of 0 is a sensor that is not there, and has no logarithm.
  const logarithms = `(SELECT ${value} AS "v", ln(${value}) AS "l" FROM ${recorded} WHERE ${CHOSEN} AND ${value} > 0 ${BY})`;
  const spread =
    `SELECT count("v") AS "bearings", mean("v") / ${unit} AS "mean", mean("l") AS "ln mean", 3 * stddev("l") AS "three s" ` +
    `FROM ${logarithms} WHERE $timeFilter ${BY}`;
  const within =
    `SELECT 3 * stddev("step") / sqrt(2) AS "three s within" ` +
    `FROM (SELECT difference("l") AS "step" FROM ${logarithms} WHERE $timeFilter ${BY}) WHERE $timeFilter ${BY}`;
  // The count makes the row's time the range's start, as the others' is: rows are joined by it.
  const limit =
    `SELECT last("v") / ${unit} AS "limit", last("l") AS "ln limit", count("v") AS "limits" ` +
    `FROM (SELECT "${limitField(band)}" AS "v", ln("${limitField(band)}") AS "l" FROM ${recordedRowsOf("baseline")} WHERE ${CHOSEN} ${BY}) WHERE $timeFilter ${BY}`;
  const table = new Table()
    .title(`Capability, ${words} band`)
    .description(
      "By the alarm limit that counts at the end of the range, over bearings as recorded. Cpk: (limit − mean) / 3 s, s from the differences of successive bearings; " +
        "Ppk: the same with s over all; all of it of logarithms, as at the console, for velocities differ by factors. Ppk well below Cpk: it drifts, or there are two populations. The limit is an upper one, so there is no Cp. " +
        "No limit in the plant file: no index.",
    )
    .datasource(DATASOURCE)
    .span(FULL_WIDTH / 3)
    .height(5)
    .decimals(1)
    .noValue("No bearings in this time range.")
    .withTarget(rawTarget(spread, "table"))
    .withTarget(rawTarget(within, "table", { refId: "B" }))
    .withTarget(rawTarget(limit, "table", { refId: "C" }))
    .withTransformation({ id: "merge", options: {} })
    .withTransformation(calculated("room", "ln limit", "-", "ln mean"))
    .withTransformation(calculated("Cpk", "room", "/", "three s within"))
    .withTransformation(calculated("Ppk", "room", "/", "three s"))
    .overrideByName("bearings", [{ id: "decimals", value: 0 }])
    .overrideByRegexp("/^[CP]pk$/", [
      { id: "decimals", value: 2 },
      { id: "custom.cellOptions", value: { type: "color-text" } },
      { id: "color", value: { mode: FieldColorModeId.Thresholds } },
      { id: "thresholds", value: CAPABLE },
    ]);
  return arranged(table, COLUMNS, HIDDEN);
}

/** Below 1 some bearings are beyond the limit in the ordinary run of things; 4/3 is what customers ask for as a rule. */
const CAPABLE = {
  mode: ThresholdsMode.Absolute,
  steps: [
    { value: null, color: "red" },
    { value: 1, color: "orange" },
    { value: 1.33, color: "green" },
  ],
};

/** A further column out of two others; none where one of them is missing. */
function calculated(alias: string, left: string, operator: "-" | "/", right: string) {
  const column = (name: string) => ({ matcher: { id: "byName", options: name } });
  return {
    id: "calculateField",
    options: {
      mode: "binary",
      alias,
      binary: { left: column(left), operator, right: column(right) },
      replaceFields: false,
    },
  };
}
