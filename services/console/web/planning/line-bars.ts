import type { PlanView } from "@raceway/plan/plan-view";
import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { axisMoment, moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { actionText } from "../shared/words.ts";

const DAY_MS = 86_400_000;
/** So much is seen at least and at most, days. */
const [LEAST_DAYS, MOST_DAYS] = [7, 28];
const MARKS = 7;

/** Each line as a bar of time: its stops, the work in them, and its orders. The tables say the same in words. */
export function lineBars(plan: PlanView, nameOf: (line: string) => string): VNode | undefined {
  const { work, orders, stops } = plan;
  const from = Date.parse(plan.from);
  const ends = [...work.placed, ...orders.scheduled].map(({ end }) => Date.parse(end) - from);
  const days = Math.min(MOST_DAYS, Math.max(LEAST_DAYS, Math.ceil(Math.max(0, ...ends) / DAY_MS)));
  const length = days * DAY_MS;
  const lines = [...new Set(stops.map(({ line }) => line))];
  if (lines.length === 0) return undefined;

  function bar(kind: string, text: string, span: { readonly start: string; readonly end: string }) {
    const start = Math.max(0, Date.parse(span.start) - from) / length;
    const end = Math.min(1, (Date.parse(span.end) - from) / length);
    if (end <= start) return undefined;
    const said = `${text}: ${moment(span.start)} – ${moment(span.end)}`;
    return h(
      "span",
      {
        key: `${kind} ${span.start} ${text}`,
        class: `plan-bar ${kind}`,
        style: { left: `${100 * start}%`, width: `${100 * (end - start)}%` },
        title: said,
      },
      kind === "stop" ? "" : text,
    );
  }

  return h(
    "div",
    { class: "plan-lines", "aria-hidden": "true" },
    lines.map((line) =>
      h(
        "div",
        { key: line, class: "plan-line" },
        h("span", { class: "small" }, nameOf(line)),
        h(
          "div",
          { class: "plan-track" },
          stops
            .filter((each) => each.line === line)
            .map((each) => bar("stop", t("plan.bar.stop"), each)),
          orders.scheduled
            .filter((each) => each.line === line)
            .map((each) =>
              bar(each.lateHours === undefined ? "order" : "order late", each.order, each),
            ),
          work.placed
            .filter((each) => each.line === line)
            .map((each) =>
              bar("work", each.advised ? actionText(each.advised.fault) : each.what, each),
            ),
        ),
      ),
    ),
    h(
      "div",
      { class: "plan-line plan-axis small quiet" },
      h("span", {}),
      h(
        "div",
        { class: "plan-marks" },
        Array.from({ length: MARKS }, (_, k) =>
          h("span", { key: String(k) }, axisMoment(from + (k * length) / MARKS, "days")),
        ),
      ),
    ),
  );
}
