import type { ComponentChild, VNode } from "preact";
import {
  LEVELS,
  type MachineView,
  type PlantView,
  type PointSummary,
  type StateView,
} from "../../src/http/api-types.ts";
import { alarmBrief } from "../alarms/alarm-card.ts";
import { t } from "../i18n/text.ts";
import { percent } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { levelIcon, levelPill, levelWord, standingWord } from "../shared/levels.ts";
import { createMemo } from "../shared/memo.ts";
import type { Page } from "../shared/page.ts";
import { redraw } from "../shared/redraw.ts";
import { machineLink, pointLink } from "../shared/route.ts";
import { type PlantState, worstLevel } from "../shared/state.ts";
import { headlineOf, lifeText } from "../shared/words.ts";
import { healthOfLines } from "./rolled-up-health.ts";

/** Rows of the list of points that need a look; more are a click away on their machines. */
const MOST_TROUBLED = 8;
const MOST_ALARMS = 5;

/** The plant at a glance: what needs a look, worst first, and every line as a map of its machines. */
export function createPlantPage(state: PlantState): Page {
  const tileOf = createMemo<VNode>();
  let wanted = "";

  function view(): VNode {
    const plant = state.plant();
    if (plant === undefined) return h("div", { class: "page" });
    const points = state.points();
    const lines = plant.lines.flatMap((line) => lineOf(line) ?? []);
    return h(
      "div",
      { class: "page" },
      h(
        "header",
        { class: "page-head" },
        h("h1", {}, plant.name),
        h("div", { class: "counts" }, countPills(points)),
        points.length >= 8 && filter(),
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

  function healthLine(lines: PlantView["lines"]): VNode | false {
    const health = healthOfLines(lines, state);
    if (health === undefined) return false;
    const [worst, mean] = [Math.round(health.worst), Math.round(health.weighted)];
    return h("p", { class: "small quiet tabular" }, t("plant.health", { worst, mean }));
  }

  function lineOf(line: PlantView["lines"][number]): VNode | undefined {
    const words = wanted.trim().toLowerCase();
    const isWanted = (machine: MachineView) =>
      [line.name, machine.name, ...machine.points.map(({ name }) => name)].some((name) =>
        name.toLowerCase().includes(words),
      );
    const machines = line.machines.filter(isWanted);
    if (machines.length === 0) return undefined;
    return h(
      "section",
      { key: line.id, "aria-label": line.name, style: { "--machines": String(machines.length) } },
      h("h2", { class: "line-name" }, line.name),
      healthLine([line]),
      h(
        "ol",
        { class: "line-map" },
        machines.map((machine) => {
          const points = state.pointsOf(machine);
          return tileOf(`${line.id}/${machine.id}`, points, () =>
            h("li", { key: machine.id }, machineTile(machine, points)),
          );
        }),
      ),
    );
  }

  return { view, open: () => {} };
}

/** A machine on the map: its state by shape, word and colour, what is wrong, and each of its points. */
function machineTile(machine: MachineView, points: readonly PointSummary[]): VNode {
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
    h(
      "ul",
      { class: "dots" },
      points.map((point) => h("li", { key: point.path }, dotLink(point))),
    ),
  );
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
        h("span", {}, plant === undefined ? point.name : whereOf(path, plant)),
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

/** Machine and point by name. */
function whereOf(path: string, plant: PlantView): string {
  for (const { machines } of plant.lines)
    for (const { name, points } of machines)
      for (const point of points) if (point.path === path) return `${name} › ${point.name}`;
  return path;
}

function countPills(points: readonly PointSummary[]): VNode[] {
  return LEVELS.flatMap((level) => {
    const count = points.filter((point) => point.level === level).length;
    if (count === 0) return [];
    const title = t("plant.share", { percent: percent(count / points.length) });
    const text = t("plant.count", { count, level: levelWord(level) });
    return [h("span", { key: level, title }, levelPill(level, text))];
  });
}
