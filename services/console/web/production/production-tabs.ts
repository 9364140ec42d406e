import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { h } from "../shared/h.ts";

const TABS = [
  { view: "production", text: "production.tab.downtime" },
  { view: "week", text: "production.tab.week" },
] as const;

/** The ways between the pages of production. */
export function productionTabs(present: (typeof TABS)[number]["view"]): VNode {
  return h(
    "nav",
    { class: "tabs", "aria-label": t("production.tabs") },
    TABS.map(({ view, text }) =>
      h("a", { href: `#/${view}`, "aria-current": view === present ? "page" : "false" }, t(text)),
    ),
  );
}
