import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { pageTabs } from "../shared/page-tabs.ts";

const TABS = [
  { view: "maintenance", text: "plan.tab.work" },
  { view: "planning", text: "plan.tab.plan" },
] as const;

/** The ways between what is to be done and when it is. */
export function planningTabs(present: (typeof TABS)[number]["view"]): VNode {
  return pageTabs(
    t("plan.tabs"),
    TABS.map(({ view, text }) => ({ view, text: t(text) })),
    present,
  );
}
