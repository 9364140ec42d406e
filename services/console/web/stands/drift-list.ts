import type { VNode } from "preact";
import type { DriftView, OriginCondition, StandView } from "../../src/stands/stand-types.ts";
import { t } from "../i18n/text.ts";
import { weekMoment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { levelIcon } from "../shared/levels.ts";
import { pointLink } from "../shared/route.ts";
import { headlineOf } from "../shared/words.ts";
import type { createRelearnForm } from "./relearn-form.ts";
import { driftText } from "./stand-words.ts";

/** What is no longer where it was when its type was learnt, each beside the condition of the machine that it was traced to. */
export function driftList(stand: StandView, form: ReturnType<typeof createRelearnForm>): VNode {
  const { drifts } = stand;
  return h(
    "section",
    { class: "card", "aria-label": t("stands.drifts") },
    h("h2", {}, t("stands.drifts")),
    drifts.length === 0 && h("p", { class: "quiet" }, t("stands.noDrifts")),
    drifts.map((drift) => driftOf(stand, drift, form)),
    h("p", { class: "quiet", role: "status" }, form.message()),
  );
}

function driftOf(
  stand: StandView,
  drift: DriftView,
  form: ReturnType<typeof createRelearnForm>,
): VNode {
  return h(
    "article",
    {
      key: `${drift.type} ${drift.rpm} ${drift.side} ${drift.band}`,
      class: "finding edge-warning",
    },
    h("p", { class: "judged" }, levelIcon("warning"), h("span", {}, driftText(drift))),
    drift.condition && conditionOf(drift.condition),
    form.view(stand, drift),
  );
}

/** How the machine is that the parts which differ come from. */
function conditionOf(condition: OriginCondition): VNode {
  const { point, where, level, since } = condition;
  const said = since === undefined ? "" : t("stands.drift.since", { since: weekMoment(since) });
  return h(
    "p",
    { class: "judged" },
    levelIcon(level),
    h(
      "span",
      {},
      t("stands.drift.condition"),
      " ",
      h("a", { href: pointLink(point) }, `${where.machine} › ${where.point}`),
      `: ${headlineOf(condition)}${said}`,
    ),
  );
}
