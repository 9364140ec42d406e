import { type Alarm, isCovered } from "@raceway/model/alarm";
import { t } from "../i18n/text.ts";
import { fill, h } from "../shared/dom.ts";
import type { Page } from "../shared/page.ts";
import { createPicker } from "../shared/picker.ts";
import type { Route } from "../shared/route.ts";
import type { PlantState } from "../shared/state.ts";
import { alarmWords } from "../shared/words.ts";
import { createActForm } from "./act-form.ts";
import { createAlarmCard } from "./alarm-card.ts";
import { alarmTabs } from "./alarm-tabs.ts";

const FILTERS = [
  "open",
  "unacknowledged",
  "acknowledged",
  "covered",
  "machine",
  "sensor",
  "system",
] as const;
type Filter = (typeof FILTERS)[number];

const MATCHES: Readonly<Record<Filter, (alarm: Alarm) => boolean>> = {
  open: (alarm) => !isCovered(alarm),
  unacknowledged: (alarm) => alarm.state !== "acknowledged" && !isCovered(alarm),
  acknowledged: (alarm) => alarm.state === "acknowledged" && !isCovered(alarm),
  covered: isCovered,
  machine: (alarm) => alarm.condition === "machine" && !isCovered(alarm),
  sensor: (alarm) => alarm.condition === "sensor" && !isCovered(alarm),
  system: (alarm) => alarm.condition === "system" && !isCovered(alarm),
};

/** Open alarms, the most urgent first, each with what to do; filters, and acts on many at once. */
export function createAlarmsPage(state: PlantState): Page {
  const selected = new Set<string>();
  const cards = new Map<string, ReturnType<typeof createAlarmCard>>();
  let filter: Filter = "open";
  let words = "";
  let named: string | undefined;
  const title = h("h1", {}, t("alarms.title"));
  const note = h("p", { class: "quiet" });
  const list = h("div", { class: "alarms" });
  const filterPicker = createPicker(t("alarms.filter"), (value) => {
    filter = FILTERS.find((name) => name === value) ?? "open";
    update();
  });
  const search = h("ix-input", {
    placeholder: t("alarms.search"),
    "aria-label": t("alarms.search"),
    class: "filter",
    onvalueChange: (event: CustomEvent<string>) => {
      words = event.detail.trim().toLowerCase();
      update();
    },
  });
  const bulkTitle = h("strong");
  const bulkForm = createActForm(() => state.alarms().filter(({ id }) => selected.has(id)));
  const bulk = h(
    "section",
    { class: "bulk", "aria-label": t("alarms.bulk") },
    bulkTitle,
    bulkForm.element,
  );
  const all = h(
    "ix-button",
    { variant: "subtle-tertiary", onclick: () => selectAll() },
    t("alarms.selectAll"),
  );
  const element = h(
    "div",
    { class: "page" },
    h(
      "header",
      { class: "page-head" },
      title,
      alarmTabs("alarms"),
      h("div", { class: "pickers" }, filterPicker.element, search, all),
    ),
    note,
    bulk,
    list,
  );

  function shown(): readonly Alarm[] {
    return state.alarms().filter((alarm) => {
      if (alarm.id === named) return true;
      const { line, machine, point } = alarm.where;
      const text = [alarmWords(alarm).title, line, machine, point].join(" ").toLowerCase();
      return MATCHES[filter](alarm) && text.includes(words);
    });
  }

  function selectAll(): void {
    const ids = shown().map(({ id }) => id);
    const isAll = ids.every((id) => selected.has(id));
    for (const id of ids) isAll ? selected.delete(id) : selected.add(id);
    update();
  }

  function cardOf(alarm: Alarm): HTMLElement {
    const card =
      cards.get(alarm.id) ??
      createAlarmCard((id, isSelected) => {
        if (isSelected) selected.add(id);
        else selected.delete(id);
        update();
      });
    cards.set(alarm.id, card);
    card.show(alarm, selected.has(alarm.id));
    return card.element;
  }

  function update(): void {
    const open = new Set(state.alarms().map(({ id }) => id));
    for (const id of cards.keys())
      if (!open.has(id)) {
        cards.delete(id);
        selected.delete(id);
      }
    const alarms = shown();
    title.textContent =
      open.size === 0 ? t("alarms.title") : t("alarms.titleCount", { count: open.size });
    filterPicker.offer(
      FILTERS.map((value) => ({
        value,
        label: t("alarms.filterCount", {
          filter: t(`alarms.filter.${value}`),
          count: state.alarms().filter(MATCHES[value]).length,
        }),
      })),
      filter,
    );
    fill(note, state.services()?.online["alarms"] === false && t("alarms.serviceOff"));
    bulk.hidden = selected.size === 0;
    bulkTitle.textContent = t("alarms.selected", { count: selected.size });
    bulkForm.update();
    all.hidden = alarms.length < 2;
    place(alarms.map(cardOf));
    if (alarms.length === 0)
      fill(
        list,
        h("p", { class: "quiet" }, t(open.size === 0 ? "alarms.none" : "alarms.noneMatch")),
      );
  }

  /** Moving a node takes the focus from it, so nodes in place stay. */
  function place(nodes: readonly HTMLElement[]): void {
    const inPlace = nodes.every((node, i) => list.children[i] === node);
    if (!inPlace || list.children.length !== nodes.length) fill(list, ...nodes);
  }

  return {
    element,
    open(route: Route): void {
      named = route.view === "alarms" ? route.id : undefined;
      update();
      const card = named === undefined ? undefined : cards.get(named);
      card?.element.scrollIntoView({ block: "nearest" });
      card?.element.focus({ preventScroll: true });
    },
    update,
  };
}
