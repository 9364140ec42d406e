import { LEVELS, type Level, type PlantView, type PointSummary } from "../src/api-types.ts";
import { fill, h } from "./dom.ts";
import { levelIcon, levelLook, levelPill } from "./levels.ts";
import { pointLink } from "./route.ts";

const rank = (level: Level) => LEVELS.indexOf(level);

/** Lines, machines and points with their live state, the worst first on every floor; plant order among equals. */
export function createPointList() {
  const counts = h("div", { class: "counts", role: "status" });
  const list = h("div", { class: "lines" });
  const filter = h("ix-input", {
    placeholder: "Filter by name",
    "aria-label": "Filter points by name",
    onvalueChange: (event: CustomEvent<string>) => {
      wanted = event.detail.trim().toLowerCase();
      draw();
    },
  });
  const element = h("nav", { class: "pane points-pane", "aria-label": "Measurement points" });
  element.append(h("div", { class: "pane-head" }, h("h2", {}, "Points"), counts), filter, list);
  let plant: PlantView | undefined;
  let selected: string | undefined;
  let wanted = "";

  function draw(): void {
    if (plant === undefined) return;
    const all = plant.lines.flatMap((line) => line.machines.flatMap((machine) => machine.points));
    filter.hidden = all.length < 8;
    fill(counts, ...countPills(all));
    fill(list, ...sorted(plant.lines.map(lineBlock)).flatMap(({ node }) => node ?? []));
    if (list.childElementCount === 0)
      fill(list, h("p", { class: "quiet" }, "No point is named so."));
  }

  function lineBlock(line: PlantView["lines"][number]): Block {
    const machines = sorted(
      line.machines.map((machine) => {
        const points = machine.points.filter((point) =>
          [line.name, machine.name, point.name].some((name) => name.toLowerCase().includes(wanted)),
        );
        const rows = sorted(
          points.map((point) => ({ worst: rank(point.level), node: row(point) })),
        );
        return block(rows, () => h("h4", {}, machine.name));
      }),
    );
    return block(machines, () => h("h3", {}, line.name));
  }

  function row(point: PointSummary): HTMLElement {
    const quiet = point.level === "normal";
    const current = point.path === selected;
    return h(
      "a",
      {
        class: `point-row${current ? " selected" : ""}`,
        href: pointLink(point.path),
        "aria-current": current ? "page" : undefined,
      },
      levelIcon(point.level),
      h(
        "span",
        { class: "point-row-text" },
        h(
          "span",
          { class: "point-row-name" },
          h("span", {}, point.name),
          h("span", { class: `point-row-level text-${point.level}` }, levelLook(point.level).word),
        ),
        !quiet && h("span", { class: "point-row-headline" }, point.headline),
      ),
    );
  }

  return {
    element,
    setPlant(view: PlantView): void {
      plant = view;
      draw();
    },
    /** One point reads differently now. */
    setPoint(summary: PointSummary): void {
      if (plant === undefined) return;
      plant = withPoint(plant, summary);
      draw();
    },
    select(path: string | undefined): void {
      selected = path;
      draw();
    },
    /** The point that most needs a look. */
    worst(): PointSummary | undefined {
      const all = plant?.lines.flatMap((line) => line.machines.flatMap((it) => it.points)) ?? [];
      return all.toSorted((a, b) => rank(a.level) - rank(b.level))[0];
    },
  };
}

/** A part of the list and the rank of the worst point in it; without a node there is nothing to show. */
interface Block {
  readonly worst: number;
  readonly node: HTMLElement | undefined;
}

function sorted(blocks: readonly Block[]): readonly Block[] {
  return blocks.filter(({ node }) => node !== undefined).toSorted((a, b) => a.worst - b.worst);
}

function block(inner: readonly Block[], title: () => HTMLElement): Block {
  const worst = Math.min(...inner.map((part) => part.worst));
  if (inner.length === 0) return { worst, node: undefined };
  return { worst, node: h("section", {}, title(), ...inner.flatMap(({ node }) => node ?? [])) };
}

function countPills(points: readonly PointSummary[]): HTMLElement[] {
  return LEVELS.flatMap((level) => {
    const count = points.filter((point) => point.level === level).length;
    if (count === 0) return [];
    const pill = levelPill(level);
    pill.textContent = String(count);
    pill.title = `${count} × ${levelLook(level).word}`;
    pill.setAttribute("aria-label", pill.title);
    return [pill];
  });
}

function withPoint(plant: PlantView, summary: PointSummary): PlantView {
  const lines = plant.lines.map((line) => ({
    ...line,
    machines: line.machines.map((machine) => ({
      ...machine,
      points: machine.points.map((point) => (point.path === summary.path ? summary : point)),
    })),
  }));
  return { ...plant, lines };
}
