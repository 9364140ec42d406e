import type { PointView, SpectrumKey, SpectrumView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getSpectrum } from "../shared/api.ts";
import { fill, h } from "../shared/dom.ts";
import { moment, number, unitText } from "../shared/format.ts";
import { createPicker } from "../shared/picker.ts";
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
  const note = h("p", { class: "quiet small" });
  const picker = createPicker(t("spectrum.pick"), (key) => {
    current = key;
    void refresh();
  });
  let linesChosen = "auto";
  const lines = createPicker(t("spectrum.lines"), (value) => {
    linesChosen = value;
    chart.setLook({ lines: value });
  });
  const element = h(
    "section",
    { class: "card", "aria-label": title },
    h(
      "div",
      { class: "card-head" },
      h("h2", {}, title),
      h(
        "div",
        { class: "pickers" },
        isEnvelope && toggle(t("spectrum.whole"), (on) => chart.setLook({ whole: on })),
        toggle(t("spectrum.orders"), (on) => chart.setLook({ orders: on })),
        toggle(t("spectrum.waterfall"), (on) => {
          waterfall.element.hidden = !on;
          void refresh();
        }),
        isEnvelope && lines.element,
        picker.element,
      ),
    ),
    chart.element,
    chart.readout,
    waterfall.element,
    note,
  );
  waterfall.element.hidden = true;
  lines.element.hidden = true;
  let point: PointView | undefined;
  let current = "";
  /** What is shown or being read. */
  let reading = "";
  let asked = 0;
  let answered = 0;

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
      if (!waterfall.element.hidden) await waterfall.read(point.path, channel, name);
    } catch (error) {
      if (ticket !== asked) return;
      reading = "";
      fill(note, faultOf(error));
    } finally {
      answered = Math.max(answered, ticket);
    }
  }

  function show(spectrum: SpectrumView): void {
    chart.show(spectrum);
    const choices = lineChoices(spectrum);
    lines.element.hidden = choices.length < 2;
    lines.offer(
      choices.map((value) => ({
        value,
        label: value === "auto" ? t("spectrum.linesAuto") : value,
      })),
      linesChosen,
    );
    const parts = [
      t("spectrum.block", { unit: unitText(spectrum.unit), time: moment(spectrum.time) }),
      spectrum.band !== undefined &&
        t("spectrum.band", { low: number(spectrum.band[0]), high: number(spectrum.band[1]) }),
      spectrum.found.length > 0
        ? t("spectrum.found")
        : spectrum.expected.length > 0 && t("spectrum.expected"),
      t("cursor.hint"),
    ];
    fill(note, parts.filter((part) => part !== false).join(" "));
  }

  return {
    element,
    setPoint(view: PointView): void {
      const another = view.path !== point?.path;
      point = view;
      const spectra = offered(view);
      element.hidden = view.channels.every(({ kind }) => kind !== "vibration" && kind !== "sound");
      const keys = spectra.map(({ channel, name }) => `${channel}/${name}`);
      const told = view.verdicts.diagnosis?.channel;
      if (another || !keys.includes(current))
        current = keys.find((key) => key.startsWith(`${told}/`)) ?? keys[0] ?? "";
      const channelName = (id: string) => view.channels.find((it) => it.id === id)?.name ?? id;
      const several = new Set(spectra.map(({ channel }) => channel)).size > 1;
      picker.offer(
        spectra.map(({ channel, name }) => ({
          value: `${channel}/${name}`,
          label: `${several ? `${channelName(channel)}: ` : ""}${nameText(name)}`,
        })),
        current,
      );
      picker.element.hidden = keys.length < 2;
      chart.element.hidden = keys.length === 0;
      if (keys.length === 0) fill(note, t("spectrum.none"));
      // An answer that takes longer than sensors send must be waited for.
      else if (another || (answered === asked && newest() !== reading)) void refresh();
    },
  };
}

function toggle(label: string, onToggle: (on: boolean) => void): HTMLElement {
  return h(
    "ix-toggle-button",
    {
      variant: "subtle-tertiary",
      "aria-label": label,
      onpressedChange: (event: CustomEvent<boolean>) => onToggle(event.detail),
    },
    label,
  );
}
