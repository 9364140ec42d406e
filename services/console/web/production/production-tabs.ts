import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { pageTabs } from "../shared/page-tabs.ts";

const TABS = [
  { view: "production", text: "production.tab.downtime" },
  { view: "week", text: "production.tab.week" },
] as const;

/** The ways between the pages of production. */
export function productionTabs(present: (typeof TABS)[number]["view"]): VNode {
  return pageTabs(
    t("production.tabs"),
    TABS.map(({ view, text }) => ({ view, text: t(text) })),
    present,
  );
}
