import type { MachineView, PlantView, PointView } from "../../src/http/api-types.ts";
import { alarmBrief } from "../alarms/alarm-card.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getPoint } from "../shared/api.ts";
import { fill, h } from "../shared/dom.ts";
import { indicatorText, moment, withUnit } from "../shared/format.ts";
import { levelPill } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { pointLink, type Route } from "../shared/route.ts";
import { type PlantState, worstLevel } from "../shared/state.ts";
import { pointRow } from "./plant-page.ts";

/** Of each kind of channel, what a person looks at first. */
const KEY_INDICATORS = ["velocity_rms", "rms", "crest_factor", "temperature", "level", "speed"];
/** Details are read again at most so often, milliseconds. */
const REFRESH_MS = 5000;

interface Found {
  readonly line: PlantView["lines"][number];
  readonly machine: MachineView;
}

/** One machine: its points side by side, with their latest values and alarms. */
export function createMachinePage(state: PlantState): Page {
  const head = h("header", {});
  const rows = h("section", { class: "card", "aria-label": t("machine.points") });
  const alarms = h("section", { class: "card", "aria-label": t("alarms.title") });
  const values = h("section", { class: "card", "aria-label": t("machine.values") });
  const element = h(
    "div",
    { class: "page" },
    head,
    h("div", { class: "overview" }, rows, alarms),
    values,
  );
  let path = "";
  let readAt = Number.NEGATIVE_INFINITY;

  function update(): void {
    const found = find(state.plant(), path);
    if (found === undefined) {
      if (state.plant() !== undefined)
        fill(head, h("h1", {}, path), h("p", { class: "quiet" }, t("machine.unknown")));
      return;
    }
    const points = state.pointsOf(found.machine);
    fill(
      head,
      h("p", { class: "crumbs" }, h("a", { href: "#/" }, found.line.name)),
      h(
        "div",
        { class: "point-title" },
        h("h1", {}, found.machine.name),
        levelPill(worstLevel(points)),
      ),
    );
    fill(
      rows,
      h("h2", {}, t("machine.points")),
      ...points.map((point) => pointRow(point, undefined)),
    );
    const own = state.alarms().filter((alarm) => alarm.point.startsWith(`${path}/`));
    const none = h("p", { class: "quiet" }, t("machine.noAlarms"));
    fill(
      alarms,
      h("h2", {}, t("alarms.title")),
      ...(own.length > 0 ? own.map(alarmBrief) : [none]),
    );
    if (performance.now() - readAt < REFRESH_MS) return;
    readAt = performance.now();
    void readValues(found);
  }

  async function readValues({ machine }: Found): Promise<void> {
    const asked = path;
    try {
      const views = await Promise.all(machine.points.map((point) => getPoint(point.path)));
      if (asked !== path) return;
      fill(values, h("h2", {}, t("machine.values")), valueTable(views, state));
    } catch (error) {
      fill(values, h("p", { class: "quiet" }, faultOf(error)));
    }
  }

  return {
    element,
    open(route: Route): void {
      if (route.view !== "machine") return;
      if (route.path !== path) readAt = Number.NEGATIVE_INFINITY;
      path = route.path;
      update();
    },
    update,
  };
}

function find(plant: PlantView | undefined, path: string): Found | undefined {
  for (const line of plant?.lines ?? [])
    for (const machine of line.machines)
      if (`${plant?.site}/${line.id}/${machine.id}` === path) return { line, machine };
  return undefined;
}

function valueTable(views: readonly PointView[], state: PlantState): HTMLElement {
  const rows = views.flatMap((view) =>
    view.channels.map((channel) => {
      const latest = view.indicators[channel.id];
      const shown = KEY_INDICATORS.flatMap((name) => {
        const value = latest?.indicators[name];
        if (value === undefined) return [];
        const unit = state.catalogue()[name]?.unit ?? "";
        const own = unit === "signal" ? (channel.unit ?? "") : unit;
        return [`${indicatorText(name)} ${withUnit(value, own)}`];
      });
      return h(
        "tr",
        {},
        h("td", {}, h("a", { href: pointLink(view.path) }, view.name)),
        h("td", {}, channel.name),
        h("td", { class: "tabular" }, shown.join(" · ") || t("machine.nothingYet")),
        h("td", { class: "tabular" }, latest === undefined ? "" : moment(latest.time)),
      );
    }),
  );
  return h(
    "div",
    { class: "table-frame", role: "region", "aria-label": t("machine.values"), tabIndex: 0 },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...[t("table.point"), t("table.channel"), t("table.values"), t("table.time")].map(
            (text) => h("th", { scope: "col" }, text),
          ),
        ),
      ),
      h("tbody", {}, ...rows),
    ),
  );
}
