import type { VNode } from "preact";
import type { GaugeView } from "../../src/stands/stand-types.ts";
import { t } from "../i18n/text.ts";
import { number } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { keyed, type Row, table } from "../shared/table.ts";

/** Of the spread: good below the first, not fit for use above the second (AIAG, Measurement Systems Analysis, ch. II D). */
const GOOD = 0.1;
const FIT = 0.3;

/** Gauge studies of a band: how much of the spread is the stand's and its operators', or what is still to be measured. */
export function gaugePanel(studies: readonly GaugeView[]): VNode {
  const title = t("stands.gauge");
  const heads = [
    t("stands.gauge.study"),
    t("stands.gauge.measured"),
    t("stands.gauge.repeatability"),
    t("stands.gauge.reproducibility"),
    t("stands.gauge.share"),
    t("stands.gauge.categories"),
    t("stands.gauge.verdict"),
  ];
  return h(
    "section",
    { class: "card", "aria-label": title },
    h("h2", {}, title),
    h("p", { class: "small quiet" }, t("stands.gauge.how")),
    studies.length > 0 && table(title, heads, studies.map(rowOf)),
  );
}

function rowOf(view: GaugeView): Row {
  const { study, measured, result } = view;
  if (result === undefined)
    return keyed(study, [named(study), String(measured), "–", "–", "–", "–", lackText(view)]);
  const { parts, operators, trials, repeatability, reproducibility, share, categories } = result;
  const percents = (of: number) => `${number(100 * of)} %`;
  return keyed(study, [
    named(study),
    t("stands.gauge.size", { parts, operators, trials }),
    percents(repeatability),
    percents(reproducibility),
    h("strong", {}, percents(share)),
    String(categories),
    t(
      share < GOOD
        ? "stands.gauge.good"
        : share <= FIT
          ? "stands.gauge.limited"
          : "stands.gauge.unfit",
    ),
  ]);
}

function named(study: string): VNode {
  return h("span", { "data-written": true }, study);
}

/** What is to be measured next. */
function lackText({ lacks }: GaugeView): string {
  if (lacks === undefined) return "–";
  if (lacks.lacks === "parts-or-operators")
    return t("stands.gauge.few", { parts: lacks.parts, operators: lacks.operators });
  const { part, operator, found, wanted, others } = lacks;
  const next = t("stands.gauge.next", { part, operator, found, wanted });
  return others === 0 ? next : `${next} ${t("stands.gauge.others", { count: others })}`;
}
