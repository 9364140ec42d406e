import type { VNode } from "preact";
import type { StandView } from "../../src/stands/stand-types.ts";
import { t } from "../i18n/text.ts";
import { h } from "../shared/h.ts";
import { levelIcon } from "../shared/levels.ts";
import { driftText } from "./stand-words.ts";

/** What is no longer where it was when its type was learnt. */
export function driftList({ drifts }: StandView): VNode {
  return h(
    "section",
    { class: "card", "aria-label": t("stands.drifts") },
    h("h2", {}, t("stands.drifts")),
    drifts.length === 0 && h("p", { class: "quiet" }, t("stands.noDrifts")),
    drifts.map((drift) =>
      h(
        "p",
        { key: `${drift.type} ${drift.rpm} ${drift.side} ${drift.band}`, class: "judged" },
        levelIcon("warning"),
        h("span", {}, driftText(drift)),
      ),
    ),
  );
}
