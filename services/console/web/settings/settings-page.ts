import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { h } from "../shared/h.ts";
import type { Page } from "../shared/page.ts";
import type { PlantState } from "../shared/state.ts";
import { createLimitsPanel } from "./limits-panel.ts";
import { createMachinesPanel } from "./machines-panel.ts";
import { createNotifyPanel } from "./notify-panel.ts";
import { createOwnPanel } from "./own-panel.ts";
import { createUsersPanel } from "./users-panel.ts";

const TABS = ["limits", "machines", "users", "notifications", "own"] as const;
type Tab = (typeof TABS)[number];

interface Panel {
  view(): VNode;
  open(): void;
  update?(): void;
  fresh?(): void;
}

/** Limits, accounts, who is told of alarms, and what a person sets for themselves. */
export function createSettingsPage(state: PlantState): Page {
  const makers: Readonly<Record<Tab, () => Panel>> = {
    limits: () => createLimitsPanel(state),
    machines: () => createMachinesPanel(state),
    users: () => createUsersPanel(state),
    notifications: createNotifyPanel,
    own: () => createOwnPanel(state),
  };
  const panels = new Map<Tab, Panel>();
  let shown: Tab = "limits";

  function view(): VNode {
    return h(
      "div",
      { class: "page" },
      h("header", { class: "page-head" }, h("h1", {}, t("nav.settings"))),
      h(
        "nav",
        { class: "tabs", "aria-label": t("settings.sections") },
        TABS.map((tab) =>
          h(
            "a",
            { href: `#/settings/${tab}`, "aria-current": tab === shown ? "page" : "false" },
            t(`settings.tab.${tab}`),
          ),
        ),
      ),
      h("div", { key: shown }, panels.get(shown)?.view()),
    );
  }

  return {
    view,
    open(route) {
      const wanted = route.view === "settings" ? route.tab : undefined;
      shown = TABS.find((name) => name === wanted) ?? "limits";
      const panel = panels.get(shown) ?? makers[shown]();
      panels.set(shown, panel);
      panel.open();
    },
    update: () => panels.get(shown)?.update?.(),
    fresh: () => panels.get(shown)?.fresh?.(),
  };
}
