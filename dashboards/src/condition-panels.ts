import {
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as StateTimeline } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { ALL } from "@raceway/telemetry/schema";
import { CHOSEN, CHOSEN_LINES, DATASOURCE, seriesTarget, tableTarget } from "./influxql-target.ts";
import { field } from "./names.ts";
import { FULL_WIDTH, limits, NO_ROWS, SEVERITY_MAPPINGS, trend, YES_NO } from "./panel-style.ts";
import { arranged, WRAPPED } from "./table-style.ts";

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

/** What waiting for the next planned stop risks. It falls to nothing at each stop that is not used, and begins anew with the next. */
export function stopRiskPanel() {
  return trend(
    "Chance of failing before the next planned stop",
    "percentunit",
    "By the forecast, of the line's next planned stop at each moment. No line: no forecast, or no stop is planned.",
    FULL_WIDTH,
  )
    .min(0)
    .max(1)
    .noValue("No forecast in this time range, or the line has no planned stops.")
    .withTarget(
      seriesTarget(`last(${field("prognosis", "next_stop_risk")})`, "prognosis", CHOSEN, [], {
        alias: "chance",
      }),
    );
}

const DAY_SECONDS = 86_400;

/** The forecast with its interval as a band, on a logarithmic axis: the interval can span hours to weeks. The last of a step counts: each forecast replaces the one before, and the band should narrow. */
export function remainingLifePanel() {
  const line = (name: "rul" | "low" | "high", refId: string, words: string) =>
    seriesTarget(`last(${field("prognosis", name)}) / ${DAY_SECONDS}`, "prognosis", CHOSEN, [], {
      refId,
      alias: words,
    });
  return trend(
    "Remaining life",
    "suffix:d",
    "In days, with its interval; each step up the axis is ten times as long. Once damage grows it goes by the trend; before, by how long bearings of the kind lasted or by the rated life, where either is known. No line: no number, or the end is reached.",
    FULL_WIDTH,
  )
    .noValue(
      "No forecast in this time range: no damage grows, and nothing is known of how long such bearings last.",
    )
    .scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10))
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
  const table = new Table()
    .title("Verdicts and their evidence")
    .description("As they were made, newest first. Only persistent ones raise alarms.")
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(10)
    .noValue("No verdicts in this time range: nothing left its normal behaviour.")
    .withTarget(tableTarget(columns, "verdict", CHOSEN, 500))
    .overrideByName("persistent", YES_NO)
    .overrideByName("confidence", [{ id: "unit", value: "percentunit" }])
    .overrideByName("text", WRAPPED)
    .overrideByName("score", [{ id: "decimals", value: 1 }]);
  return arranged(table, VERDICTS);
}

const VERDICTS = [
  ["Time", 150],
  ["point", 90],
  ["channel", 70],
  ["kind", 85],
  ["severity", 75],
  ["fault", 95],
  ["text", 500],
  ["score", 60],
  ["confidence", 90],
  ["persistent", 85],
  ["evidence", 700],
] as const;
