import type { ComponentChild, VNode } from "preact";
import {
  LEVELS,
  type LeadView,
  type LineView,
  type MachineGlanceView,
  type MachineView,
  type PlantView,
  type PointSummary,
  type StateView,
} from "../../src/http/api-types.ts";
import { alarmBrief } from "../alarms/alarm-card.ts";
import { t } from "../i18n/text.ts";
import { getGlances } from "../shared/api.ts";
import { moment, percent } from "../shared/format.ts";
import { createGlances } from "../shared/glances.ts";
import { h } from "../shared/h.ts";
import { leadValue } from "../shared/lead-value.ts";
import { levelIcon, levelPill, levelWord, standingWord } from "../shared/levels.ts";
import { createMemo } from "../shared/memo.ts";
import type { Page } from "../shared/page.ts";
import { placeName } from "../shared/place-name.ts";
import { redraw } from "../shared/redraw.ts";
import { createReportLinks } from "../shared/report-links.ts";
import { machineLink, pointLink } from "../shared/route.ts";
import { sparkline } from "../shared/sparkline.ts";
import { type PlantState, worstLevel } from "../shared/state.ts";
import { headlineOf, lifeText } from "../shared/words.ts";
import { createHealthOfLines } from "./rolled-up-health.ts";

/** Rows of the list of points that need a look; more are a click away on their machines. */
const MOST_TROUBLED = 8;
const MOST_ALARMS = 5;
/** A plant of more machines than a few screens show begins with its lines closed. */
const MOST_MACHINES_OPEN = 40;
const LINES_KEY = "raceway.lines";

/** The plant at a glance: what needs a look, worst first, and every line as a map of its machines. */
export function createPlantPage(state: PlantState): Page {
  const tileOf = createMemo<VNode>();
  const headOf = createMemo<ComponentChild>();
  const healthOfLines = createHealthOfLines(state);
  const glances = createGlances(readMachines, (key) => key.split("/")[0] ?? "");
  const choices = createLineChoices();
  const reports = new Map<string, (of: string) => VNode>();
  let wanted = "";
  let known: PlantView | undefined;

  function view(): VNode {
    const plant = state.plant();
    if (plant === undefined) return h("div", { class: "page" });
    if (plant !== known) glances.forget();
    known = plant;
    const points = state.points();
    const machines = plant.lines.reduce((sum, line) => sum + line.machines.length, 0);
    const isLarge = machines > MOST_MACHINES_OPEN;
    const lines = plant.lines.flatMap((line) => lineOf(line, isLarge) ?? []);
    return h(
      "div",
      { class: "page" },
      h(
        "header",
        { class: "page-head" },
        h("h1", {}, plant.name),
        h("div", { class: "counts" }, countPills(points)),
        points.length >= 8 && filter(),
        reportOf(plant.site),
      ),
      h(
        "div",
        { class: "overview" },
        h(
          "section",
          { class: "card", "aria-label": t("plant.attention") },
          h("h2", {}, t("plant.attention")),
          healthLine(plant.lines),
          troubledRows(points, plant),
        ),
        h("section", { class: "card", "aria-label": t("alarms.title") }, alarmsHead(), alarmRows()),
      ),
      h(
        "div",
        { class: "lines" },
        lines.length > 0 ? lines : h("p", { class: "quiet" }, t("plant.none")),
      ),
    );
  }

  /** Each keeps its period. */
  function reportOf(path: string): VNode {
    const links = reports.get(path) ?? createReportLinks();
    reports.set(path, links);
    return links(path);
  }

  function lineCount({ machines }: LineView): string {
    const count = machines.length;
    return count === 1 ? t("plant.machine") : t("plant.machines", { count });
  }

  function filter(): VNode {
    return h("ix-input", {
      placeholder: t("plant.filter"),
      "aria-label": t("plant.filter"),
      class: "filter",
      value: wanted,
      onvalueChange: (event: CustomEvent<string>) => {
        wanted = event.detail;
        redraw();
      },
    });
  }

  function alarmsHead(): VNode {
    const count = state.alarms().length;
    const label = count === 0 ? t("alarms.title") : t("alarms.titleCount", { count });
    return h("h2", {}, h("a", { href: "#/alarms" }, label));
  }

  function alarmRows(): ComponentChild {
    const open = state.alarms();
    if (open.length === 0) return h("p", { class: "quiet" }, t("alarms.none"));
    return open.slice(0, MOST_ALARMS).map(alarmBrief);
  }

  function healthLine(lines: readonly LineView[]): VNode | false {
    const health = healthOfLines(lines);
    if (health === undefined) return false;
    const [worst, mean] = [Math.round(health.worst), Math.round(health.weighted)];
    return h("p", { class: "small quiet tabular" }, t("plant.health", { worst, mean }));
  }

  function lineOf(line: LineView, isLarge: boolean): VNode | undefined {
    const words = wanted.trim().toLowerCase();
    const isWanted = (machine: MachineView) =>
      [line.name, machine.name, ...machine.points.map(({ name }) => name)].some((name) =>
        name.toLowerCase().includes(words),
      );
    const machines = words === "" ? line.machines : line.machines.filter(isWanted);
    if (machines.length === 0) return undefined;
    const isOpen = words !== "" || choices.isOpen(line.id, !isLarge);
    return h(
      "section",
      {
        key: line.id,
        "aria-label": line.name,
        style: { "--machines": String(isOpen ? machines.length : 99) },
      },
      h(
        "h2",
        { class: "line-name" },
        h(
          "button",
          {
            type: "button",
            class: "line-toggle",
            "aria-expanded": String(isOpen),
            onclick: () => choices.set(line.id, !isOpen),
          },
          h("span", { class: "chevron", "aria-hidden": "true" }, "›"),
          line.name,
        ),
        h("span", { class: "small quiet tabular" }, lineCount(line)),
      ),
      headOf(line.id, [state.versionOf(line.id), line], () => lineHead(line)),
      isOpen && reportOf(`${known?.site}/${line.id}`),
      isOpen &&
        h(
          "ol",
          { class: "line-map" },
          machines.map((machine) => machineOf(line, machine)),
        ),
    );
  }

  function machineOf(line: LineView, machine: MachineView): VNode {
    const key = `${line.id}/${machine.id}`;
    const points = state.pointsOf(machine);
    const glance = glances.of(key);
    return tileOf(key, [glance, ...points], () =>
      h("li", { key: machine.id, ref: glances.ref(key) }, machineTile(machine, points, glance)),
    );
  }

  /** A line in one line: how many of its points stand where, and its health. */
  function lineHead(line: LineView): ComponentChild {
    const points = line.machines.flatMap(state.pointsOf);
    return h(
      "div",
      { class: "line-head" },
      countsOf(points).map(({ level, count }) =>
        h(
          "span",
          { key: level, class: "line-count" },
          h("span", { class: `dot dot-${level}`, "aria-hidden": "true" }),
          t("plant.count", { count, level: levelWord(level) }),
        ),
      ),
      healthLine([line]),
    );
  }

  return { view, open: () => {}, update: glances.refresh };
}

/** A machine on the map: its state by shape, word and colour, what is wrong, and each of its points. */
function machineTile(
  machine: MachineView,
  points: readonly PointSummary[],
  glance: MachineGlanceView | undefined,
): VNode {
  const level = worstLevel(points);
  const worst = points.find((point) => point.level === level);
  const path = machine.points[0]?.path ?? "";
  return h(
    "article",
    { class: `machine-tile edge-${level}` },
    h(
      "a",
      { class: "machine-link", href: machineLink(path) },
      levelIcon(level),
      h("span", { class: "machine-name" }, machine.name),
      h(
        "span",
        { class: `machine-level text-${level}` },
        worst === undefined ? levelWord(level) : standingWord(worst),
      ),
    ),
    worst !== undefined &&
      h(
        "p",
        { class: "small quiet machine-facts" },
        h("span", {}, headlineOf(worst)),
        worst.state?.learning === false && h("span", { class: "tabular" }, healthOf(worst.state)),
      ),
    glance?.lead !== undefined && glanceLine(glance.lead, glance),
    h(
      "ul",
      { class: "dots" },
      points.map((point) => h("li", { key: point.path }, dotLink(point))),
    ),
  );
}

/** Machines of one line by `line/machine`. */
async function readMachines(keys: readonly string[]) {
  const line = keys[0]?.split("/")[0] ?? "";
  const found = await getGlances(
    line,
    keys.map((key) => key.split("/")[1] ?? ""),
  );
  return found.map((glance) => [`${line}/${glance.id}`, glance] as const);
}

/** Its leading value, how that went in the last day, and since when its level is what it is. */
function glanceLine(lead: LeadView, { course, changed }: MachineGlanceView): VNode {
  return h(
    "p",
    { class: "glance" },
    leadValue(lead),
    sparkline(course),
    changed !== undefined &&
      h("span", { class: "small quiet" }, t("machine.changed", { time: moment(changed) })),
  );
}

/** Which lines a person has opened or closed, kept in this browser. */
function createLineChoices() {
  const chosen = new Map<string, boolean>(
    Object.entries(JSON.parse(localStorage.getItem(LINES_KEY) ?? "{}")),
  );
  return {
    isOpen: (line: string, otherwise: boolean): boolean => chosen.get(line) ?? otherwise,
    set(line: string, isOpen: boolean): void {
      chosen.set(line, isOpen);
      localStorage.setItem(LINES_KEY, JSON.stringify(Object.fromEntries(chosen)));
      redraw();
    },
  };
}

function dotLink(point: PointSummary): VNode {
  return h(
    "a",
    { href: pointLink(point.path), class: "dot-link" },
    h("span", { class: `dot dot-${point.level}`, "aria-hidden": "true" }),
    h("span", {}, point.name),
    point.level !== "normal" && h("span", { class: "visually-hidden" }, levelWord(point.level)),
  );
}

function troubledRows(points: readonly PointSummary[], plant: PlantView): ComponentChild {
  const troubled = points.filter(({ level }) => level !== "normal" && level !== "learning");
  if (troubled.length === 0) return h("p", { class: "quiet" }, t("plant.allWell"));
  const rows = troubled.slice(0, MOST_TROUBLED).map((point) => pointRow(point, plant));
  const more = troubled.length - rows.length;
  return more > 0 ? [...rows, h("p", { class: "quiet" }, t("plant.more", { count: more }))] : rows;
}

/** A point as one row to open it by. */
export function pointRow(point: PointSummary, plant: PlantView | undefined): VNode {
  const { life, state, path } = point;
  const facts = [
    state !== undefined && !state.learning && healthOf(state),
    life !== undefined && t("point.life", { span: lifeText(life) }),
  ].filter((fact) => fact !== false);
  return h(
    "a",
    { key: path, class: "point-row", href: pointLink(path) },
    levelIcon(point.level),
    h(
      "span",
      { class: "point-row-text" },
      h(
        "span",
        { class: "point-row-name" },
        h("span", {}, plant === undefined ? point.name : placeName(path, plant)),
        h("span", { class: `point-row-level text-${point.level}` }, standingWord(point)),
      ),
      h("span", { class: "point-row-headline" }, headlineOf(point)),
      facts.length > 0 && h("span", { class: "point-row-headline" }, facts.join(" · ")),
    ),
  );
}

function healthOf({ health }: StateView): string {
  return t("point.health", { percent: Math.round(health) });
}

function countPills(points: readonly PointSummary[]): VNode[] {
  return countsOf(points).map(({ level, count }) => {
    const title = t("plant.share", { percent: percent(count / points.length) });
    const text = t("plant.count", { count, level: levelWord(level) });
    return h("span", { key: level, title }, levelPill(level, text));
  });
}

/** How many points stand where, the worst first. */
function countsOf(points: readonly PointSummary[]) {
  const of = Map.groupBy(points, ({ level }) => level);
  return LEVELS.flatMap((level) => {
    const count = of.get(level)?.length ?? 0;
    return count === 0 ? [] : [{ level, count }];
  });
}
