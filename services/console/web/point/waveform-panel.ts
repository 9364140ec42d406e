import type { PointView, WaveformView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getWaveform } from "../shared/api.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { fill, h } from "../shared/dom.ts";
import { moment, number, unitText } from "../shared/format.ts";
import { createPicker } from "../shared/picker.ts";
import { playSound } from "./sound.ts";

/** The latest waveform of a channel, to look at and to listen to. */
export function createWaveformPanel() {
  const plot = h("div", { class: "plot", role: "img", "aria-label": t("waveform.title") });
  const note = h("p", { class: "quiet small" });
  const label = h("span", {}, t("waveform.play"));
  let point: PointView | undefined;
  let channel = "";
  let waveform: WaveformView | undefined;
  let stop: (() => void) | undefined;
  const chart = createChart(plot, () => waveform && optionOf(waveform));
  const picker = createPicker(t("table.channel"), (value) => {
    channel = value;
    void refresh();
  });
  const play = h("ix-button", { variant: "secondary", onclick: () => toggle() }, label);
  const element = h(
    "section",
    { class: "card", "aria-label": t("waveform.title") },
    h(
      "div",
      { class: "card-head" },
      h("h2", {}, t("waveform.title")),
      h("div", { class: "pickers" }, picker.element, play),
    ),
    plot,
    note,
  );

  function toggle(): void {
    stop?.();
    if (stop !== undefined || waveform === undefined) return;
    stop = playSound(waveform.samples, waveform.sampleRate, () => {
      stop = undefined;
      label.textContent = t("waveform.play");
    });
    label.textContent = t("waveform.stop");
  }

  async function refresh(): Promise<void> {
    const asked = `${point?.path} ${channel}`;
    if (point === undefined || channel === "") return;
    try {
      const view = await getWaveform(point.path, channel);
      if (asked !== `${point.path} ${channel}`) return;
      waveform = view;
      plot.hidden = false;
      chart.draw();
      const { time, samples, length, sampleRate } = view;
      fill(
        note,
        t(samples.length < length ? "waveform.part" : "waveform.note", {
          time: moment(time),
          shown: samples.length,
          length,
          rate: number(sampleRate),
        }),
      );
    } catch (error) {
      fill(note, faultOf(error));
    }
  }

  return {
    element,
    setPoint(view: PointView): void {
      const before = point;
      const ids = view.waveforms.map(({ channel: id }) => id);
      const newest = (of: PointView | undefined) =>
        of?.waveforms.find((it) => it.channel === channel)?.time;
      point = view;
      element.hidden = view.channels.every(({ kind }) => kind !== "vibration" && kind !== "sound");
      if (before?.path !== view.path) stop?.();
      if (before?.path !== view.path || !ids.includes(channel)) channel = ids[0] ?? "";
      else if (newest(before) === newest(view)) return;
      picker.offer(
        ids.map((value) => ({
          value,
          label: view.channels.find(({ id }) => id === value)?.name ?? value,
        })),
        channel,
      );
      picker.element.hidden = ids.length < 2;
      play.hidden = ids.length === 0;
      plot.hidden = ids.length === 0;
      if (ids.length === 0) fill(note, t("waveform.none"));
      else void refresh();
    },
  };
}

function optionOf({ samples, sampleRate, unit }: WaveformView): ChartOption {
  const data = samples.map((value, k) => [(1000 * k) / sampleRate, value]);
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      valueFormatter: (value) => `${number(Number(value))} ${unitText(unit)}`,
      axisPointer: { label: { formatter: ({ value }) => `${number(Number(value))} ms` } },
    },
    xAxis: {
      type: "value",
      max: (1000 * samples.length) / sampleRate,
      axisLabel: { formatter: (value: number) => `${number(value)} ms`, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: { type: "value", name: unitText(unit), axisLabel: { formatter: number } },
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: "ctrl" }],
    series: [
      {
        type: "line",
        data,
        showSymbol: false,
        sampling: "minmax",
        lineStyle: { width: 1 },
      },
    ],
  };
}
