import type { VNode } from "preact";
import type { MachineFigures, TimeView } from "../../src/production/production-types.ts";
import { t } from "../i18n/text.ts";
import { axisMoment, moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import type { Asked } from "./production-api.ts";

const MARKS = 7;
const USES = ["running", "idle", "unplanned", "planned", "extra", "unknown"] as const;
const DAY_MS = 86_400_000;

/** What machines did, each as a bar of time; the tables say the same in words. */
export function machineBars(machines: readonly MachineFigures[], { from, to }: Asked): VNode {
  const length = to - from;
  const marks = Array.from({ length: MARKS }, (_, k) => from + (k * length) / MARKS);
  return h(
    "div",
    {},
    h(
      "div",
      { class: "plan-lines", "aria-hidden": "true" },
      machines.map(({ id, name, times }) =>
        h(
          "div",
          { key: id, class: "plan-line" },
          h("span", { class: "small" }, name),
          h(
            "div",
            { class: "plan-track" },
            times.map((time) => bar(time, from, length)),
          ),
        ),
      ),
      h(
        "div",
        { class: "plan-line plan-axis small quiet" },
        h("span", {}),
        h(
          "div",
          { class: "plan-marks" },
          marks.map((at) =>
            h("span", { key: String(at) }, axisMoment(at, length > 2 * DAY_MS ? "days" : "hours")),
          ),
        ),
      ),
    ),
    h(
      "p",
      { class: "small use-legend" },
      USES.map((use) =>
        h("span", { key: use }, h("i", { class: `use-${use}` }), t(`production.use.${use}`)),
      ),
    ),
  );
}

function bar({ start, end, use, cause }: TimeView, from: number, length: number): VNode {
  const [begin, stop] = [Date.parse(start) - from, Date.parse(end) - from];
  const text = [t(`production.use.${use}`), cause].filter((word) => word !== undefined).join(": ");
  return h("span", {
    key: start,
    class: `use-bar use-${use}`,
    style: { left: `${(100 * begin) / length}%`, width: `${(100 * (stop - begin)) / length}%` },
    title: `${text}, ${moment(start)} – ${moment(end)}`,
  });
}
