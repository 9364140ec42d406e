import { type Alarm, isCovered } from "@raceway/model/alarm";
import type { ComponentChild, VNode } from "preact";
import { t } from "../i18n/text.ts";
import { getAlarmGlances, getHandover } from "../shared/api.ts";
import { createGlances } from "../shared/glances.ts";
import { h } from "../shared/h.ts";
import type { Page } from "../shared/page.ts";
import { personName } from "../shared/person.ts";
import { type Choice, picker } from "../shared/picker.ts";
import { createReading } from "../shared/reading.ts";
import { redraw } from "../shared/redraw.ts";
import type { Route } from "../shared/route.ts";
import type { PlantState } from "../shared/state.ts";
import { alarmWords } from "../shared/words.ts";
import { createActForm } from "./act-form.ts";
import { cardId, createAlarmCard } from "./alarm-card.ts";
import { alarmTabs } from "./alarm-tabs.ts";
import { createHandoverNotes } from "./handover-notes.ts";

/** Notes of shifts above the alarms, and how often they are read again at most, milliseconds. */
const MOST_NOTES = 3;
const NOTES_MS = 2000;

const FILTERS = [
  "open",
  "unacknowledged",
  "acknowledged",
  "mine",
  "unassigned",
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
  mine: (alarm) => alarm.assigned?.to === personName() && personName() !== "",
  unassigned: (alarm) => alarm.assigned === undefined && !isCovered(alarm),
  covered: isCovered,
  machine: (alarm) => alarm.condition === "machine" && !isCovered(alarm),
  sensor: (alarm) => alarm.condition === "sensor" && !isCovered(alarm),
  system: (alarm) => alarm.condition === "system" && !isCovered(alarm),
};

/** Open alarms, the most urgent first, each with what to do; filters, and acts on many at once. */
export function createAlarmsPage(state: PlantState): Page {
  const selected = new Set<string>();
  const cards = new Map<string, ReturnType<typeof createAlarmCard>>();
  const glances = createGlances(async (ids) =>
    (await getAlarmGlances(ids)).map((glance) => [glance.id, glance] as const),
  );
  /** Notes that wait for this shift. */
  const handover = createReading(() => getHandover({ limit: MOST_NOTES, waiting: true }), NOTES_MS);
  const notes = createHandoverNotes(state, handover.read);
  let reported = "";
  const bulkForm = createActForm();
  let filter: Filter = "open";
  let words = "";
  let named: string | undefined;
  /** The alarm that a mail leads to is gone to once, when it is there. */
  let goTo: string | undefined;

  function view(): VNode {
    forgetClosed();
    const alarms = shown();
    const covered = state.alarms().filter(isCovered).length;
    const counts = { count: state.alarms().length - covered, covered };
    const isEmpty = state.alarms().length === 0;
    return h(
      "div",
      { class: "page" },
      h(
        "header",
        { class: "page-head" },
        h("h1", {}, isEmpty ? t("alarms.title") : headingOf(counts)),
        alarmTabs("alarms"),
        h(
          "div",
          { class: "pickers" },
          picker(t("alarms.filter"), choices(), filter, choose),
          search(),
          alarms.length > 1 &&
            h(
              "ix-button",
              { variant: "subtle-tertiary", onclick: selectAll },
              t("alarms.selectAll"),
            ),
        ),
      ),
      state.services()?.online["alarms"] === false &&
        h("p", { class: "quiet" }, t("alarms.serviceOff")),
      handoverOf(),
      selected.size > 0 && bulk(),
      h("div", { class: "alarms", ref: () => goToNamed() }, alarms.map(cardOf)),
      alarms.length === 0 &&
        h("p", { class: "quiet" }, t(isEmpty ? "alarms.none" : "alarms.noneMatch")),
    );
  }

  function handoverOf(): ComponentChild {
    const waiting = handover.shown();
    if (waiting === undefined || waiting.total === 0) return undefined;
    return h(
      "section",
      { class: "card", "aria-label": t("handover.title") },
      h("h2", {}, t("handover.title")),
      notes(waiting.notes),
      waiting.total > waiting.notes.length &&
        h("a", { href: "#/handover" }, t("handover.all", { count: waiting.total })),
    );
  }

  function shown(): readonly Alarm[] {
    const wanted = words.trim().toLowerCase();
    return state.alarms().filter((alarm) => {
      if (alarm.id === named) return true;
      const { line, machine, point } = alarm.where;
      const text = [alarmWords(alarm).title, line, machine, point].join(" ").toLowerCase();
      return MATCHES[filter](alarm) && text.includes(wanted);
    });
  }

  function choices(): readonly Choice[] {
    return FILTERS.map((value) => ({
      value,
      label: t("alarms.filterCount", {
        filter: t(`alarms.filter.${value}`),
        count: state.alarms().filter(MATCHES[value]).length,
      }),
    }));
  }

  function choose(value: string): void {
    filter = FILTERS.find((name) => name === value) ?? "open";
    redraw();
  }

  function search(): VNode {
    return h("ix-input", {
      placeholder: t("alarms.search"),
      "aria-label": t("alarms.search"),
      class: "filter",
      value: words,
      onvalueChange: (event: CustomEvent<string>) => {
        words = event.detail;
        redraw();
      },
    });
  }

  function bulk(): VNode {
    return h(
      "section",
      { class: "bulk", "aria-label": t("alarms.bulk") },
      h("strong", {}, t("alarms.selected", { count: selected.size })),
      bulkForm(state.alarms().filter(({ id }) => selected.has(id))),
    );
  }

  function selectAll(): void {
    const ids = shown().map(({ id }) => id);
    const isAll = ids.every((id) => selected.has(id));
    for (const id of ids) isAll ? selected.delete(id) : selected.add(id);
    redraw();
  }

  function select(id: string, isSelected: boolean): void {
    if (isSelected) selected.add(id);
    else selected.delete(id);
    redraw();
  }

  function cardOf(alarm: Alarm): VNode {
    const card = cards.get(alarm.id) ?? createAlarmCard(alarm.id, select);
    cards.set(alarm.id, card);
    return card(alarm, {
      selected: selected.has(alarm.id),
      other: (id) => state.alarms().find((one) => one.id === id),
      ...(alarm.condition === "machine" && { glances }),
    });
  }

  function forgetClosed(): void {
    const open = new Set(state.alarms().map(({ id }) => id));
    for (const id of cards.keys())
      if (!open.has(id)) {
        cards.delete(id);
        selected.delete(id);
      }
  }

  function goToNamed(): void {
    const card = goTo === undefined ? null : document.getElementById(cardId(goTo));
    if (card === null) return;
    goTo = undefined;
    card.scrollIntoView({ block: "nearest" });
    card.focus({ preventScroll: true });
  }

  return {
    view,
    open(route: Route): void {
      named = route.view === "alarms" ? route.id : undefined;
      goTo = named;
      handover.read();
      redraw();
    },
    update() {
      glances.refresh();
      if (state.reported() === reported) return;
      reported = state.reported();
      handover.refresh();
    },
  };
}

/** As many as the filters count: what is set aside is not open. */
function headingOf(counts: { readonly count: number; readonly covered: number }): string {
  return counts.covered === 0 ? t("alarms.titleCount", counts) : t("alarms.titleCounts", counts);
}
