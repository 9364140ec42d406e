import type { DowntimeCause } from "@raceway/production/effectiveness/reliability";
import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { percent } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { keyed, table } from "../shared/table.ts";
import { minutes } from "./figures.ts";

/** Unplanned minutes by cause after Pareto: the few causes of most of them first. @param most causes that are shown. */
export function downtimeCauses(causes: readonly DowntimeCause[], most = 10): VNode {
  if (causes.length === 0) return h("p", { class: "quiet" }, t("production.noStops"));
  const all = causes.reduce((sum, each) => sum + each.minutes, 0);
  const rows = causes
    .slice(0, most)
    .map(({ cause, minutes: own, stops }) =>
      keyed(cause ?? "", [
        cause ?? h("em", {}, t("production.untold")),
        minutes(own),
        String(stops),
        h(
          "span",
          { class: "judged" },
          h("progress", { max: all, value: own, "aria-hidden": "true" }),
          h("span", {}, `${percent(own / all)} %`),
        ),
      ]),
    );
  const heads = ["cause", "minutes", "stops", "share"] as const;
  return table(
    t("production.causes"),
    heads.map((head) => t(`production.${head}`)),
    rows,
  );
}
