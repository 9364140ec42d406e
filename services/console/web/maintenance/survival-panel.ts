import type { VNode } from "preact";
import type { SurvivalView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getSurvival } from "../shared/api.ts";
import { type ChartOption, createChart } from "../shared/chart.ts";
import { span, spanAxis } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { redraw } from "../shared/redraw.ts";
import { themeColor } from "../shared/theme.ts";

/** Read again at most so often, milliseconds: lives end seldom. */
const REFRESH_MS = 60_000;

type Known = SurvivalView & Required<Pick<SurvivalView, "steps" | "weibull" | "longestSeconds">>;

/** How long bearings of each kind last here: steps, a law, and in words what is not known. */
export function createSurvivalPanel() {
  let shown: readonly SurvivalView[] = [];
  let fault: string | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const chart = createChart(() => optionOf(shown.filter(isKnown)));

  async function read(): Promise<void> {
    readAt = performance.now();
    try {
      shown = await getSurvival();
      fault = undefined;
      chart.draw();
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  function view(): VNode {
    const known = shown.filter(isKnown);
    return h(
      "section",
      { class: "card", "aria-label": t("survival.title") },
      h("h2", {}, t("survival.title")),
      known.length > 0 &&
        h("div", {
          class: "plot low",
          role: "img",
          "aria-label": t("survival.title"),
          ref: chart.mount,
        }),
      known.length > 0 && h("p", { class: "quiet small" }, t("survival.note")),
      ...known.map((one) => h("p", { key: one.kind }, inWords(one))),
      fault !== undefined ? h("p", { class: "quiet" }, fault) : unknownOf(shown),
    );
  }

  return {
    view,
    open: () => void read(),
    refresh(): void {
      if (performance.now() - readAt >= REFRESH_MS) void read();
    },
  };
}

function isKnown(view: SurvivalView): view is Known {
  return view.steps !== undefined;
}

function inWords({ kind, ended, running, weibull }: Known): string {
  const half = weibull.find(({ surviving }) => surviving <= 0.5)?.seconds ?? 0;
  return t("survival.kind", { kind, ended, running, half: span(half) });
}

/** Kinds of which no bearing has ended: nothing is known of them, and that is said. */
function unknownOf(shown: readonly SurvivalView[]): VNode {
  const kinds = shown.filter((view) => !isKnown(view)).map(({ kind }) => kind);
  if (shown.length === 0) return h("p", { class: "quiet" }, t("survival.nothing"));
  return h(
    "p",
    { class: "quiet", hidden: kinds.length === 0 },
    t("survival.none", { kinds: kinds.join(", ") }),
  );
}

const COLORS = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"];

function optionOf(known: readonly Known[]): ChartOption | undefined {
  if (known.length === 0) return undefined;
  const longest = 1.2 * Math.max(...known.map(({ longestSeconds }) => longestSeconds));
  const unit = spanAxis(longest);
  const at = (seconds: number, surviving: number) => [seconds / unit.size, 100 * surviving];
  return {
    animation: false,
    grid: { left: 8, right: 24, top: 40, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0 },
    xAxis: {
      type: "value",
      min: 0,
      max: longest / unit.size,
      axisLabel: { formatter: unit.text, hideOverlap: true, showMaxLabel: false },
    },
    yAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value} %" } },
    series: known.flatMap(({ kind, steps, weibull, longestSeconds }, i) => {
      const color = themeColor(COLORS[i % COLORS.length] ?? "chart-1") || themeColor("primary");
      const line = { type: "line", showSymbol: false, color, silent: true } as const;
      return [
        {
          ...line,
          name: kind,
          step: "end" as const,
          lineStyle: { width: 2, color },
          data: [
            at(0, 1),
            ...steps.map(({ seconds, surviving }) => at(seconds, surviving)),
            // Whoever has run longest without an end carries the last step on.
            at(longestSeconds, steps.at(-1)?.surviving ?? 1),
          ],
        },
        {
          ...line,
          lineStyle: { width: 1, type: "dashed" as const, color },
          data: weibull
            .filter(({ seconds }) => seconds <= longest)
            .map(({ seconds, surviving }) => at(seconds, surviving)),
        },
      ];
    }),
  };
}
