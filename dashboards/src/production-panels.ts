import { MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as StateTimeline } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { MACHINE_STATE_CODE } from "@raceway/telemetry/schema";
import { chosen, DATASOURCE, rawTarget, recordedRowsOf } from "./influxql-target.ts";
import { FULL_WIDTH } from "./panel-style.ts";
import { arranged } from "./table-style.ts";

const NOT_TOLD =
  "No machine of this choice tells what it does: `production` in the plant file (docs/production.md).";
const MACHINES = `${chosen("site", "line", "machine")} AND $timeFilter`;
const LINES = `${chosen("site", "line")} AND $timeFilter`;

const STATES: ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      [MACHINE_STATE_CODE.stopped]: { text: "stopped", color: "red", index: 0 },
      [MACHINE_STATE_CODE.idle]: { text: "idle", color: "blue", index: 1 },
      [MACHINE_STATE_CODE.running]: { text: "running", color: "green", index: 2 },
    },
  },
];

/** What machines do, one row a machine: as told, or as their speed shows it. */
export function machineStatePanel() {
  return new StateTimeline()
    .title("What the machines do")
    .description(
      "As told or measured; a state goes on until the next one. What of it was planned, and OEE by shift, is reckoned at the console (Production), where the calendar is.",
    )
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(6)
    .noValue(NOT_TOLD)
    .mappings(STATES)
    .withTarget(
      rawTarget(
        `SELECT "state" FROM ${recordedRowsOf("machine_state")} WHERE ${LINES} AND "state" >= 0 GROUP BY "machine" ORDER BY time DESC LIMIT 1500`,
        "time_series",
        { alias: "$tag_machine" },
      ),
    );
}

/** Why the machine stood, newest first. */
export function stopTable() {
  const table = new Table()
    .title("Stops and their causes")
    .description("What was told when the machine stopped, and afterwards, newest first.")
    .datasource(DATASOURCE)
    .span(FULL_WIDTH / 2)
    .height(8)
    .noValue(NOT_TOLD)
    .withTarget(
      rawTarget(
        `SELECT "cause", "planned", "who" FROM ${recordedRowsOf("machine_state")} WHERE ${MACHINES} AND "cause" != '' ORDER BY time DESC LIMIT 100`,
        "table",
      ),
    );
  return arranged(table, [
    ["Time", 150],
    ["planned", 70],
    ["who", 120],
  ]);
}
