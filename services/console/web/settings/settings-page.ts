import { t } from "../i18n/text.ts";
import { fill, h } from "../shared/dom.ts";
import type { Page } from "../shared/page.ts";
import type { PlantState } from "../shared/state.ts";
import { createLimitsPanel } from "./limits-panel.ts";
import { createNotifyPanel } from "./notify-panel.ts";
import { createOwnPanel } from "./own-panel.ts";
import { createUsersPanel } from "./users-panel.ts";

const TABS = ["limits", "users", "notifications", "own"] as const;
type Tab = (typeof TABS)[number];

interface Panel {
  readonly element: HTMLElement;
  open(): void;
  update?(): void;
  fresh?(): void;
}

/** Limits, accounts, who is told of alarms, and what a person sets for themselves. */
export function createSettingsPage(state: PlantState): Page {
  const makers: Readonly<Record<Tab, () => Panel>> = {
    limits: () => createLimitsPanel(state),
    users: createUsersPanel,
    notifications: createNotifyPanel,
    own: createOwnPanel,
  };
  const panels = new Map<Tab, Panel>();
  const links = new Map(
    TABS.map((tab) => [tab, h("a", { href: `#/settings/${tab}` }, t(`settings.tab.${tab}`))]),
  );
  const content = h("div", {});
  const element = h(
    "div",
    { class: "page" },
    h("header", { class: "page-head" }, h("h1", {}, t("nav.settings"))),
    h("nav", { class: "tabs", "aria-label": t("settings.sections") }, ...links.values()),
    content,
  );
  let shown: Panel | undefined;

  return {
    element,
    open(route) {
      const wanted = route.view === "settings" ? route.tab : undefined;
      const tab = TABS.find((name) => name === wanted) ?? "limits";
      for (const [name, link] of links)
        link.setAttribute("aria-current", name === tab ? "page" : "false");
      shown = panels.get(tab) ?? makers[tab]();
      panels.set(tab, shown);
      fill(content, shown.element);
      shown.open();
    },
    update: () => shown?.update?.(),
    fresh: () => shown?.fresh?.(),
  };
}
