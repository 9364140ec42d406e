import type { VNode } from "preact";
import type { PointView, WaveformView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getWaveform } from "../shared/api.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { moment, number, unitText } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { playSound } from "./sound.ts";

/** The latest waveform of a channel, to look at and to listen to. */
export function createWaveformPanel() {
  let note = "";
  let point: PointView | undefined;
  let channel = "";
  let waveform: WaveformView | undefined;
  let stop: (() => void) | undefined;
  const chart = createChart(() => waveform && optionOf(waveform));

  function toggle(): void {
    stop?.();
    if (stop !== undefined || waveform === undefined) return;
    stop = playSound(waveform.samples, waveform.sampleRate, () => {
      stop = undefined;
      redraw();
    });
    redraw();
  }

  async function refresh(): Promise<void> {
    const asked = `${point?.path} ${channel}`;
    if (point === undefined || channel === "") return;
    try {
      const view = await getWaveform(point.path, channel);
      if (asked !== `${point.path} ${channel}`) return;
      waveform = view;
      chart.draw();
      note = noteOf(view);
    } catch (error) {
      note = faultOf(error);
    }
    redraw();
  }

  function choose(value: string): void {
    channel = value;
    void refresh();
  }

  function view(): VNode {
    const { channels = [], waveforms = [] } = point ?? {};
    const nameOf = (id: string) => channels.find((it) => it.id === id)?.name ?? id;
    const choices = waveforms.map(({ channel: value }) => ({ value, label: nameOf(value) }));
    const hasAny = choices.length > 0;
    return h(
      "section",
      {
        class: "card",
        "aria-label": t("waveform.title"),
        hidden: channels.every(({ kind }) => kind !== "vibration" && kind !== "sound"),
      },
      h(
        "div",
        { class: "card-head" },
        h("h2", {}, t("waveform.title")),
        h(
          "div",
          { class: "pickers" },
          choices.length > 1 && picker(t("table.channel"), choices, channel, choose),
          hasAny &&
            h(
              "ix-button",
              { variant: "secondary", onclick: toggle },
              t(stop === undefined ? "waveform.play" : "waveform.stop"),
            ),
        ),
      ),
      hasAny &&
        h("div", {
          class: "plot",
          role: "img",
          "aria-label": t("waveform.title"),
          ref: chart.mount,
        }),
      h("p", { class: "quiet small" }, hasAny ? note : t("waveform.none")),
    );
  }

  return {
    view,
    setPoint(next: PointView): void {
      const before = point;
      const ids = next.waveforms.map(({ channel: id }) => id);
      const newest = (of: PointView | undefined) =>
        of?.waveforms.find((it) => it.channel === channel)?.time;
      point = next;
      if (before?.path !== next.path) stop?.();
      if (before?.path !== next.path || !ids.includes(channel)) channel = ids[0] ?? "";
      else if (newest(before) === newest(next)) return;
      void refresh();
    },
  };
}

function noteOf({ time, samples, length, sampleRate }: WaveformView): string {
  return t(samples.length < length ? "waveform.part" : "waveform.note", {
    time: moment(time),
    shown: samples.length,
    length,
    rate: number(sampleRate),
  });
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
