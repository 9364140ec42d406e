import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { h } from "../shared/h.ts";

const TABS = [
  { view: "maintenance", text: "plan.tab.work" },
  { view: "planning", text: "plan.tab.plan" },
] as const;

/** The ways between what is to be done and when it is. */
export function planningTabs(present: (typeof TABS)[number]["view"]): VNode {
  return h(
    "nav",
    { class: "tabs", "aria-label": t("plan.tabs") },
    TABS.map(({ view, text }) =>
      h("a", { href: `#/${view}`, "aria-current": view === present ? "page" : "false" }, t(text)),
    ),
  );
}
