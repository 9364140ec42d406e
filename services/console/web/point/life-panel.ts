import type { ForecastView, PointView, TrendView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getForecast } from "../shared/api.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { fill, h } from "../shared/dom.ts";
import { span, spanAxis } from "../shared/format.ts";
import { themeColor } from "../shared/theme.ts";
import { getFittedTrend } from "./fitted-trend.ts";

const SPAN_SECONDS = 30 * 86_400;
/** An upper end further out than so many times the forecast is cut off: it would press the rest flat. */
const TALLEST = 2.5;

/** How health fell, and how the forecast of remaining life with its interval came down. */
export function createLifePanel() {
  const healthPlot = h("div", { class: "plot low", role: "img", "aria-label": t("life.health") });
  const lifePlot = h("div", { class: "plot low", role: "img", "aria-label": t("life.remaining") });
  const note = h("p", { class: "quiet small" });
  let health: TrendView | undefined;
  let forecast: ForecastView | undefined;
  let reading: string | undefined;
  const healthChart = createChart(healthPlot, () => health && healthOption(health));
  const lifeChart = createChart(lifePlot, () => forecast && fanOption(forecast));
  const lifeSide = h("div", {}, h("h3", {}, t("life.remaining")), lifePlot);
  const element = h(
    "section",
    { class: "card", "aria-label": t("life.title") },
    h("h2", {}, t("life.title")),
    h(
      "div",
      { class: "halves" },
      h("div", {}, h("h3", {}, t("life.health")), healthPlot),
      lifeSide,
    ),
    note,
  );

  async function refresh(path: string): Promise<void> {
    reading = path;
    try {
      const [trend, fan] = await Promise.all([
        getFittedTrend({ point: path, indicator: "health", span: SPAN_SECONDS }),
        getForecast(path, SPAN_SECONDS),
      ]);
      if (reading !== path) return;
      health = trend;
      forecast = fan;
      element.hidden = health.rows.length === 0;
      healthChart.draw();
      lifeSide.hidden = fan.rows.length === 0;
      if (fan.rows.length > 0) lifeChart.draw();
      fill(note, t(fan.rows.length === 0 ? "life.noForecast" : "life.note"));
    } catch (error) {
      if (reading === path) fill(note, faultOf(error));
    } finally {
      if (reading === path) reading = undefined;
    }
  }

  return {
    element,
    /** What is being read is waited for, however fast sensors send. */
    setPoint({ path }: PointView): void {
      if (path !== reading) void refresh(path);
    },
  };
}

const timeAxis = (rows: readonly (readonly number[])[], to: string) =>
  ({
    type: "time",
    min: rows[0]?.[0] ?? 0,
    max: Date.parse(to),
    axisLabel: { hideOverlap: true },
  }) as const;

function healthOption({ rows, to }: TrendView): ChartOption {
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", valueFormatter: (value) => `${Math.round(Number(value))} %` },
    xAxis: timeAxis(rows, to),
    yAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value} %" } },
    series: [
      {
        type: "line",
        name: t("life.health"),
        data: rows.map(([time, value]) => [time, value]),
        showSymbol: rows.length < 3,
        lineStyle: { width: 2 },
        areaStyle: { opacity: 0.15 },
      },
    ],
  };
}

/** The interval as a band: an unseen line at its low end, and above it the rest as an area. */
function fanOption({ rows, to }: ForecastView): ChartOption {
  const longest = TALLEST * Math.max(...rows.map(([, life]) => life), 1);
  const tallest = Math.min(longest, Math.max(...rows.map(([, , , high]) => high)));
  const unit = spanAxis(tallest);
  const band = { type: "line", showSymbol: false, stack: "band", silent: true } as const;
  const color = themeColor("chart-1") || themeColor("primary");
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      formatter: (items) => {
        const [item] = Array.isArray(items) ? items : [items];
        const row = rows[item?.dataIndex ?? -1];
        if (row === undefined) return "";
        return t("life.tip", { span: span(row[1]), low: span(row[2]), high: span(row[3]) });
      },
    },
    xAxis: timeAxis(rows, to),
    yAxis: {
      type: "value",
      min: 0,
      max: tallest / unit.size,
      axisLabel: { formatter: unit.text, showMaxLabel: false },
    },
    series: [
      {
        ...band,
        lineStyle: { opacity: 0 },
        data: rows.map(([time, , low]) => [time, low / unit.size]),
      },
      {
        ...band,
        lineStyle: { opacity: 0 },
        areaStyle: { color, opacity: 0.25 },
        data: rows.map(([time, , low, high]) => [
          time,
          (Math.min(high, tallest) - low) / unit.size,
        ]),
      },
      {
        type: "line",
        name: t("life.remaining"),
        showSymbol: rows.length < 3,
        lineStyle: { width: 2, color },
        data: rows.map(([time, life]) => [time, life / unit.size]),
      },
    ],
  };
}
