import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import {
  CHOSEN_SITE,
  chosen,
  DATASOURCE,
  rawTarget,
  recordedRowsOf,
  seriesTarget,
} from "./influxql-target.ts";
import { pointLinks } from "./links.ts";
import { field } from "./names.ts";
import { FULL_WIDTH, limits, trend } from "./panel-style.ts";
import { arranged } from "./table-style.ts";

const HALF = FULL_WIDTH / 2;
type ServiceField = Parameters<typeof field<"service">>[1];

/** Counted since start, so a restart begins at 0 again, which is no news. */
function rate(name: ServiceField): string {
  return `non_negative_derivative(max(${field("service", name)}), 1s)`;
}

function line(expression: string, refId: string, alias: string) {
  return seriesTarget(expression, "service", CHOSEN_SITE, ["service"], { refId, alias });
}

/** How the service itself fares: how much it does, what it could not use, what waits, how late it is. */
export function servicePanels() {
  const worst = (name: ServiceField) => `max(${field("service", name)})`;
  return [
    trend("Messages", "mps", "Accepted at the door, and analysed, a second.", HALF)
      .min(0)
      .withTarget(line(rate("accepted"), "A", "accepted"))
      .withTarget(line(rate("analysed"), "B", "analysed"))
      .withTarget(line(rate("thinned"), "C", "let go under load")),
    limits(
      trend("Lag", "s", "Age of the oldest message that waits for analysis.", HALF)
        .min(0)
        .withTarget(line(worst("lag"), "A", "$tag_service")),
      [[60, "red"]],
    ),
    trend("Backlog", "none", "Messages before analysis, and rows on their way to the store.", HALF)
      .min(0)
      .withTarget(line(worst("inbox_rows"), "A", "inbox"))
      .withTarget(line(worst("outbox_rows"), "B", "outbox")),
    trend(
      "Dead letters and losses",
      "none",
      "Messages a step that could not be used (each is kept with its reason), and messages dropped because a limit was reached.",
      HALF,
    )
      .min(0)
      .withTarget(line(`non_negative_difference(${worst("rejected")})`, "A", "dead letters"))
      .withTarget(line(`non_negative_difference(${worst("dropped")})`, "B", "dropped")),
    trend(
      "Thinning",
      "none",
      "1: every waveform is analysed; k: one in k, because load lasts.",
      HALF,
    )
      .min(0)
      .withTarget(line(worst("analysing_every"), "A", "analysing one in")),
    trend("Inbox", "bytes", "Bytes that wait for analysis.", HALF)
      .min(0)
      .withTarget(line(worst("inbox_bytes"), "A", "$tag_service")),
  ];
}

/** When each point was last heard of, the longest silence first, whatever the time range. */
export function silencePanel() {
  const query =
    `SELECT last(${field("state", "score")}) AS "score" FROM ${recordedRowsOf("state")} ` +
    `WHERE ${chosen("site")} AND time > now() - 30d GROUP BY "line", "machine", "point"`;
  const table = new Table()
    .title("Silence of sensors")
    .description(
      "When each point was last heard of in the last 30 days, the longest silence first.",
    )
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(10)
    .noValue("No point of this site has been heard of in 30 days.")
    .withTarget(rawTarget(query, "table"))
    .sortBy([{ build: () => ({ displayName: "Time", desc: false }) }])
    .overrideByName("Time", [{ id: "unit", value: "dateTimeFromNow" }])
    .overrideByName("point", [{ id: "links", value: pointLinks() }]);
  // The score is asked for so that there is something to ask the time of.
  return arranged(table, [["Time"], ["line"], ["machine"], ["point"]], ["score"]);
}
