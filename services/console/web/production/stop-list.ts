import type { VNode } from "preact";
import type { LineProduction, TimeView } from "../../src/production/production-types.ts";
import { t } from "../i18n/text.ts";
import { span, weekMoment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { keyed, table } from "../shared/table.ts";
import type { createCauseForm } from "./cause-form.ts";
import { card } from "./figures.ts";

const SHOWN = 12;

/** The latest unplanned stops of a line's machines, those first of which nobody has told why, each with a way to say it. */
export function stopList(line: LineProduction, form: ReturnType<typeof createCauseForm>): VNode {
  const title = t("production.latestStops");
  const stops = line.machines
    .flatMap(({ id, name, times }) =>
      times.filter(({ use }) => use === "unplanned").map((time) => ({ id, name, time })),
    )
    .sort((a, b) => untold(b.time) - untold(a.time) || begun(b.time) - begun(a.time))
    .slice(0, SHOWN);
  if (stops.length === 0) return card(title, h("p", { class: "quiet" }, t("production.noStops")));
  const known = [...new Set(line.causes.flatMap(({ cause }) => cause ?? []))];
  const heads = ["begins", "machine", "minutes", "cause"] as const;
  const rows = stops.map(({ id, name, time }) => {
    const place = { line: line.id, machine: id, start: time.start };
    const why = form.isOpen(place)
      ? form.view(known)
      : h("span", {}, time.cause ?? t("production.untold"), " ", form.opener(place, time.cause));
    return keyed(`${id} ${time.start}`, [weekMoment(time.start), name, lengthOf(time), why]);
  });
  return card(
    title,
    table(
      title,
      heads.map((head) => t(`production.${head}`)),
      rows,
    ),
    h("p", { class: "quiet", role: "status" }, form.message()),
  );
}

function lengthOf({ start, end }: TimeView): string {
  return span((Date.parse(end) - Date.parse(start)) / 1000);
}

const untold = ({ cause }: TimeView) => (cause === undefined ? 1 : 0);
const begun = ({ start }: TimeView) => Date.parse(start);
