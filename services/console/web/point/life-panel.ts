import type { VNode } from "preact";
import type {
  ForecastView,
  PointView,
  StopOutlookView,
  TrendView,
} from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getForecast } from "../shared/api.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { moment, percent, span, spanAxis } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { redraw } from "../shared/redraw.ts";
import { themeColor } from "../shared/theme.ts";
import { timeAxis } from "../shared/time-axis.ts";
import { getFittedTrend } from "./fitted-trend.ts";

const SPAN_SECONDS = 30 * 86_400;
/** An upper end further out than so many times the forecast is cut off: it would press the rest flat. */
const TALLEST = 2.5;

/** How health fell, how the forecast of remaining life with its interval came down, and what waiting for each planned stop comes to. */
export function createLifePanel() {
  let health: TrendView | undefined;
  let forecast: ForecastView | undefined;
  let fault: string | undefined;
  let reading: string | undefined;
  const healthChart = createChart(() => health && healthOption(health));
  const lifeChart = createChart(() => forecast && fanOption(forecast));
  const stopsChart = createChart(() => forecast?.stops && stopsOption(forecast.stops));

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
      fault = undefined;
      healthChart.draw();
      lifeChart.draw();
      stopsChart.draw();
    } catch (error) {
      if (reading === path) fault = faultOf(error);
    } finally {
      if (reading === path) reading = undefined;
    }
    redraw();
  }

  function view(): VNode {
    const hasForecast = forecast !== undefined && forecast.rows.length > 0;
    const note = t(hasForecast ? "life.note" : "life.noForecast");
    return h(
      "section",
      {
        class: "card",
        "aria-label": t("life.title"),
        hidden: fault === undefined && (health?.rows.length ?? 0) === 0,
      },
      h("h2", {}, t("life.title")),
      h(
        "div",
        { class: "halves" },
        half("life.health", healthChart.mount),
        hasForecast && half("life.remaining", lifeChart.mount),
        forecast?.stops !== undefined && half("life.stops", stopsChart.mount),
      ),
      forecast?.stops !== undefined && leastCost(forecast.stops),
      h("p", { class: "quiet small" }, fault ?? (health && note)),
    );
  }

  return {
    view,
    /** What is being read is waited for, however fast sensors send. */
    setPoint({ path }: PointView): void {
      if (path !== reading) void refresh(path);
    },
  };
}

function half(
  title: "life.health" | "life.remaining" | "life.stops",
  mount: (node: HTMLElement | null) => void,
): VNode {
  return h(
    "div",
    {},
    h("h3", {}, t(title)),
    h("div", { class: "plot low", role: "img", "aria-label": t(title), ref: mount }),
  );
}

const axisOf = (rows: readonly (readonly number[])[], to: string) =>
  timeAxis(rows[0]?.[0] ?? 0, Date.parse(to));

function healthOption({ rows, to }: TrendView): ChartOption {
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", valueFormatter: (value) => `${Math.round(Number(value))} %` },
    xAxis: axisOf(rows, to),
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
    xAxis: axisOf(rows, to),
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

/** The stop of least expected cost; nothing where the line declares no costs. */
function leastCost(stops: readonly StopOutlookView[]): VNode | false {
  if (stops.some(({ failureCost }) => failureCost === undefined)) return false;
  const cost = ({ failureCost = 0, wasteCost = 0 }: StopOutlookView) => failureCost + wasteCost;
  const best = stops.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  return h("p", {}, t("life.stops.least", { stop: moment(best.start) }));
}

/** The curve of expected costs over the stops, where the line declares any, and the chance of failing before each. */
function stopsOption(stops: readonly StopOutlookView[]): ChartOption {
  const costs = (["failureCost", "wasteCost"] as const).flatMap((part) =>
    stops.some((stop) => stop[part] === undefined)
      ? []
      : [
          {
            type: "line" as const,
            stack: "cost",
            showSymbol: false,
            lineStyle: { width: 1 },
            areaStyle: { opacity: 0.35 },
            name: t(part === "failureCost" ? "life.stops.failure" : "life.stops.waste"),
            data: stops.map((stop) => Math.round(stop[part] ?? 0)),
          },
        ],
  );
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 56, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0 },
    tooltip: { trigger: "axis" },
    xAxis: {
      type: "category",
      data: stops.map(({ start }) => moment(start)),
      axisLabel: { hideOverlap: true },
    },
    yAxis: [
      { type: "value", show: costs.length > 0 },
      { type: "value", min: 0, max: 100, splitLine: { show: false } },
    ],
    series: [
      ...costs,
      {
        type: "line",
        name: t("life.stops.risk"),
        yAxisIndex: 1,
        data: stops.map(({ risk }) => Number(percent(risk))),
        lineStyle: { width: 2 },
      },
    ],
  };
}
