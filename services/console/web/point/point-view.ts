import type { IndicatorView, PointView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { bearingText } from "../maintenance/maintenance-page.ts";
import { createWorkForm } from "../maintenance/work-form.ts";
import { type Child, fill, h } from "../shared/dom.ts";
import { indicatorText, moment, number, withUnit } from "../shared/format.ts";
import { levelPill, standingWord } from "../shared/levels.ts";
import { machineLink } from "../shared/route.ts";
import { createFindings } from "./findings.ts";
import { createLifePanel } from "./life-panel.ts";
import { createSpectrumPanel } from "./spectrum-panel.ts";
import { createTrendPanel } from "./trend-panel.ts";
import { createWaveformPanel } from "./waveform-panel.ts";

/** Everything about one measurement point, below its open alarms. `onWork` is called after work was told of. */
export function createPointView(
  catalogue: () => Readonly<Record<string, IndicatorView>>,
  alarms: HTMLElement,
  onWork: () => void,
) {
  const unfolded = new Set<string>();
  const head = h("header", {});
  const findings = createFindings();
  const life = createLifePanel();
  const trend = createTrendPanel();
  const envelope = createSpectrumPanel(t("spectrum.envelopeTitle"), ["envelope"]);
  const spectrum = createSpectrumPanel(t("spectrum.title"), ["velocity", "amplitude", "sound"]);
  const waveform = createWaveformPanel();
  const work = createWorkForm(onWork);
  const values = h("section", { class: "card values", "aria-label": t("point.values") });
  const content = h(
    "div",
    { class: "page" },
    head,
    alarms,
    findings.element,
    trend.element,
    h("div", { class: "spectra" }, envelope.element, spectrum.element),
    life.element,
    waveform.element,
    h(
      "section",
      { class: "card", "aria-label": t("nav.maintenance") },
      h("h2", {}, t("nav.maintenance")),
      work.element,
    ),
    values,
  );
  const nothing = h("ix-empty-state", {});
  const element = h("div", {}, nothing, content);
  let revision: number | undefined;
  content.hidden = true;

  return {
    element,
    /** @param histories whether to read again what is drawn of the past, and the waveform, even if limits and verdicts are as they were. */
    show(point: PointView, histories: boolean): void {
      const past = histories || point.revision !== revision;
      revision = point.revision;
      nothing.hidden = true;
      content.hidden = false;
      fill(head, ...headOf(point));
      findings.show(point);
      trend.setPoint(point, past);
      envelope.setPoint(point);
      spectrum.setPoint(point);
      if (past) life.setPoint(point);
      if (past) waveform.setPoint(point);
      work.setPoint(point.path);
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

function headOf(point: PointView): Child[] {
  const { path, line, machine, name, level, state, bearing, indicators } = point;
  const speeds = Object.values(indicators).flatMap(({ speedRpm }) => speedRpm ?? []);
  const facts = [
    state !== undefined && t("point.health", { percent: Math.round(state.health) }),
    speeds[0] !== undefined && t("point.speed", { speed: number(speeds[0]) }),
    bearing !== undefined && t("point.bearing", { bearing: bearingText(bearing) }),
    state !== undefined && t("point.dataOf", { time: moment(state.time) }),
  ].filter((fact) => fact !== false);
  return [
    h(
      "p",
      { class: "crumbs" },
      h("a", { href: "#/" }, line),
      " › ",
      h("a", { href: machineLink(path) }, machine),
    ),
    h("div", { class: "point-title" }, h("h1", {}, name), levelPill(level, standingWord(point))),
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
  const none = h("p", { class: "quiet" }, t("point.noValues"));
  return [h("h2", {}, t("point.values")), ...(tables.length > 0 ? tables : [none])];
}

/** @param own the channel's unit, for which `signal` stands. */
function unitOf(view: IndicatorView | undefined, own = ""): string {
  return view?.unit === "signal" ? own : (view?.unit ?? "");
}
