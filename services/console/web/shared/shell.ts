import {
  iconAlarmBell,
  iconBarchart,
  iconCogwheel,
  iconLanguage,
  iconLightDark,
  iconLogOut,
  iconMaintenance,
  iconPlant,
  iconQualityReport,
  iconSensor,
} from "@siemens/ix-icons/icons";
import { type ComponentChild, createElement, Fragment, type VNode } from "preact";
import { chooseLanguage, language, t } from "../i18n/text.ts";
import { h } from "./h.ts";
import { loggedIn } from "./person.ts";
import type { View } from "./route.ts";
import { toggleScheme } from "./theme.ts";

type Entry = "plant" | "alarms" | "maintenance" | "production" | "stands" | "sensors" | "settings";

const ENTRIES: readonly { readonly view: Entry; readonly icon: string }[] = [
  { view: "plant", icon: iconPlant },
  { view: "alarms", icon: iconAlarmBell },
  { view: "maintenance", icon: iconMaintenance },
  { view: "production", icon: iconBarchart },
  { view: "stands", icon: iconQualityReport },
  { view: "sensors", icon: iconSensor },
  { view: "settings", icon: iconCogwheel },
];

/** Under which entry the pages belong that have none of their own. */
const OWNERS: Readonly<Partial<Record<View, Entry>>> = {
  machine: "plant",
  point: "plant",
  history: "alarms",
  occurrence: "alarms",
  covered: "alarms",
  report: "alarms",
  handover: "alarms",
  quality: "stands",
  planning: "maintenance",
  record: "stands",
  week: "production",
};

/** What stands around a page. */
export interface Shell {
  readonly view: View;
  /** The plant's name, once it is known. */
  readonly plant?: string | undefined;
  /** Finished bearings are tested here. */
  readonly stands: boolean;
  /** Some machine tells what it does. */
  readonly production: boolean;
  /** Alarms that wait for somebody. */
  readonly waiting: number;
  /** What everybody must know. */
  readonly banner?: string | undefined;
  /** What must be known of the times that are shown. */
  readonly notes: readonly string[];
  /** Above the pages of a simulated plant. */
  readonly simulation?: VNode | undefined;
}

/** The header, the ways between pages, a banner for what everybody must know, and the page in the middle. */
export function shell(
  { view, plant, stands, production, waiting, banner, notes, simulation }: Shell,
  content: ComponentChild,
): VNode {
  return createElement(
    Fragment,
    {},
    h("a", { class: "skip", href: "#content", onclick: skip }, t("nav.skip")),
    h(
      "ix-application",
      { forceBreakpoint: "lg" },
      h(
        "ix-application-header",
        { name: "Raceway", nameSuffix: plant, appIcon: "./raceway.svg", appIconAlt: "" },
        iconButton(iconLanguage, t("nav.language"), () =>
          chooseLanguage(language() === "en" ? "zh" : "en"),
        ),
        iconButton(iconLightDark, t("nav.scheme"), toggleScheme),
        loggedIn() !== undefined && iconButton(iconLogOut, t("nav.logOut"), () => void logOut()),
      ),
      h(
        "div",
        { class: "frame" },
        h(
          "ix-message-bar",
          {
            type: "warning",
            persistent: true,
            class: "banner",
            role: "status",
            hidden: banner === undefined,
          },
          banner,
        ),
        notes.map((note) => h("p", { key: note, class: "zone small quiet" }, note)),
        simulation,
        h(
          "div",
          { class: "layout" },
          h(
            "nav",
            { class: "rail", "aria-label": t("nav.label") },
            ENTRIES.filter(
              (entry) =>
                (stands || entry.view !== "stands") && (production || entry.view !== "production"),
            ).map((entry) => link(entry, (OWNERS[view] ?? view) === entry.view, waiting)),
          ),
          h("main", { class: "content", tabIndex: -1, id: CONTENT, "data-view": view }, content),
        ),
      ),
    ),
  );
}

const CONTENT = "content";

/** Where the page is; undefined before the first drawing. */
export function contentElement(): HTMLElement | undefined {
  return document.getElementById(CONTENT) ?? undefined;
}

function skip(event: Event): void {
  event.preventDefault();
  contentElement()?.focus();
}

function link({ view, icon }: (typeof ENTRIES)[number], present: boolean, waiting: number): VNode {
  const count = view === "alarms" && waiting > 0 ? String(waiting) : "";
  return h(
    "a",
    { href: view === "plant" ? "#/" : `#/${view}`, "aria-current": present ? "page" : "false" },
    h(
      "span",
      { class: "rail-icon" },
      h("ix-icon", { name: icon, size: "24", "aria-hidden": "true" }),
      h("span", { class: "badge" }, count),
    ),
    h("span", {}, t(`nav.${view}`)),
  );
}

function iconButton(icon: string, label: string, onclick: () => void): VNode {
  return h("ix-icon-button", {
    icon,
    variant: "subtle-tertiary",
    "aria-label": label,
    title: label,
    onclick,
  });
}

async function logOut(): Promise<void> {
  const answer = await fetch("./api/session", { method: "DELETE" }).catch(() => undefined);
  // Who vouched for the person ends its own session too.
  const ending = answer?.status === 200 ? await answer.json() : undefined;
  if (typeof ending?.url === "string") location.assign(ending.url);
  else location.reload();
}
