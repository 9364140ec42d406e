import { CHOSEN_SITE, seriesTarget } from "./influxql-target.ts";
import { field } from "./names.ts";
import { FULL_WIDTH, trend } from "./panel-style.ts";

const THIRD = FULL_WIDTH / 3;
const alias = { alias: "$tag_service" };

/** How the service itself fares: what it could not use, what waits, how late it is. */
export function servicePanels() {
  const service = ["service"];
  return [
    trend(
      "Dead letters",
      "none",
      "Messages that could not be used, a step; each is kept with its reason.",
      THIRD,
    )
      .min(0)
      .withTarget(
        seriesTarget(
          // Counted since start: a restart begins at 0 again, which is no loss of letters.
          `non_negative_difference(max(${field("service", "rejected")}))`,
          "service",
          CHOSEN_SITE,
          service,
          alias,
        ),
      ),
    trend("Waiting", "none", "Messages before analysis, and rows on their way out.", THIRD)
      .min(0)
      .withTarget(
        seriesTarget(`max(${field("service", "inbox_rows")})`, "service", CHOSEN_SITE, service, {
          alias: "inbox",
        }),
      )
      .withTarget(
        seriesTarget(`max(${field("service", "outbox_rows")})`, "service", CHOSEN_SITE, service, {
          refId: "B",
          alias: "outbox",
        }),
      ),
    trend("Lag", "s", "Age of the oldest message that waits for analysis.", THIRD)
      .min(0)
      .withTarget(
        seriesTarget(`max(${field("service", "lag")})`, "service", CHOSEN_SITE, service, alias),
      ),
  ];
}
