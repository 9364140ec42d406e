import type { VNode } from "preact";
import type { IsoView, MachineDetailView, TrendView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getTrend } from "../shared/api.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { indicatorText, number, span as spanText, unitText } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { themeColor } from "../shared/theme.ts";
import { timeAxis } from "../shared/time-axis.ts";

const DAY = 86_400;
const SPANS = [3600, 8 * 3600, DAY, 7 * DAY, 30 * DAY, 365 * DAY];
/** Read again at most so often, milliseconds. */
const REFRESH_MS = 10_000;
/** Of the whole point; what all points of every kind have. */
const HEALTH = "health";
/** More lines than that cannot be told apart. */
const MOST_LINES = 12;
const DASHES = ["solid", "dashed", "dotted"] as const;
const COLORS = 8;

interface Line {
  readonly name: string;
  readonly trend: TrendView;
}

/** One indicator of all points of a machine over each other: the one that differs is the one to look at. */
export function createMachineTrends(nameOf: (point: string) => string) {
  let machine: MachineDetailView | undefined;
  let indicator = HEALTH;
  let span = DAY;
  let lines: readonly Line[] = [];
  let note = "";
  let readAt = Number.NEGATIVE_INFINITY;
  let asked = 0;
  const chart = createChart(() => (lines.length > 0 ? optionOf(lines, isoOf()) : undefined));

  const isoOf = () => (indicator === "velocity_rms" ? machine?.iso : undefined);

  function indicators(): readonly string[] {
    return [...new Set([...(machine?.leads ?? []).map((lead) => lead.indicator), HEALTH])];
  }

  function view(): VNode {
    const names = indicators().map((value) => ({ value, label: nameOfIndicator(value) }));
    const spans = SPANS.map((value) => ({ value: String(value), label: spanText(value) }));
    return h(
      "section",
      { class: "card", "aria-label": t("machine.trends") },
      h(
        "div",
        { class: "card-head" },
        h("h2", {}, t("machine.trends")),
        h(
          "div",
          { class: "pickers" },
          picker(t("trend.indicator"), names, indicator, (value) => choose({ indicator: value })),
          picker(t("trend.span"), spans, String(span), (value) => choose({ span: Number(value) })),
        ),
      ),
      h("div", {
        class: "plot",
        role: "img",
        hidden: lines.length === 0,
        "aria-label": lines.map(described).join("; "),
        ref: chart.mount,
      }),
      h("p", { class: "quiet" }, note),
    );
  }

  function choose(choice: { readonly indicator?: string; readonly span?: number }): void {
    indicator = choice.indicator ?? indicator;
    span = choice.span ?? span;
    redraw();
    void read();
  }

  async function read(): Promise<void> {
    if (machine === undefined) return;
    const ticket = ++asked;
    readAt = performance.now();
    try {
      const found = await Promise.all(wanted(machine).map(readLine));
      if (ticket !== asked) return;
      lines = found.filter(({ trend }) => trend.rows.length > 0);
      note =
        lines.length > 0
          ? ""
          : t("trend.empty", { indicator: nameOfIndicator(indicator), span: spanText(span) });
      chart.draw();
    } catch (error) {
      if (ticket === asked) note = faultOf(error);
    }
    redraw();
  }

  function wanted({ leads }: MachineDetailView) {
    const own = indicator === HEALTH ? leads : leads.filter((lead) => lead.indicator === indicator);
    return own.slice(0, MOST_LINES);
  }

  async function readLine({ point, channel }: MachineDetailView["leads"][number]): Promise<Line> {
    const of = indicator === HEALTH ? {} : { channel };
    return { name: nameOf(point), trend: await getTrend({ point, ...of, indicator, span }) };
  }

  return {
    view,
    /** The machine, or the same with newer values. */
    setMachine(next: MachineDetailView): void {
      const isAnother = next.path !== machine?.path;
      const first = machine === undefined || machine.leads.length === 0;
      machine = next;
      if (isAnother) lines = [];
      if (isAnother || first) indicator = next.leads[0]?.indicator ?? HEALTH;
      if (isAnother || first || performance.now() - readAt >= REFRESH_MS) void read();
    },
  };
}

function nameOfIndicator(name: string): string {
  return name === HEALTH ? t("machine.health") : indicatorText(name);
}

function described({ name, trend: { rows, unit } }: Line): string {
  const last = rows.at(-1);
  return `${name}: ${last === undefined ? "–" : `${number(last[1])} ${unitText(unit)}`}`;
}

function optionOf(lines: readonly Line[], iso: IsoView | undefined): ChartOption {
  const unit = lines[0]?.trend.unit ?? "";
  const zones = iso
    ? ([
        ["A/B", iso.ab],
        ["B/C", iso.bc],
        ["C/D", iso.cd],
      ] as const)
    : [];
  const highest = Math.max(...lines.flatMap(({ trend }) => trend.rows.map(([, value]) => value)));
  // The boundary above what is there says how far it is; those beyond would only flatten the lines.
  const next = zones.findIndex(([, value]) => value > highest);
  const shown = next < 0 ? zones : zones.slice(0, next + 1);
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 56, bottom: 4, containLabel: true },
    legend: { top: 0, type: "scroll", textStyle: { color: themeColor("std-text") } },
    tooltip: {
      trigger: "axis",
      valueFormatter: (value) => `${number(Number(value))} ${unitText(unit)}`,
    },
    xAxis: timeAxis(
      Math.min(...lines.flatMap(({ trend }) => trend.rows[0]?.[0] ?? [])),
      Math.max(...lines.map(({ trend }) => Date.parse(trend.to))),
    ),
    yAxis: {
      type: "value",
      name: unitText(unit),
      nameTextStyle: { align: "left" },
      scale: true,
      max: ({ max }) => {
        const top = shown.at(-1)?.[1] ?? max;
        return max >= top ? undefined : Number((top * 1.1).toPrecision(2));
      },
      axisLabel: { formatter: number },
    },
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: "ctrl" }],
    series: lines.map(({ name, trend }, k) => ({
      type: "line",
      name,
      data: trend.rows.map(([time, value]) => [time, value]),
      showSymbol: trend.rows.length < 3,
      // Told apart without colour too.
      lineStyle: { width: 2, type: DASHES[Math.floor(k / COLORS) % DASHES.length] ?? "solid" },
      ...(k === 0 && {
        markLine: {
          silent: true,
          symbol: "none",
          data: shown.map(([zone, value]) => ({
            yAxis: value,
            lineStyle: {
              color: themeColor(zone === "A/B" ? "neutral" : zone === "B/C" ? "warning" : "alarm"),
              type: "dashed",
            },
            label: {
              formatter: `${zone} ${number(value)}`,
              position: "insideStartTop",
              color: themeColor("std-text"),
            },
          })),
        },
      }),
    })),
  };
}
