import {
  iconAlarmBell,
  iconCogwheel,
  iconLanguage,
  iconLightDark,
  iconLogOut,
  iconMaintenance,
  iconPlant,
  iconSensor,
} from "@siemens/ix-icons/icons";
import { chooseLanguage, language, t } from "../i18n/text.ts";
import { h } from "./dom.ts";
import { loggedIn } from "./person.ts";
import type { View } from "./route.ts";
import { toggleScheme } from "./theme.ts";

type Entry = "plant" | "alarms" | "maintenance" | "sensors" | "settings";

const ENTRIES: readonly { readonly view: Entry; readonly icon: string }[] = [
  { view: "plant", icon: iconPlant },
  { view: "alarms", icon: iconAlarmBell },
  { view: "maintenance", icon: iconMaintenance },
  { view: "sensors", icon: iconSensor },
  { view: "settings", icon: iconCogwheel },
];

/** Under which entry the pages belong that have none of their own. */
const OWNERS: Readonly<Partial<Record<View, Entry>>> = {
  machine: "plant",
  point: "plant",
  covered: "alarms",
  report: "alarms",
};

/** What stands around every page: the header, the ways between pages, and a banner for what everybody must know. */
export function createShell() {
  const banner = h("ix-message-bar", { type: "warning", persistent: true, class: "banner" });
  banner.hidden = true;
  banner.setAttribute("role", "status");
  const main = h("main", { class: "content", tabIndex: -1, id: "content" });
  const links = new Map(ENTRIES.map(({ view, icon }) => [view, link(view, icon)]));
  const nav = h("nav", { class: "rail", "aria-label": t("nav.label") }, ...links.values());
  const header = h(
    "ix-application-header",
    { name: "Raceway", appIcon: "./raceway.svg", appIconAlt: "" },
    iconButton(iconLanguage, t("nav.language"), () =>
      chooseLanguage(language() === "en" ? "zh" : "en"),
    ),
    iconButton(iconLightDark, t("nav.scheme"), () => toggleScheme()),
    loggedIn() !== undefined && iconButton(iconLogOut, t("nav.logOut"), () => void logOut()),
  );
  const skip = h(
    "a",
    {
      class: "skip",
      href: "#content",
      onclick: (event: Event) => {
        event.preventDefault();
        main.focus();
      },
    },
    t("nav.skip"),
  );
  document.body.append(
    skip,
    h(
      "ix-application",
      { forceBreakpoint: "lg" },
      header,
      h("div", { class: "frame" }, banner, h("div", { class: "layout" }, nav, main)),
    ),
  );

  return {
    main,
    setPlant(name: string): void {
      header.nameSuffix = name;
    },
    /** Marks the way to the present page. */
    select(view: View): void {
      const entry = OWNERS[view] ?? view;
      for (const [name, element] of links)
        element.setAttribute("aria-current", name === entry ? "page" : "false");
    },
    /** Alarms that wait for somebody. */
    setWaiting(count: number): void {
      const badge = links.get("alarms")?.querySelector(".badge");
      badge?.replaceChildren(count === 0 ? "" : String(count));
    },
    /** Undefined: nothing to say. */
    setBanner(text: string | undefined): void {
      banner.hidden = text === undefined;
      if (text !== undefined && banner.textContent !== text) banner.textContent = text;
    },
  };
}

function link(view: Entry, icon: string): HTMLAnchorElement {
  return h(
    "a",
    { href: view === "plant" ? "#/" : `#/${view}` },
    h(
      "span",
      { class: "rail-icon" },
      h("ix-icon", { name: icon, size: "24", "aria-hidden": "true" }),
      h("span", { class: "badge" }),
    ),
    h("span", {}, t(`nav.${view}`)),
  );
}

function iconButton(icon: string, label: string, onclick: () => void): HTMLElement {
  return h("ix-icon-button", {
    icon,
    variant: "subtle-tertiary",
    "aria-label": label,
    title: label,
    onclick,
  });
}

async function logOut(): Promise<void> {
  await fetch("./api/session", { method: "DELETE" }).catch(() => undefined);
  location.reload();
}
