import type { VNode } from "preact";
import type { LeadView } from "../../src/http/api-types.ts";
import { indicatorText, withUnit } from "./format.ts";
import { h } from "./h.ts";

/** The value that says most of a point; what it is of is said to the mouse, and to screen readers. */
export function leadValue({ indicator, value, unit }: LeadView): VNode {
  return h(
    "span",
    { class: "glance-value tabular", title: indicatorText(indicator) },
    withUnit(value, unit),
    h("span", { class: "visually-hidden" }, ` ${indicatorText(indicator)}`),
  );
}
