import type { ComponentChild, VNode } from "preact";
import type { IndicatorView, PointView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { bearingText } from "../maintenance/maintenance-page.ts";
import { createWorkForm } from "../maintenance/work-form.ts";
import { indicatorText, meaningText, moment, number, withUnit } from "../shared/format.ts";
import { grafanaLink } from "../shared/grafana-link.ts";
import { h } from "../shared/h.ts";
import { levelPill, standingWord } from "../shared/levels.ts";
import { redraw } from "../shared/redraw.ts";
import { createReportLinks } from "../shared/report-links.ts";
import { machineLink } from "../shared/route.ts";
import { findings } from "./findings.ts";
import { createFoundPanel } from "./found-panel.ts";
import { createLifePanel } from "./life-panel.ts";
import { createSpectrumPanel } from "./spectrum-panel.ts";
import { createTrendPanel } from "./trend-panel.ts";
import { createWaveformPanel } from "./waveform-panel.ts";

/** Everything about one measurement point, below its open alarms. `onWork` is called after work was told of. */
export function createPointView(
  catalogue: () => Readonly<Record<string, IndicatorView>>,
  onWork: () => void,
) {
  const life = createLifePanel();
  const trend = createTrendPanel();
  const envelope = createSpectrumPanel(t("spectrum.envelopeTitle"), ["envelope"]);
  const spectrum = createSpectrumPanel(t("spectrum.title"), ["velocity", "amplitude", "sound"]);
  const waveform = createWaveformPanel();
  const work = createWorkForm(onWork);
  const report = createReportLinks();
  const found = createFoundPanel();
  let shown: PointView | undefined;
  let failed: { readonly path: string; readonly why: string } | undefined;

  function content(point: PointView, alarms: ComponentChild): VNode {
    return h(
      "div",
      { class: "page" },
      headOf(point),
      report(point.path),
      grafanaLink(point.path),
      alarms,
      findings(point),
      found.view(),
      trend.view(),
      h("div", { class: "spectra" }, envelope.view(), spectrum.view()),
      life.view(),
      waveform.view(),
      h(
        "section",
        { class: "card", "aria-label": t("nav.maintenance") },
        h("h2", {}, t("nav.maintenance")),
        work.view(),
      ),
      valuesOf(point, catalogue()),
    );
  }

  return {
    view(alarms: ComponentChild): VNode {
      if (failed !== undefined)
        return h("ix-empty-state", { header: failed.path, subHeader: failed.why });
      return shown === undefined ? h("div", {}) : content(shown, alarms);
    },
    /** @param histories whether to read again what is drawn of the past, and the waveform, even if limits and verdicts are as they were. */
    show(point: PointView, histories: boolean): void {
      const past = histories || point.revision !== shown?.revision;
      shown = point;
      failed = undefined;
      trend.setPoint(point, past);
      envelope.setPoint(point);
      spectrum.setPoint(point);
      if (past) life.setPoint(point);
      if (past) waveform.setPoint(point);
      if (past) found.setPoint(point.path);
      work.setPoint(point.path);
      redraw();
    },
    /** The address names no point of this plant, or it cannot be read. */
    fail(path: string, why: string): void {
      failed = { path, why };
      redraw();
    },
  };
}

function headOf(point: PointView): VNode {
  const { path, line, machine, name, level, state, bearing, indicators } = point;
  const speeds = Object.values(indicators).flatMap(({ speedRpm }) => speedRpm ?? []);
  const facts = [
    state?.learning === false && t("point.health", { percent: Math.round(state.health) }),
    speeds[0] !== undefined && t("point.speed", { speed: number(speeds[0]) }),
    bearing !== undefined && t("point.bearing", { bearing: bearingText(bearing) }),
    state !== undefined && t("point.dataOf", { time: moment(state.time) }),
  ].filter((fact) => fact !== false);
  return h(
    "header",
    {},
    h(
      "p",
      { class: "crumbs" },
      h("a", { href: "#/" }, line),
      " › ",
      h("a", { href: machineLink(path) }, machine),
    ),
    h("div", { class: "point-title" }, h("h1", {}, name), levelPill(level, standingWord(point))),
    h(
      "ul",
      { class: "facts" },
      facts.map((fact) => h("li", {}, fact)),
    ),
  );
}

function valuesOf(point: PointView, catalogue: Readonly<Record<string, IndicatorView>>): VNode {
  const channels = point.channels.filter(({ id }) => point.indicators[id] !== undefined);
  const tables = channels.map(({ id, name, unit }) =>
    h(
      "details",
      // Of several, a person unfolds those they want.
      { key: `${point.path}/${id}`, ...(channels.length === 1 && { open: true }) },
      h("summary", {}, name),
      h(
        "dl",
        {},
        Object.entries(point.indicators[id]?.indicators ?? {}).map(([indicator, value]) =>
          h(
            "div",
            {
              key: indicator,
              class: "value",
              title: meaningText(indicator, catalogue[indicator]?.meaning),
            },
            h("dt", {}, indicatorText(indicator)),
            h("dd", {}, withUnit(value, unitOf(catalogue[indicator], unit))),
          ),
        ),
      ),
    ),
  );
  const none = h("p", { class: "quiet" }, t("point.noValues"));
  return h(
    "section",
    { class: "card values", "aria-label": t("point.values") },
    h("h2", {}, t("point.values")),
    tables.length > 0 ? tables : none,
  );
}

/** @param own the channel's unit, for which `signal` stands. */
function unitOf(view: IndicatorView | undefined, own = ""): string {
  return view?.unit === "signal" ? own : (view?.unit ?? "");
}
