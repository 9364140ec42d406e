import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { h } from "../shared/h.ts";

const TABS = [
  { view: "stands", text: "stands.tab.parts" },
  { view: "quality", text: "stands.tab.quality" },
  { view: "record", text: "stands.tab.record" },
] as const;

/** The head of a page of test stands, with the ways between them. @param stand that stays chosen. */
export function standsHead(present: (typeof TABS)[number]["view"], stand: string): VNode {
  const query = stand === "" ? "" : `/${new URLSearchParams({ stand })}`;
  const tabs = h(
    "nav",
    { class: "tabs", "aria-label": t("stands.tabs") },
    TABS.map(({ view, text }) =>
      h(
        "a",
        { href: `#/${view}${query}`, "aria-current": view === present ? "page" : "false" },
        t(text),
      ),
    ),
  );
  return h("header", { class: "page-head" }, h("h1", {}, t("stands.title")), tabs);
}
