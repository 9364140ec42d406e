import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { h } from "../shared/h.ts";

const TABS = ["alarms", "history", "covered", "handover", "report"] as const;

/** The ways between the five pages of alarms; they look like tabs, and are links. */
export function alarmTabs(present: (typeof TABS)[number]): VNode {
  const links = TABS.map((name) =>
    h(
      "a",
      { href: `#/${name}`, "aria-current": name === present ? "page" : "false" },
      t(`alarms.tab.${name}`),
    ),
  );
  return h("nav", { class: "tabs", "aria-label": t("alarms.title") }, links);
}
