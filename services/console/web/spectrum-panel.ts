import type { PointView, SpectrumKey } from "../src/api-types.ts";
import { getSpectrum } from "./api.ts";
import { fill, h } from "./dom.ts";
import { moment, number, unitText } from "./format.ts";
import { createPicker } from "./picker.ts";
import { createSpectrumChart } from "./spectrum-chart.ts";

const NAMES: Readonly<Record<string, string>> = {
  amplitude: "Acceleration",
  velocity: "Velocity",
  envelope: "Envelope",
  sound: "Sound",
};

/**
 * The latest spectrum of one channel: the envelope spectrum, or one of the others to choose from.
 *
 * @param accepts which spectra by name belong in this panel, the preferred first.
 */
export function createSpectrumPanel(title: string, accepts: readonly string[]) {
  const chart = createSpectrumChart();
  const note = h("p", { class: "quiet" });
  const picker = createPicker("Spectrum", (key) => {
    current = key;
    void refresh();
  });
  const whole = h(
    "ix-toggle-button",
    {
      variant: "subtle-tertiary",
      "aria-label": "All frequencies",
      onpressedChange: (event: CustomEvent<boolean>) => chart.setWhole(event.detail),
    },
    "All frequencies",
  );
  const element = h(
    "section",
    { class: "card", "aria-label": title },
    h(
      "div",
      { class: "card-head" },
      h("h3", {}, title),
      h("div", { class: "pickers" }, accepts.includes("envelope") && whole, picker.element),
    ),
    chart.element,
    note,
  );
  let point: PointView | undefined;
  let current = "";
  let asked = 0;

  const offered = (view: PointView): readonly SpectrumKey[] =>
    view.spectra
      .filter(({ name }) => accepts.includes(name))
      .toSorted((a, b) => accepts.indexOf(a.name) - accepts.indexOf(b.name));

  async function refresh(): Promise<void> {
    const [channel = "", name = ""] = current.split("/");
    if (point === undefined || name === "") return;
    const ticket = ++asked;
    try {
      const spectrum = await getSpectrum(point.path, channel, name);
      if (ticket !== asked) return;
      chart.show(spectrum);
      const band = spectrum.band?.map(number).join(" to ");
      const from = band === undefined ? "" : `, envelope of ${band} Hz`;
      const lines =
        spectrum.found.length > 0 ? "; red: lines that the diagnosis found" : hintOf(spectrum);
      const unit = unitText(spectrum.unit);
      fill(note, `In ${unit}, block of ${moment(spectrum.time)}${from}${lines}.`);
    } catch (error) {
      if (ticket === asked) fill(note, error instanceof Error ? error.message : String(error));
    }
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
          label: `${several ? `${channelName(channel)}: ` : ""}${NAMES[name] ?? name}`,
        })),
        current,
      );
      picker.element.hidden = keys.length < 2;
      chart.element.hidden = keys.length === 0;
      if (keys.length === 0) fill(note, "No spectrum yet: it comes with the next waveform.");
      else void refresh();
    },
  };
}

function hintOf({ expected }: { readonly expected: readonly unknown[] }): string {
  return expected.length > 0 ? "; dashed: where the bearing's lines would be" : "";
}
