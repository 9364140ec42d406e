import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { h } from "../shared/h.ts";
import { pageTabs } from "../shared/page-tabs.ts";

const TABS = [
  { view: "stands", text: "stands.tab.parts" },
  { view: "quality", text: "stands.tab.quality" },
  { view: "record", text: "stands.tab.record" },
] as const;

/** The head of a page of test stands, with the ways between them. @param stand that stays chosen. */
export function standsHead(present: (typeof TABS)[number]["view"], stand: string): VNode {
  const query = stand === "" ? "" : `/${new URLSearchParams({ stand })}`;
  const tabs = pageTabs(
    t("stands.tabs"),
    TABS.map(({ view, text }) => ({ view, text: t(text) })),
    present,
    query,
  );
  return h("header", { class: "page-head" }, h("h1", {}, t("stands.title")), tabs);
}
