import type { Fault } from "@raceway/model/verdict";
import type { VNode } from "preact";
import type { PointView, TrendView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { exportLink, faultOf, getTrend } from "../shared/api.ts";
import { indicatorText, meaningText, span as spanText } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { type Choice, picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { createTrendChart } from "./trend-chart.ts";

const DAY = 86_400;
const SPANS = [600, 3600, 8 * 3600, DAY, 7 * DAY, 30 * DAY, 365 * DAY];
/** A span that nobody has chosen is fitted to the data again after so long, milliseconds: a young plant's trend grows. */
const FIT_MS = 30_000;
/** Stands for what a point has as a whole. */
const WHOLE = "(point)";
const WHOLE_INDICATORS = ["health", "score"];
/** The indicators that a bearing fault speaks through. */
const FAULT_INDICATORS: Readonly<Partial<Record<Fault, string>>> = {
  "outer-race": "snr_bpfo",
  "inner-race": "snr_bpfi",
  "rolling-element": "snr_bsf2",
  cage: "snr_ftf",
};
/** What to show of a channel when nothing is wrong: the first that it has. */
const USUAL = ["velocity_rms", "rms", "level", "value", "temperature"];

/** Trend of one indicator of a point, to choose from. */
export function createTrendPanel() {
  const chart = createTrendChart();
  let note = "";
  let hasRows = false;
  let point: PointView | undefined;
  let channel = WHOLE;
  let indicator = "health";
  let span = DAY;
  /** When the span is to be fitted to the data next; never again once a person has chosen one. */
  let fitAt = 0;
  let asked = 0;
  let answered = 0;

  function choose(choice: { channel?: string; indicator?: string; span?: number }): void {
    if (choice.span !== undefined) {
      span = choice.span;
      fitAt = Number.POSITIVE_INFINITY;
    }
    if (choice.channel !== undefined) {
      channel = choice.channel;
      indicator = usualOf(indicatorsOf(channel));
    }
    indicator = choice.indicator ?? indicator;
    redraw();
    void refresh();
  }

  function indicatorsOf(of: string): readonly string[] {
    if (of === WHOLE) return WHOLE_INDICATORS;
    return Object.keys(point?.indicators[of]?.indicators ?? {});
  }

  function files(): VNode {
    const of = channel === WHOLE ? undefined : channel;
    const link = (format: string, label: string) =>
      h("a", { href: exportLink(point?.path ?? "", of, format), download: "" }, label);
    return h("p", { class: "small" }, [
      t("trend.export"),
      " ",
      link("csv", "CSV"),
      " · ",
      link("parquet", "Parquet"),
    ]);
  }

  function pickers(): readonly VNode[] {
    const channels = point?.channels.map(({ id, name }) => ({ value: id, label: name })) ?? [];
    const whole = { value: WHOLE, label: t("trend.whole") };
    const names = indicatorsOf(channel).map((value) => ({ value, label: indicatorText(value) }));
    return [
      picker(t("table.channel"), [...channels, whole], channel, (value) =>
        choose({ channel: value }),
      ),
      picker(t("trend.indicator"), names, indicator, (value) => choose({ indicator: value })),
      picker(t("trend.span"), SPANS.map(spanChoice), String(span), (value) =>
        choose({ span: Number(value) }),
      ),
    ];
  }

  function view(): VNode {
    return h(
      "section",
      { class: "card", "aria-label": t("trend.title") },
      h(
        "div",
        { class: "card-head" },
        h("h2", {}, t("trend.title")),
        h("div", { class: "pickers" }, pickers()),
      ),
      h("div", { hidden: !hasRows }, chart.view()),
      h("p", { class: "quiet" }, note),
      files(),
    );
  }

  const read = (of: PointView, seconds: number) =>
    getTrend({
      point: of.path,
      ...(channel !== WHOLE && { channel }),
      indicator,
      span: seconds,
    });

  async function refresh(): Promise<void> {
    if (point === undefined) return;
    const ticket = ++asked;
    try {
      if (performance.now() >= fitAt) {
        const day = await read(point, DAY);
        if (ticket !== asked) return;
        span = fitting(day);
        fitAt = performance.now() + FIT_MS;
        if (span === DAY) return show(day);
      }
      const trend = await read(point, span);
      if (ticket === asked) show(trend);
    } catch (error) {
      if (ticket === asked) note = faultOf(error);
    } finally {
      answered = Math.max(answered, ticket);
      redraw();
    }
  }

  function show(trend: TrendView): void {
    hasRows = trend.rows.length > 0;
    if (hasRows) chart.show(trend);
    const empty = t("trend.empty", { indicator: indicatorText(indicator), span: spanText(span) });
    note = hasRows ? meaningText(trend.indicator, trend.meaning) : empty;
  }

  return {
    view,
    /** Another point, or the same with newer data, which `again` asks to be read. */
    setPoint(next: PointView, again: boolean): void {
      const another = next.path !== point?.path;
      const bare = !indicatorsOf(channel).includes(indicator);
      point = next;
      if (another) if (fitAt !== Number.POSITIVE_INFINITY) fitAt = 0;
      if (another || bare) ({ channel, indicator } = telling(next));
      // A store that takes longer than sensors send must get to its end.
      if (another || bare || (again && answered === asked)) void refresh();
    },
  };
}

const spanChoice = (seconds: number): Choice => ({
  value: String(seconds),
  label: spanText(seconds),
});

/** The shortest span that holds a day's rows. */
function fitting({ rows, to, everySeconds = 0 }: TrendView): number {
  const first = rows[0]?.[0];
  if (first === undefined) return DAY;
  // The first window may begin before the span does.
  const held = (Date.parse(to) - first) / 1000 - everySeconds;
  return SPANS.find((seconds) => seconds >= held) ?? DAY;
}

/** What best tells of a point's state: the indicator that speaks loudest against it, else a usual one of its first channel with data. */
function telling(point: PointView): { channel: string; indicator: string } {
  for (const { channel, indicator } of point.verdicts.anomaly?.evidence ?? [])
    if (indicator in (point.indicators[channel]?.indicators ?? {})) return { channel, indicator };
  const { diagnosis } = point.verdicts;
  const speaking = diagnosis && FAULT_INDICATORS[diagnosis.fault];
  for (const { id } of point.channels)
    if (speaking !== undefined && speaking in (point.indicators[id]?.indicators ?? {}))
      return { channel: id, indicator: speaking };
  const first = point.channels.find(({ id }) => point.indicators[id] !== undefined);
  if (first === undefined) return { channel: WHOLE, indicator: "health" };
  return {
    channel: first.id,
    indicator: usualOf(Object.keys(point.indicators[first.id]?.indicators ?? {})),
  };
}

function usualOf(names: readonly string[]): string {
  return USUAL.find((name) => names.includes(name)) ?? names[0] ?? "health";
}
