import type { VNode } from "preact";
import type { QualityView } from "../../src/stands/stand-types.ts";
import { type TextKey, t } from "../i18n/text.ts";
import { h } from "../shared/h.ts";
import { createControlPlot } from "./control-plot.ts";

type Signals = readonly { readonly at: number }[];

/** The control charts of a band: single parts, their weighted mean, and means and ranges of subgroups. */
export function createControlPlots() {
  const singles = createControlPlot();
  const ewma = createControlPlot();
  const means = createControlPlot();
  const ranges = createControlPlot();

  function show({ parts, charts }: QualityView): void {
    if (charts === undefined) return;
    const nameOf = (at: number) => parts[at]?.serial ?? String(at + 1);
    const marked = (signals: Signals) => new Set(signals.map(({ at }) => at));
    const { individuals, subgroups } = charts;
    singles.show({
      ...individuals,
      values: parts.map(({ value }) => value),
      marked: marked(individuals.signals),
      nameOf,
    });
    const { values, lower, upper } = charts.ewma;
    const beyond = values.flatMap((value, at) =>
      value !== null && (value > (upper[at] ?? value) || value < (lower[at] ?? value))
        ? [{ at }]
        : [],
    );
    ewma.show({
      ...charts.ewma,
      centre: individuals.centre,
      marked: marked(beyond),
      nameOf,
    });
    if (subgroups === undefined) return;
    const { size } = subgroups;
    // A subgroup goes by its last part.
    const groupName = (at: number) => nameOf((at + 1) * size - 1);
    means.show({
      ...subgroups.means,
      marked: marked(subgroups.means.signals),
      nameOf: groupName,
    });
    ranges.show({
      ...subgroups.ranges,
      nameOf: groupName,
    });
  }

  return {
    show,
    /** @param size of the subgroups; undefined: there are none yet. */
    view(size: number | undefined): VNode {
      const titled = (
        key: TextKey,
        plot: ReturnType<typeof createControlPlot>,
        values: Readonly<Record<string, number>> = {},
      ) => h("div", { key }, h("h3", {}, t(key, values)), plot.view(t(key, values)));
      return h(
        "div",
        {},
        titled("stands.chart.singles", singles),
        titled("stands.chart.ewma", ewma),
        size !== undefined && titled("stands.chart.means", means, { size }),
        size !== undefined && titled("stands.chart.ranges", ranges, { size }),
      );
    },
  };
}
