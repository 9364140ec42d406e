import type { VNode } from "preact";
import type { LineProduction } from "../../src/production/production-types.ts";
import { t } from "../i18n/text.ts";
import { percent, span } from "../shared/format.ts";
import { h } from "../shared/h.ts";

/** How figures of production are written. */

/** A share of 1; a dash where it is not known. */
export function share(value: number | undefined): string {
  return value === undefined ? "–" : `${percent(value)} %`;
}

/** Minutes in the unit that fits. */
export function minutes(value: number | undefined): string {
  if (value === undefined) return "–";
  return value === 0 ? "0" : span(60 * value);
}

/** A card with its heading. */
export function card(title: string, ...body: Parameters<typeof h>[2][]): VNode {
  return h("section", { class: "card", "aria-label": title }, h("h2", {}, title), ...body);
}

/** Whether a machine of a line tells what it does: of the others there is a yield at most. */
export function telling({ machines }: LineProduction): boolean {
  return machines.length > 0;
}

/** Share of a line's parts that were delivered at their first time. */
export function firstPass({ yield: tested }: LineProduction): string {
  if (tested === undefined || tested.parts === 0) return "–";
  return share(tested.firstPass / tested.parts);
}

/** How a line's figures came about. */
export function basisText(line: LineProduction): string {
  const { bottleneck, machines, counted, total } = line;
  const machine = machines.find(({ id }) => id === bottleneck)?.name;
  return [
    machine === undefined ? t("production.byAll") : t("production.byBottleneck", { machine }),
    t(`production.counted.${counted}`),
    t("production.known", { share: percent(total.known) }),
  ].join(" ");
}
