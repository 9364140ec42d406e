import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { SEVERITY_CODE } from "@raceway/telemetry/schema";
import { CHOSEN_LINES, DATASOURCE, rawTarget, rowsOf } from "./influxql-target.ts";
import { pointLinks } from "./links.ts";
import { field } from "./names.ts";
import { FULL_WIDTH, NO_ROWS, SEVERITY_MAPPINGS, YES_NO } from "./panel-style.ts";
import { arranged, inColour } from "./table-style.ts";

const PLACE = `"line", "machine", "point"`;

/** How many points stand at a severity at the end of the range. */
export function countPanel(title: string, severity: keyof typeof SEVERITY_CODE, color: string) {
  const latest = `SELECT last(${field("state", "severity")}) AS "severity" FROM ${rowsOf("state")} WHERE ${CHOSEN_LINES} GROUP BY ${PLACE}`;
  const query = `SELECT count("severity") AS "points" FROM (${latest}) WHERE "severity" = ${SEVERITY_CODE[severity]}`;
  return new Stat()
    .title(title)
    .description(`Points whose persistent severity is ${severity} at the end of the time range.`)
    .datasource(DATASOURCE)
    .span(FULL_WIDTH / 3)
    .height(4)
    .noValue("0")
    .colorScheme({ build: () => ({ mode: "fixed", fixedColor: color }) as never })
    .withTarget(rawTarget(query, "table"));
}

/** All points, the worst first. */
export function worstPointsPanel() {
  const query =
    `SELECT last(${field("state", "health")}) AS "health", last(${field("state", "score")}) AS "score", ` +
    `last(${field("state", "severity")}) AS "severity", last(${field("state", "learning")}) AS "learning" ` +
    `FROM ${rowsOf("state")} WHERE ${CHOSEN_LINES} GROUP BY ${PLACE}`;
  const table = new Table()
    .title("Worst points")
    .description("Where every point stands at the end of the time range, the worst health first.")
    .datasource(DATASOURCE)
    .span(FULL_WIDTH / 2)
    .height(10)
    .noValue(NO_ROWS)
    .withTarget(rawTarget(query, "table"))
    .sortBy([{ build: () => ({ displayName: "health", desc: false }) }])
    .overrideByName("severity", inColour(SEVERITY_MAPPINGS))
    .overrideByName("learning", YES_NO)
    .overrideByName("score", [{ id: "decimals", value: 1 }])
    .overrideByName("health", [
      { id: "custom.cellOptions", value: { type: "gauge", mode: "basic" } },
      { id: "min", value: 0 },
      { id: "max", value: 100 },
      { id: "color", value: { mode: "continuous-RdYlGr" } },
    ])
    .overrideByName("point", [{ id: "links", value: pointLinks() }]);
  return arranged(table, WORST, ["Time"]);
}

const WORST = [
  ["line", 80],
  ["machine", 130],
  ["point", 100],
  ["health", 90],
  ["severity", 70],
  ["score", 50],
  ["learning", 62],
] as const;
