import { PanelBuilder as StateTimeline } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { ALL } from "@raceway/telemetry/schema";
import { CHOSEN, CHOSEN_LINES, DATASOURCE, seriesTarget, tableTarget } from "./influxql-target.ts";
import { field } from "./names.ts";
import { FULL_WIDTH, limits, NO_ROWS, SEVERITY_MAPPINGS, trend } from "./panel-style.ts";

/** Severity over time, one row a group: the worst of every step, so that a short alarm is not averaged away. */
export function severityPanel(where: string, groups: readonly string[], title = "State") {
  return (
    new StateTimeline()
      .title(title)
      .description("Persistent severity; the worst within a step is shown.")
      .datasource(DATASOURCE)
      .span(FULL_WIDTH)
      .height(7)
      .noValue(NO_ROWS)
      // Each row has a step of every group to compute: more than this nobody can tell apart.
      .maxDataPoints(300)
      .mappings(SEVERITY_MAPPINGS)
      .withTarget(
        seriesTarget(`max(${field("state", "severity")})`, "state", where, groups, {
          alias: groups.map((tag) => `$tag_${tag}`).join(" / "),
        }),
      )
  );
}

export function healthPanel(where = CHOSEN, groups: readonly string[] = ["point"]) {
  return trend("Health", "none", "100 = as new, 0 = at the limit of its life. The worst of a step.")
    .min(0)
    .max(100)
    .maxDataPoints(300)
    .withTarget(
      seriesTarget(`min(${field("state", "health")})`, "state", where, groups, {
        alias: groups.map((tag) => `$tag_${tag}`).join(" / "),
      }),
    );
}

/** Health of whole lines as it is rolled up: the worst of their points, and the mean that weighs machines by how critical they are. */
export function lineHealthPanel() {
  const line = (name: "worst" | "weighted", refId: string, words: string) =>
    seriesTarget(
      `min(${field("health", name)})`,
      "health",
      `"machine" = '${ALL}' AND "line" != '${ALL}' AND ${CHOSEN_LINES}`,
      ["line"],
      { refId, alias: `$tag_line ${words}` },
    );
  return trend(
    "Health of lines",
    "none",
    "Health rolled up: of the worst point of each line, and weighted by how critical its machines are (plant file).",
  )
    .min(0)
    .max(100)
    .maxDataPoints(300)
    .withTarget(line("worst", "A", "worst"))
    .withTarget(line("weighted", "B", "weighted"));
}

export function scorePanel() {
  const target = seriesTarget(`max(${field("state", "score")})`, "state", CHOSEN, ["point"], {
    alias: "$tag_point",
  });
  const about = "Anomaly score: 0 = as expected, 1 = at the limit. The largest within a step.";
  return limits(trend("Anomaly score", "none", about).min(0).withTarget(target), [[1, "red"]]);
}

/** The forecast with its interval as a band. The last of a step counts: each forecast replaces the one before, and the band should narrow. */
export function remainingLifePanel() {
  const line = (name: "rul" | "low" | "high", refId: string, words: string) =>
    seriesTarget(`last(${field("prognosis", name)})`, "prognosis", CHOSEN, [], {
      refId,
      alias: words,
    });
  return trend(
    "Remaining life",
    "s",
    "Forecast since onset, with its interval. It narrows as the end comes near. No line: no trend, so no number.",
    FULL_WIDTH,
  )
    .noValue("No forecast in this time range: no damage grows, so there is no number to give.")
    .min(0)
    .withTarget(line("high", "A", "at most"))
    .withTarget(line("low", "B", "at least"))
    .withTarget(line("rul", "C", "expected"))
    .overrideByName("at most", [
      { id: "custom.fillBelowTo", value: "at least" },
      { id: "custom.fillOpacity", value: 15 },
      { id: "custom.lineWidth", value: 0 },
      { id: "color", value: { mode: "fixed", fixedColor: "blue" } },
    ])
    .overrideByName("at least", [
      { id: "custom.lineWidth", value: 0 },
      { id: "color", value: { mode: "fixed", fixedColor: "blue" } },
    ])
    .overrideByName("expected", [
      { id: "custom.lineWidth", value: 2 },
      { id: "color", value: { mode: "fixed", fixedColor: "blue" } },
    ]);
}

const YES_NO = [
  {
    id: "mappings",
    value: [{ type: "value", options: { 0: { text: "no" }, 1: { text: "yes", color: "orange" } } }],
  },
];

/** Verdicts with what speaks for them. */
export function verdictTable() {
  const columns = [
    `"point"`,
    `"channel"`,
    `"kind"`,
    field("verdict", "persistent"),
    field("verdict", "severity"),
    field("verdict", "fault"),
    field("verdict", "score"),
    field("verdict", "confidence"),
    field("verdict", "text"),
    field("verdict", "evidence"),
  ].join(", ");
  return new Table()
    .title("Verdicts and their evidence")
    .description("As they were made, newest first. Only persistent ones raise alarms.")
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(10)
    .noValue("No verdicts in this time range: nothing left its normal behaviour.")
    .withTarget(tableTarget(columns, "verdict", CHOSEN, 500))
    .overrideByName("persistent", YES_NO)
    .overrideByName("confidence", [{ id: "unit", value: "percentunit" }])
    .overrideByName("text", [{ id: "custom.width", value: 500 }])
    .overrideByName("evidence", [
      { id: "custom.width", value: 500 },
      { id: "custom.cellOptions", value: { type: "auto", wrapText: true } },
    ]);
}
