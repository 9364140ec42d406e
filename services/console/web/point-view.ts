import type { IndicatorView, PointView } from "../src/api-types.ts";
import { type Child, fill, h } from "./dom.ts";
import { createFindings } from "./findings.ts";
import { indicatorText, moment, number, withUnit } from "./format.ts";
import { levelPill } from "./levels.ts";
import { createSpectrumPanel } from "./spectrum-panel.ts";
import { createTrendPanel } from "./trend-panel.ts";

/** Everything about one measurement point. */
export function createPointView(catalogue: () => Readonly<Record<string, IndicatorView>>) {
  const unfolded = new Set<string>();
  const head = h("header", { class: "point-head" });
  const findings = createFindings();
  const trend = createTrendPanel(catalogue);
  const envelope = createSpectrumPanel("Envelope spectrum", ["envelope"]);
  const spectrum = createSpectrumPanel("Spectrum", ["velocity", "amplitude", "sound"]);
  const values = h("section", { class: "card values", "aria-label": "Latest values" });
  const content = h(
    "div",
    { class: "point-content" },
    head,
    findings.element,
    trend.element,
    h("div", { class: "spectra" }, envelope.element, spectrum.element),
    values,
  );
  const nothing = h("ix-empty-state", {
    header: "Choose a point",
    subHeader: "Its state, trend and spectra appear here.",
  });
  const element = h("div", {}, nothing, content);
  content.hidden = true;

  return {
    element,
    show(point: PointView): void {
      nothing.hidden = true;
      content.hidden = false;
      fill(head, ...headOf(point));
      findings.show(point);
      trend.setPoint(point);
      envelope.setPoint(point);
      spectrum.setPoint(point);
      fill(values, ...valuesOf(point, catalogue(), unfolded));
    },
    /** The address names no point of this plant, or it cannot be read. */
    fail(path: string, why: string): void {
      nothing.hidden = false;
      content.hidden = true;
      nothing.header = path;
      nothing.subHeader = why;
    },
  };
}

function headOf({ line, machine, name, level, state, bearing, indicators }: PointView): Child[] {
  const speeds = Object.values(indicators).flatMap(({ speedRpm }) => speedRpm ?? []);
  const facts = [
    state !== undefined && `Health ${Math.round(state.health)} %`,
    speeds[0] !== undefined && `${number(speeds[0])} r/min`,
    bearing !== undefined && `Bearing ${makerText(bearing.maker)}${bearing.designation}`,
    state !== undefined && `Data of ${moment(state.time)}`,
  ].filter((fact) => fact !== false);
  return [
    h("p", { class: "crumbs" }, `${line} › ${machine}`),
    h("div", { class: "point-title" }, h("h1", {}, name), levelPill(level)),
    h("ul", { class: "facts" }, ...facts.map((fact) => h("li", {}, fact))),
  ];
}

/** @param open ids of the channels that somebody has unfolded, which must stay so. */
function valuesOf(
  point: PointView,
  catalogue: Readonly<Record<string, IndicatorView>>,
  open: Set<string>,
): Child[] {
  const channels = point.channels.filter(({ id }) => point.indicators[id] !== undefined);
  const tables = channels.map(({ id, name, unit }) => {
    const view = point.indicators[id];
    const rows = Object.entries(view?.indicators ?? {}).map(([indicator, value]) =>
      h(
        "div",
        { class: "value", title: catalogue[indicator]?.meaning ?? "" },
        h("dt", {}, indicatorText(indicator)),
        h("dd", {}, withUnit(value, unitOf(catalogue[indicator], unit))),
      ),
    );
    return h(
      "details",
      {
        open: channels.length === 1 || open.has(id),
        ontoggle: (event: Event & { readonly currentTarget: HTMLDetailsElement }) => {
          if (event.currentTarget.open) open.add(id);
          else open.delete(id);
        },
      },
      h("summary", {}, name),
      h("dl", {}, ...rows),
    );
  });
  return [h("h3", {}, "Latest values"), ...(tables.length > 0 ? tables : [noValues()])];
}

/** The catalogue says "any" of bearings that all makers build alike. */
function makerText(maker = "any"): string {
  return maker === "any" ? "" : `${maker} `;
}

/** @param own the channel's unit, for which `signal` stands. */
function unitOf(view: IndicatorView | undefined, own = ""): string {
  return view?.unit === "signal" ? own : (view?.unit ?? "");
}

function noValues(): HTMLElement {
  return h("p", { class: "quiet" }, "No values yet: they come with the first record of a sensor.");
}
