import type { PointView } from "../../src/http/api-types.ts";
import type { LimitView } from "../../src/limits/limit-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getPoint } from "../shared/api.ts";
import { type Child, fill, h } from "../shared/dom.ts";
import { indicatorText, moment } from "../shared/format.ts";
import { createPicker } from "../shared/picker.ts";
import type { PlantState } from "../shared/state.ts";
import { table } from "../shared/table.ts";
import { createLimitEditor, marksText } from "./limit-editor.ts";
import { getLimits, type LimitPlace } from "./settings-api.ts";

/** Every limit of the plant to look at and try, and those that people set. */
export function createLimitsPanel(state: PlantState) {
  let point: PointView | undefined;
  let chosen = { point: "", channel: "", indicator: "" };
  /** Indicators by channel. */
  let known: ReadonlyMap<string, readonly string[]> = new Map();
  const fault = h("p", { class: "form-error", role: "alert" });
  const points = createPicker(t("table.point"), (path) => void choose({ point: path }));
  const channels = createPicker(t("table.channel"), (channel) => void choose({ channel }));
  const indicators = createPicker(
    t("settings.indicator"),
    (indicator) => void choose({ indicator }),
  );
  const editor = createLimitEditor(() => void readEdited());
  const edited = h("section", { class: "card", "aria-label": t("settings.editedTitle") });
  const element = h(
    "div",
    { class: "page" },
    h(
      "section",
      { class: "card stack", "aria-label": t("settings.limits") },
      h("h2", {}, t("settings.limits")),
      h("div", { class: "pickers" }, points.element, channels.element, indicators.element),
      fault,
      editor.element,
    ),
    edited,
  );

  /** What is not said is chosen anew where the old does not fit. */
  async function choose(wanted: Partial<LimitPlace>): Promise<void> {
    try {
      const path = wanted.point ?? chosen.point;
      if (path !== point?.path) {
        const [view, limits] = await Promise.all([getPoint(path), getLimits(path)]);
        point = view;
        known = indicatorsOf(view, limits);
      }
      const offered = [...known.keys()];
      const channel = fitting(offered, wanted.channel ?? chosen.channel);
      const names = known.get(channel) ?? [];
      const indicator = fitting(names, wanted.indicator ?? chosen.indicator);
      chosen = { point: path, channel, indicator };
      points.offer(pointChoices(), path);
      channels.offer(
        offered.map((value) => ({ value, label: nameOf(value) })),
        channel,
      );
      indicators.offer(
        names.map((value) => ({ value, label: indicatorText(value) })),
        indicator,
      );
      fill(fault);
      if (indicator === "") return fill(fault, t("machine.nothingYet"));
      await editor.show(chosen);
    } catch (error) {
      fill(fault, faultOf(error));
    }
  }

  const nameOf = (channel: string) =>
    point?.channels.find(({ id }) => id === channel)?.name ?? channel;

  function pointChoices() {
    return (
      state
        .points()
        .map(({ path }) => ({ value: path, label: path.split("/").slice(1).join(" › ") }))
        // In an order that does not change under somebody's hand.
        .toSorted((a, b) => a.label.localeCompare(b.label))
    );
  }

  async function readEdited(): Promise<void> {
    try {
      const limits = (await getLimits()).filter((limit) => limit.edited !== undefined);
      fill(
        edited,
        h("h2", {}, t("settings.editedTitle")),
        limits.length === 0
          ? h("p", { class: "quiet" }, t("settings.noneEdited"))
          : table(
              t("settings.editedTitle"),
              [
                t("table.point"),
                t("settings.indicator"),
                t("settings.inForce"),
                t("settings.fromFile"),
                t("table.who"),
              ],
              limits.map(editedRow),
            ),
      );
    } catch (error) {
      fill(edited, h("p", { class: "form-error" }, faultOf(error)));
    }
  }

  function editedRow(limit: LimitView): readonly Child[] {
    const { where, channel, indicator, unit, file, edited: set } = limit;
    return [
      h(
        "button",
        { class: "link", type: "button", onclick: () => void choose(limit) },
        `${where.machine} › ${where.point}`,
      ),
      `${channel}: ${indicatorText(indicator)}`,
      marksText(set, unit),
      marksText(file, unit),
      set && `${set.who}, ${moment(set.at)}: ${set.why}`,
    ];
  }

  return {
    element,
    open(): void {
      this.update();
      void readEdited();
    },
    update(): void {
      const [first] = pointChoices();
      if (chosen.point === "" && first !== undefined) {
        chosen = { ...chosen, point: first.value };
        void choose({});
      }
    },
    /** Somebody set a limit. */
    fresh: () => void readEdited(),
  };
}

function fitting(offered: readonly string[], wanted: string): string {
  return offered.includes(wanted) ? wanted : (offered[0] ?? "");
}

/** Indicators that there are values or limits of, by channel. */
function indicatorsOf(
  view: PointView,
  limits: readonly LimitView[],
): ReadonlyMap<string, readonly string[]> {
  const known = view.channels.map(({ id }) => {
    const limited = limits.filter(({ channel }) => channel === id);
    const names = [
      ...limited.map(({ indicator }) => indicator),
      ...Object.keys(view.indicators[id]?.indicators ?? {}),
    ];
    return [id, [...new Set(names)]] as const;
  });
  return new Map(known.filter(([, names]) => names.length > 0));
}
