import { iconAlarmBell, iconLightDark, iconTree, iconTrend } from "@siemens/ix-icons/icons";
import type { IndicatorView, ServicesView } from "../src/api-types.ts";
import { createAlarmList } from "./alarm-list.ts";
import { getAlarms, getIndicators, getPlant, getPoint } from "./api.ts";
import { defineComponents } from "./components.ts";
import { h } from "./dom.ts";
import { openLive } from "./live.ts";
import { createPointList } from "./point-list.ts";
import { currentRoute, pointLink } from "./route.ts";
import { startTheme, toggleScheme } from "./theme.ts";
import "./style.css";

/** A point's details are read again at most so often while its sensors keep sending, milliseconds. */
const REFRESH_MS = 2000;
/** A connection that is back before this is nobody's concern, milliseconds. */
const LOST_AFTER_MS = 2000;

startTheme();
defineComponents();

let shownPoint: string | undefined;
let lost: number | undefined;
let catalogue: Readonly<Record<string, IndicatorView>> = {};
const points = createPointList();
const pointPane = h("main", { class: "pane point-pane" }, h("ix-spinner", { size: "large" }));
// Charts are most of the code: lists are there before it.
const pointView = import("./point-view.ts").then(({ createPointView }) => {
  const view = createPointView(() => catalogue);
  pointPane.replaceChildren(view.element);
  return view;
});
const alarms = createAlarmList();
const banner = h("ix-message-bar", { type: "warning", persistent: true, class: "banner" });
banner.hidden = true;
const header = h(
  "ix-application-header",
  { name: "Raceway", appIcon: "./raceway.svg", appIconAlt: "" },
  h("ix-icon-button", {
    icon: iconLightDark,
    variant: "subtle-tertiary",
    "aria-label": "Light or dark",
    title: "Light or dark",
    onclick: toggleScheme,
  }),
);
const tabs = createTabs();
const layout = h("div", { class: "layout" }, points.element, pointPane, alarms.element);
document.body.append(
  h(
    "ix-application",
    { forceBreakpoint: "lg" },
    header,
    h("div", { class: "frame" }, banner, layout, tabs.element),
  ),
);

const live = openLive(
  {
    hello({ services }) {
      showServices(services);
      void readAll();
    },
    services: showServices,
    point: points.setPoint,
    fresh: ({ path }) => refresher.ask(path),
    spectrum: ({ path }) => refresher.ask(path),
    // Which comes first is the service's business, so the list is read again.
    alarm: () => void readAlarms(),
  },
  () => showLost("The connection to the console is lost. What you see is old; trying again."),
);
const refresher = createRefresher();
window.addEventListener("hashchange", route);
route();

/** On a wide screen a point is always open: the one that most needs a look. */
function route(): void {
  const now = currentRoute();
  layout.dataset["view"] = now.view;
  tabs.select(now.view);
  const path = now.view === "point" ? now.path : shownPoint;
  points.select(path);
  live.follow(path);
  if (path !== undefined) void showPoint(path);
}

async function readAll(): Promise<void> {
  try {
    const [plant, indicators] = await Promise.all([getPlant(), getIndicators(), readAlarms()]);
    catalogue = indicators;
    header.nameSuffix = plant.name;
    document.title = `Raceway: ${plant.name}`;
    points.setPlant(plant);
    const first = points.worst();
    if (shownPoint === undefined && first !== undefined && currentRoute().view !== "point") {
      await showPoint(first.path);
      route();
    } else if (shownPoint !== undefined) await showPoint(shownPoint);
  } catch (error) {
    showLost(`${error instanceof Error ? error.message : error} Trying again.`);
  }
}

async function readAlarms(): Promise<void> {
  const list = await getAlarms();
  alarms.setAlarms(list);
  tabs.count(list.filter(({ state }) => state !== "acknowledged").length);
}

async function showPoint(path: string): Promise<void> {
  shownPoint = path;
  tabs.setPoint(path);
  try {
    const [view, point] = await Promise.all([pointView, getPoint(path)]);
    if (shownPoint === path) view.show(point);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (shownPoint === path) (await pointView).fail(path, why);
  }
}

/** Reads the shown point again when it has news, but not more often than {@link REFRESH_MS} and never while nobody looks. */
function createRefresher() {
  let waiting: number | undefined;
  return {
    ask(path: string): void {
      if (path !== shownPoint || waiting !== undefined) return;
      waiting = window.setTimeout(() => {
        waiting = undefined;
        if (!document.hidden && shownPoint === path) void showPoint(path);
      }, REFRESH_MS);
    },
  };
}

function showServices({ broker, online }: ServicesView): void {
  clearTimeout(lost);
  lost = undefined;
  banner.hidden = broker;
  if (!broker)
    banner.textContent =
      "The console has no connection to the message broker. What you see is the last that it heard.";
  alarms.setService(online["alarms"] !== false);
}

function showLost(text: string): void {
  lost ??= window.setTimeout(() => {
    banner.textContent = text;
    banner.hidden = false;
  }, LOST_AFTER_MS);
}

/** On a narrow screen only one pane is shown; these are the ways between them. */
function createTabs() {
  const entries = {
    points: tab("#/", iconTree, "Points"),
    point: tab("#/", iconTrend, "Point"),
    alarms: tab("#/alarms", iconAlarmBell, "Alarms"),
  };
  return {
    element: h("nav", { class: "tabs", "aria-label": "Views" }, ...Object.values(entries)),
    select(view: keyof typeof entries): void {
      for (const [name, entry] of Object.entries(entries))
        entry.setAttribute("aria-current", name === view ? "page" : "false");
    },
    setPoint(path: string): void {
      entries.point.setAttribute("href", pointLink(path));
    },
    count(unacknowledged: number): void {
      const label = unacknowledged === 0 ? "Alarms" : `Alarms (${unacknowledged})`;
      entries.alarms.lastElementChild?.replaceChildren(label);
    },
  };
}

function tab(href: string, icon: string, label: string): HTMLAnchorElement {
  return h(
    "a",
    { href },
    h("ix-icon", { name: icon, size: "24", "aria-hidden": "true" }),
    h("span", {}, label),
  );
}
