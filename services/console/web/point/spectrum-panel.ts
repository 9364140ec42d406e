import type { VNode } from "preact";
import type { PointView, SpectrumKey, SpectrumView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getSpectrum } from "../shared/api.ts";
import { moment, number, unitText } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { type Choice, picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { createSpectrumChart } from "./spectrum-chart.ts";
import { lineChoices } from "./spectrum-marks.ts";
import { createWaterfallView } from "./waterfall-view.ts";

const NAMES = ["amplitude", "velocity", "envelope", "sound"] as const;

/** A spectrum's name for people. */
function nameText(name: string): string {
  const known = NAMES.find((it) => it === name);
  return known === undefined ? name : t(`spectrum.${known}`);
}

/**
 * The latest spectrum of one channel, and how it changed: the envelope spectrum, or one of the others to choose from.
 *
 * @param accepts which spectra by name belong in this panel, the preferred first.
 */
export function createSpectrumPanel(title: string, accepts: readonly string[]) {
  const isEnvelope = accepts.includes("envelope");
  const chart = createSpectrumChart();
  const waterfall = createWaterfallView();
  let note = "";
  let hasWaterfall = false;
  let lines: readonly string[] = [];
  let point: PointView | undefined;
  let current = "";
  /** What is shown or being read. */
  let reading = "";
  let asked = 0;
  let answered = 0;

  function view(): VNode {
    const spectra = point === undefined ? [] : offered(point);
    return h(
      "section",
      {
        class: "card",
        "aria-label": title,
        hidden: point?.channels.every(({ kind }) => kind !== "vibration" && kind !== "sound"),
      },
      h(
        "div",
        { class: "card-head" },
        h("h2", {}, title),
        h("div", { class: "pickers" }, pickers(spectra)),
      ),
      h("div", { hidden: spectra.length === 0 }, chart.view()),
      chart.readout(),
      hasWaterfall && waterfall.view(),
      h("p", { class: "quiet small" }, spectra.length === 0 ? t("spectrum.none") : note),
    );
  }

  function pickers(spectra: readonly SpectrumKey[]) {
    const look = chart.look();
    return [
      isEnvelope && toggle(t("spectrum.whole"), look.whole, (whole) => chart.setLook({ whole })),
      toggle(t("spectrum.orders"), look.orders, (orders) => chart.setLook({ orders })),
      toggle(t("spectrum.waterfall"), hasWaterfall, (on) => {
        hasWaterfall = on;
        redraw();
        void refresh();
      }),
      isEnvelope &&
        lines.length > 1 &&
        picker(t("spectrum.lines"), lines.map(lineChoice), look.lines, (value) =>
          chart.setLook({ lines: value }),
        ),
      spectra.length > 1 && picker(t("spectrum.pick"), choicesOf(spectra), current, choose),
    ];
  }

  function choicesOf(spectra: readonly SpectrumKey[]): readonly Choice[] {
    const nameOf = (id: string) => point?.channels.find((it) => it.id === id)?.name ?? id;
    const several = new Set(spectra.map(({ channel }) => channel)).size > 1;
    return spectra.map(({ channel, name }) => ({
      value: `${channel}/${name}`,
      label: `${several ? `${nameOf(channel)}: ` : ""}${nameText(name)}`,
    }));
  }

  function choose(key: string): void {
    current = key;
    redraw();
    void refresh();
  }

  const offered = (view: PointView): readonly SpectrumKey[] =>
    view.spectra
      .filter(({ name }) => accepts.includes(name))
      .toSorted((a, b) => accepts.indexOf(a.name) - accepts.indexOf(b.name));

  /** What the spectrum is drawn from: its block, and the diagnosis, which comes a little later. */
  function newest(): string {
    const block = point && offered(point).find((it) => `${it.channel}/${it.name}` === current);
    return `${current} ${block?.time} ${point?.verdicts.diagnosis?.time}`;
  }

  async function refresh(): Promise<void> {
    const [channel = "", name = ""] = current.split("/");
    if (point === undefined || name === "") return;
    const ticket = ++asked;
    reading = newest();
    try {
      const spectrum = await getSpectrum(point.path, channel, name);
      if (ticket !== asked) return;
      show(spectrum);
      if (hasWaterfall) await waterfall.read(point.path, channel, name);
    } catch (error) {
      if (ticket !== asked) return;
      reading = "";
      note = faultOf(error);
    } finally {
      answered = Math.max(answered, ticket);
      redraw();
    }
  }

  function show(spectrum: SpectrumView): void {
    chart.show(spectrum);
    lines = lineChoices(spectrum);
    note = noteOf(spectrum);
  }

  return {
    view,
    setPoint(next: PointView): void {
      const another = next.path !== point?.path;
      point = next;
      const keys = offered(next).map(({ channel, name }) => `${channel}/${name}`);
      const told = next.verdicts.diagnosis?.channel;
      if (another || !keys.includes(current))
        current = keys.find((key) => key.startsWith(`${told}/`)) ?? keys[0] ?? "";
      if (keys.length === 0) return;
      // An answer that takes longer than sensors send must be waited for.
      if (another || (answered === asked && newest() !== reading)) void refresh();
    },
  };
}

function noteOf(spectrum: SpectrumView): string {
  const parts = [
    t("spectrum.block", { unit: unitText(spectrum.unit), time: moment(spectrum.time) }),
    spectrum.band !== undefined &&
      t("spectrum.band", { low: number(spectrum.band[0]), high: number(spectrum.band[1]) }),
    spectrum.found.length > 0
      ? t("spectrum.found")
      : spectrum.expected.length > 0 && t("spectrum.expected"),
    t("cursor.hint"),
  ];
  return parts.filter((part) => part !== false).join(" ");
}

const lineChoice = (value: string): Choice => ({
  value,
  label: value === "auto" ? t("spectrum.linesAuto") : value,
});

function toggle(label: string, pressed: boolean, onToggle: (on: boolean) => void): VNode {
  return h(
    "ix-toggle-button",
    {
      variant: "subtle-tertiary",
      pressed,
      "aria-label": label,
      onpressedChange: (event: CustomEvent<boolean>) => onToggle(event.detail),
    },
    label,
  );
}
