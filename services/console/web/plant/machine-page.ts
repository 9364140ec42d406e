import type { ComponentChild, VNode } from "preact";
import type {
  IsoView,
  MachineDetailView,
  MachineView,
  PlantView,
  PointView,
} from "../../src/http/api-types.ts";
import { alarmBrief } from "../alarms/alarm-card.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getMachine, getPoint } from "../shared/api.ts";
import { indicatorText, moment, number, withUnit } from "../shared/format.ts";
import { grafanaLink } from "../shared/grafana-link.ts";
import { h } from "../shared/h.ts";
import { levelPill } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { redraw } from "../shared/redraw.ts";
import { createReportLinks } from "../shared/report-links.ts";
import { pointLink, type Route } from "../shared/route.ts";
import { type PlantState, worstLevel } from "../shared/state.ts";
import { keyed, table } from "../shared/table.ts";
import { createMachineTrends } from "./machine-trends.ts";
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
  let path = "";
  let readAt = Number.NEGATIVE_INFINITY;
  let values: readonly PointView[] = [];
  let detail: MachineDetailView | undefined;
  let fault: string | undefined;
  const report = createReportLinks();
  const trends = createMachineTrends((point) => state.point(point)?.name ?? point);

  function view(): VNode {
    const found = find(state.plant(), path);
    return h("div", { class: "page" }, found === undefined ? unknown() : machineParts(found));
  }

  function unknown(): ComponentChild {
    if (state.plant() === undefined) return undefined;
    return h("header", {}, h("h1", {}, path), h("p", { class: "quiet" }, t("machine.unknown")));
  }

  function machineParts({ line, machine }: Found): ComponentChild {
    const points = state.pointsOf(machine);
    const own = state.alarms().filter((alarm) => alarm.point.startsWith(`${path}/`));
    return [
      h(
        "header",
        {},
        h("p", { class: "crumbs" }, h("a", { href: "#/" }, line.name)),
        h(
          "div",
          { class: "point-title" },
          h("h1", {}, machine.name),
          levelPill(worstLevel(points)),
        ),
        report(path),
        grafanaLink(path),
        detail && factList(detail, state),
      ),
      h(
        "div",
        { class: "overview" },
        h(
          "section",
          { class: "card", "aria-label": t("machine.points") },
          h("h2", {}, t("machine.points")),
          points.map((point) => pointRow(point, undefined)),
        ),
        h(
          "section",
          { class: "card", "aria-label": t("alarms.title") },
          h("h2", {}, t("alarms.title")),
          own.length > 0 ? own.map(alarmBrief) : h("p", { class: "quiet" }, t("machine.noAlarms")),
        ),
      ),
      trends.view(),
      h(
        "section",
        { class: "card", "aria-label": t("machine.values") },
        h("h2", {}, t("machine.values")),
        fault === undefined ? valueTable(values, state) : h("p", { class: "quiet" }, fault),
      ),
    ];
  }

  function update(): void {
    const found = find(state.plant(), path);
    if (found === undefined || performance.now() - readAt < REFRESH_MS) return;
    readAt = performance.now();
    void readValues(found);
  }

  async function readValues({ line, machine }: Found): Promise<void> {
    const asked = path;
    try {
      const [now, views] = await Promise.all([
        getMachine(line.id, machine.id),
        Promise.all(machine.points.map((point) => getPoint(point.path))),
      ]);
      if (asked !== path) return;
      values = views;
      detail = now;
      trends.setMachine(now);
      fault = undefined;
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  return {
    view,
    open(route: Route): void {
      if (route.view !== "machine") return;
      if (route.path !== path) {
        readAt = Number.NEGATIVE_INFINITY;
        values = [];
        detail = undefined;
      }
      path = route.path;
      update();
    },
    update,
  };
}

/** What the plant file and the sensors say of the machine as a whole. */
function factList(detail: MachineDetailView, state: PlantState): VNode {
  const { powerKw, speed, iso, outOfScope } = detail;
  const facts = [
    powerKw !== undefined && t("machine.power", { kw: number(powerKw) }),
    speed !== undefined &&
      t(speed.measured ? "machine.speed" : "machine.speedNominal", { rpm: Math.round(speed.rpm) }),
    iso === undefined
      ? outOfScope !== undefined && t(`machine.outOfScope.${outOfScope}`)
      : zoneText(iso, state),
  ].filter((fact) => typeof fact === "string");
  return h(
    "ul",
    { class: "facts" },
    facts.map((fact) => h("li", {}, fact)),
  );
}

function zoneText(iso: IsoView, state: PlantState): string {
  const { edition, group, support, ab, bc, cd, worst } = iso;
  const limits = t("machine.zones", {
    edition,
    group,
    support: t(support === "rigid" ? "machine.rigid" : "machine.flexible"),
    ab,
    bc,
    cd,
  });
  if (worst === undefined) return limits;
  const point = state.point(worst.point)?.name ?? worst.point;
  const { zone } = worst;
  return `${t("machine.zone", { zone, value: withUnit(worst.value, "mm/s"), point })} · ${limits}`;
}

function find(plant: PlantView | undefined, path: string): Found | undefined {
  for (const line of plant?.lines ?? [])
    for (const machine of line.machines)
      if (`${plant?.site}/${line.id}/${machine.id}` === path) return { line, machine };
  return undefined;
}

function valueTable(views: readonly PointView[], state: PlantState): VNode {
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
      return keyed(`${view.path}/${channel.id}`, [
        h("a", { href: pointLink(view.path) }, view.name),
        channel.name,
        h("span", { class: "tabular" }, shown.join(" · ") || t("machine.nothingYet")),
        h("span", { class: "tabular" }, latest === undefined ? "" : moment(latest.time)),
      ]);
    }),
  );
  return table(
    t("machine.values"),
    [t("table.point"), t("table.channel"), t("table.values"), t("table.time")],
    rows,
  );
}
