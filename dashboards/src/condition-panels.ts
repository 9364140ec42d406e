import { PanelBuilder as StateTimeline } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { CHOSEN, DATASOURCE, seriesTarget, tableTarget } from "./influxql-target.ts";
import { field } from "./names.ts";
import { FULL_WIDTH, limits, SEVERITY_MAPPINGS, trend } from "./panel-style.ts";

/** Severity of each point over time: the worst of every step, so that a short alarm is not averaged away. */
export function severityPanel() {
  return new StateTimeline()
    .title("State")
    .description("Persistent severity of every chosen point; the worst within a step is shown.")
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(7)
    .mappings(SEVERITY_MAPPINGS)
    .withTarget(
      seriesTarget(`max(${field("state", "severity")})`, "state", CHOSEN, ["point"], {
        alias: "$tag_point",
      }),
    );
}

export function healthPanel() {
  const panel = trend("Health", "none", "100 = as new, 0 = at the limit of its life.")
    .min(0)
    .max(100)
    .withTarget(
      seriesTarget(`min(${field("state", "health")})`, "state", CHOSEN, ["point"], {
        alias: "$tag_point",
      }),
    );
  return panel;
}

export function scorePanel() {
  const target = seriesTarget(`max(${field("state", "score")})`, "state", CHOSEN, ["point"], {
    alias: "$tag_point",
  });
  const about = "Anomaly score: 0 = as expected, 1 = at the limit. The largest within a step.";
  return limits(trend("Anomaly score", "none", about).min(0).withTarget(target), [[1, "red"]]);
}

/** The forecast with its interval. The last of a step counts: each forecast replaces the one before. */
export function remainingLifePanel() {
  const line = (name: "rul" | "low" | "high", refId: string, words: string) =>
    seriesTarget(`last(${field("prognosis", name)})`, "prognosis", CHOSEN, ["point"], {
      refId,
      alias: `$tag_point ${words}`,
    });
  return trend(
    "Remaining life",
    "s",
    "Forecast since onset, with its interval. No line: no trend, so no number.",
    FULL_WIDTH,
  )
    .min(0)
    .withTarget(line("rul", "A", "expected"))
    .withTarget(line("low", "B", "at least"))
    .withTarget(line("high", "C", "at most"))
    .overrideByRegexp("/at (least|most)$/", [
      { id: "custom.lineStyle", value: { fill: "dash", dash: [6, 6] } },
    ]);
}

export function verdictTable() {
  const columns = [
    `"point"`,
    `"kind"`,
    field("verdict", "persistent"),
    field("verdict", "severity"),
    field("verdict", "fault"),
    field("verdict", "score"),
    field("verdict", "confidence"),
    field("verdict", "text"),
  ].join(", ");
  return new Table()
    .title("Verdicts")
    .description("As they were made, newest first. Only persistent ones raise alarms.")
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(10)
    .withTarget(tableTarget(columns, "verdict", CHOSEN, 500))
    .overrideByName("persistent", [
      {
        id: "mappings",
        value: [
          { type: "value", options: { 0: { text: "no" }, 1: { text: "yes", color: "orange" } } },
        ],
      },
    ])
    .overrideByName("confidence", [{ id: "unit", value: "percentunit" }])
    .overrideByName("text", [{ id: "custom.width", value: 600 }]);
}
