import { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { ALARM_STATE_CODE } from "@raceway/telemetry/schema";
import {
  annotationTarget,
  CHOSEN,
  chosen,
  DATASOURCE,
  rawTarget,
  recordedRowsOf,
} from "./influxql-target.ts";
import { pointLinks } from "./links.ts";
import { field } from "./names.ts";
import { FULL_WIDTH, SEVERITY_MAPPINGS } from "./panel-style.ts";
import { arranged, inColour, WRAPPED } from "./table-style.ts";

const STATES = [
  {
    type: "value",
    options: {
      [ALARM_STATE_CODE["returned-unacknowledged"]]: {
        text: "over, not acknowledged",
        color: "blue",
      },
      [ALARM_STATE_CODE.acknowledged]: { text: "acknowledged", color: "orange" },
      [ALARM_STATE_CODE.unacknowledged]: { text: "not acknowledged", color: "red" },
    },
  },
];

/**
 * Alarms that are open now, whatever the time range. The state is a selector, so the other fields are those of the same row; the outer query leaves out what
 * has been closed.
 */
export function openAlarmsPanel() {
  const place = `"line", "machine", "point", "condition"`;
  const others = (["severity", "title", "advice", "text", "who"] as const)
    .map((name) => field("alarm", name))
    .join(", ");
  const latest =
    `SELECT last(${field("alarm", "state")}) AS "state", ${others} FROM ${recordedRowsOf("alarm")} ` +
    `WHERE ${chosen("site", "line")} AND time > now() - 90d GROUP BY ${place}`;
  const table = new Table()
    .title("Open alarms")
    .description("Open now, whatever the time range above. Acknowledge them in the console.")
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(8)
    .noValue("No alarm is open.")
    .withTarget(
      rawTarget(
        `SELECT "state", ${others} FROM (${latest}) WHERE "state" > 0 GROUP BY ${place}`,
        "table",
      ),
    )
    .overrideByName("state", inColour(STATES))
    .overrideByName("severity", inColour(SEVERITY_MAPPINGS))
    .overrideByName("advice", WRAPPED)
    .overrideByName("text", WRAPPED)
    .overrideByName("point", [{ id: "links", value: pointLinks() }]);
  return arranged(table, OPEN);
}

const OPEN = [
  ["severity", 75],
  ["title", 150],
  ["machine", 145],
  ["point", 110],
  ["advice", 470],
  ["state", 130],
  ["Time", 150],
  ["who", 90],
  ["text", 520],
  ["line", 110],
  ["condition", 90],
] as const;

/** What happened to the chosen points' alarms, as annotations. */
export function alarmAnnotations() {
  const query =
    `SELECT ${field("alarm", "title")}, ${field("alarm", "text")}, ${field("alarm", "event")} ` +
    `FROM ${recordedRowsOf("alarm")} WHERE ${CHOSEN}`;
  return new AnnotationQueryBuilder()
    .name("Alarms")
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor("red")
    .target(annotationTarget(query, { title: "title", text: "text", tags: "event" }));
}

/** Work done at the chosen points, as annotations. */
export function maintenanceAnnotations() {
  const query =
    `SELECT ${field("maintenance", "work")}, ${field("maintenance", "comment")}, ${field("maintenance", "who")} ` +
    `FROM ${recordedRowsOf("maintenance")} WHERE ${CHOSEN}`;
  return new AnnotationQueryBuilder()
    .name("Maintenance")
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor("blue")
    .target(annotationTarget(query, { title: "work", text: "comment", tags: "who" }));
}
