import type { VNode } from "preact";
import type { PointView } from "../../src/http/api-types.ts";
import type { LimitView } from "../../src/limits/limit-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getPoint } from "../shared/api.ts";
import { indicatorText, moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { type Choice, picker } from "../shared/picker.ts";
import { placeInPlant } from "../shared/place-name.ts";
import { redraw } from "../shared/redraw.ts";
import type { PlantState } from "../shared/state.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import { createLimitEditor, marksText } from "./limit-editor.ts";
import { getLimits, type LimitPlace } from "./settings-api.ts";

/** Every limit of the plant to look at and try, and those that people set. */
export function createLimitsPanel(state: PlantState) {
  const editor = createLimitEditor(() => void readEdited());
  let point: PointView | undefined;
  let chosen = { point: "", channel: "", indicator: "" };
  /** Indicators by channel. */
  let known: ReadonlyMap<string, readonly string[]> = new Map();
  let fault = "";
  let edited: readonly LimitView[] | undefined;
  let editedFault: string | undefined;

  function view(): VNode {
    return h(
      "div",
      { class: "page" },
      h(
        "section",
        { class: "card stack", "aria-label": t("settings.limits") },
        h("h2", {}, t("settings.limits")),
        h("div", { class: "pickers" }, pickers()),
        h("p", { class: "form-error", role: "alert" }, fault),
        editor.view(),
      ),
      h(
        "section",
        { class: "card", "aria-label": t("settings.editedTitle") },
        h("h2", {}, t("settings.editedTitle")),
        editedFault === undefined
          ? edited && editedTable(edited)
          : h("p", { class: "form-error" }, editedFault),
      ),
    );
  }

  function pickers(): readonly VNode[] {
    const names = known.get(chosen.channel) ?? [];
    return [
      picker(
        t("table.point"),
        pointChoices(),
        chosen.point,
        (path) => void choose({ point: path }),
      ),
      picker(
        t("table.channel"),
        [...known.keys()].map((value) => ({ value, label: nameOf(value) })),
        chosen.channel,
        (channel) => void choose({ channel }),
      ),
      picker(
        t("settings.indicator"),
        names.map((value) => ({ value, label: indicatorText(value) })),
        chosen.indicator,
        (indicator) => void choose({ indicator }),
      ),
    ];
  }

  /** What is not said is chosen anew where the old does not fit. */
  async function choose(wanted: Partial<LimitPlace>): Promise<void> {
    try {
      const path = wanted.point ?? chosen.point;
      if (path !== point?.path) {
        const [view, limits] = await Promise.all([getPoint(path), getLimits(path)]);
        point = view;
        known = indicatorsOf(view, limits);
      }
      const channel = fitting([...known.keys()], wanted.channel ?? chosen.channel);
      const indicator = fitting(known.get(channel) ?? [], wanted.indicator ?? chosen.indicator);
      chosen = { point: path, channel, indicator };
      fault = indicator === "" ? t("machine.nothingYet") : "";
      redraw();
      if (indicator !== "") await editor.show(chosen);
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  const nameOf = (channel: string) =>
    point?.channels.find(({ id }) => id === channel)?.name ?? channel;

  function pointChoices(): readonly Choice[] {
    return (
      state
        .points()
        .map(({ path }) => ({ value: path, label: nameIn(path) }))
        // In an order that does not change under somebody's hand.
        .toSorted((a, b) => a.label.localeCompare(b.label))
    );
  }

  function nameIn(path: string): string {
    const plant = state.plant();
    return plant === undefined ? path : placeInPlant(path, plant);
  }

  async function readEdited(): Promise<void> {
    try {
      edited = (await getLimits()).filter((limit) => limit.edited !== undefined);
      editedFault = undefined;
    } catch (error) {
      editedFault = faultOf(error);
    }
    redraw();
  }

  function editedTable(limits: readonly LimitView[]): VNode {
    if (limits.length === 0) return h("p", { class: "quiet" }, t("settings.noneEdited"));
    return table(
      t("settings.editedTitle"),
      [
        t("table.point"),
        t("settings.indicator"),
        t("settings.inForce"),
        t("settings.fromFile"),
        t("table.who"),
      ],
      limits.map(editedRow),
    );
  }

  function editedRow(limit: LimitView): Row {
    const { point: path, where, channel, channelName, indicator, unit, file, edited: set } = limit;
    return keyed(`${path}/${channel}/${indicator}`, [
      h(
        "button",
        { class: "link", type: "button", onclick: () => void choose(limit) },
        `${where.machine} › ${where.point}`,
      ),
      `${channelName}: ${indicatorText(indicator)}`,
      marksText(set, unit),
      marksText(file, unit),
      set && `${set.who}, ${moment(set.at)}: ${set.why}`,
    ]);
  }

  function update(): void {
    const [first] = pointChoices();
    if (chosen.point !== "" || first === undefined) return;
    chosen = { ...chosen, point: first.value };
    void choose({});
  }

  return {
    view,
    open(): void {
      update();
      void readEdited();
    },
    update,
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
