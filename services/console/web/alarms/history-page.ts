import {
  type AlarmOccurrence,
  DIAGNOSIS_OUTCOMES,
  type OccurrenceSort,
} from "@raceway/model/alarm-occurrence";
import { iconChevronLeft, iconChevronRight, iconPrint } from "@siemens/ix-icons/icons";
import type { ComponentChild, VNode } from "preact";
import type { AlarmHistoryView } from "../../src/http/api-types.ts";
import { language, t } from "../i18n/text.ts";
import { faultOf, getAlarmHistory, historyExportLink } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { moment, span as spanText } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { levelIcon } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { type Choice, picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { occurrenceLink, type Route } from "../shared/route.ts";
import type { PlantState } from "../shared/state.ts";
import { keyed, type SortHead, table } from "../shared/table.ts";
import { faultText } from "../shared/words.ts";
import { alarmTabs } from "./alarm-tabs.ts";
import { FILTERS, type Filter, historyQuery, PRINT_ROWS, SPANS } from "./history-query.ts";

/** After an alarm came or went the page is read again, milliseconds: of many that come together once. */
const SETTLE_MS = 1000;
/** The table's columns, in order. */
const COLUMNS: readonly OccurrenceSort[] = [
  "since",
  "fault",
  "place",
  "condition",
  "severity",
  "priority",
  "acknowledged",
  "assigned",
  "closed",
];

/** Every alarm that there was: a time, narrowed and sorted, page by page. What is shown stands in the address. */
export function createHistoryPage(state: PlantState): Page {
  let query = historyQuery("");
  let shown: AlarmHistoryView | undefined;
  let fault = "";
  /** Counts the questions: an answer to an older one comes too late. */
  let asked = 0;
  let alarms = state.alarms();
  let waiting: number | undefined;

  async function read(rows = query.askedPage()): Promise<void> {
    asked += 1;
    const mine = asked;
    try {
      const answer = await getAlarmHistory(rows);
      if (mine !== asked) return;
      shown = answer;
      fault = "";
    } catch (error) {
      if (mine === asked) fault = faultOf(error);
    }
    redraw();
  }

  function go(changes: Readonly<Record<string, string | undefined>>): void {
    location.hash = query.with(changes);
  }

  function view(): VNode {
    return h(
      "div",
      { class: "page history" },
      h("header", { class: "page-head" }, h("h1", {}, t("alarms.title")), alarmTabs("history")),
      h("div", { class: "pickers" }, spans(), FILTERS.map(filter), sorting()),
      h("p", { class: "form-error", role: "alert" }, fault),
      shown && contentOf(shown),
    );
  }

  function spans(): ComponentChild[] {
    const choices = SPANS.map((value) => ({ value, label: t(`history.span.${value}`) }));
    const date = (name: "from" | "to") =>
      field(t(`history.${name}`), query.value(name), (value) => go({ [name]: value }), {
        type: "date",
      });
    return [
      picker(t("history.span"), choices, query.span, (value) => go({ span: value })),
      ...(query.span === "days" ? [date("from"), date("to")] : []),
    ];
  }

  function filter(name: Filter): VNode {
    const label = t(`history.${name}`);
    const all = { value: "", label: t("history.any", { filter: label }) };
    return picker(label, [all, ...choicesOf(name)], query.value(name), (value) =>
      go({ [name]: value }),
    );
  }

  function choicesOf(name: Filter): readonly Choice[] {
    switch (name) {
      case "severity":
        return (["alarm", "warning"] as const).map((value) => ({
          value,
          label: t(`severity.${value}`),
        }));
      case "line":
        return state.plant()?.lines.map((line) => ({ value: line.id, label: line.name })) ?? [];
      case "condition":
        return (["machine", "sensor", "system"] as const).map((value) => ({
          value,
          label: t(`alarm.condition.${value}`),
        }));
      case "who":
      case "assigned":
        return shown?.people.map((value) => ({ value, label: value })) ?? [];
      case "diagnosis":
        return ([...DIAGNOSIS_OUTCOMES, "none"] as const).map((value) => ({
          value,
          label: t(`history.diagnosis.${value}`),
        }));
      case "acknowledged":
      case "open":
        return (["true", "false"] as const).map((value) => ({
          value,
          label: t(`history.${name}.${value}`),
        }));
    }
  }

  /** Where rows are cards there are no headings to press. */
  function sorting(): VNode {
    const columns = COLUMNS.map((value) => ({ value, label: t(`history.sort.${value}`) }));
    const orders = (["asc", "desc"] as const).map((value) => ({
      value,
      label: t(`history.order.${value}`),
    }));
    return h(
      "span",
      { class: "narrow-only" },
      picker(t("history.sort"), columns, query.sort, (sort) => go({ sort })),
      picker(t("history.order"), orders, query.order, (order) => go({ order })),
    );
  }

  function contentOf({ total, rows }: AlarmHistoryView): VNode {
    if (total === 0) return h("p", { class: "quiet" }, t("history.none"));
    return h(
      "section",
      { class: "card", "aria-label": t("alarms.tab.history") },
      h("p", { class: "print-only" }, inWords()),
      table(
        t("alarms.tab.history"),
        [...COLUMNS.map(head), t("history.diagnosis")],
        rows.map(rowOf),
      ),
      h("div", { class: "pager" }, pager(total, rows.length), files(total)),
      rows.length < total &&
        h(
          "p",
          { class: "print-only" },
          t("history.printed", { count: String(rows.length), total: String(total) }),
        ),
    );
  }

  /** What was chosen, for the paper. */
  function inWords(): string {
    const chosen = FILTERS.flatMap((name) => {
      const value = query.value(name);
      const choice = choicesOf(name).find((one) => one.value === value);
      return value === "" ? [] : [`${t(`history.${name}`)}: ${choice?.label ?? value}`];
    });
    const days = query.span === "days" ? [`${query.value("from")} – ${query.value("to")}`] : [];
    return [t(`history.span.${query.span}`), ...days, ...chosen].join(" · ");
  }

  function head(column: OccurrenceSort): SortHead {
    const isSorted = query.sort === column;
    const descends = isSorted && query.order === "desc";
    return {
      text: t(`history.sort.${column}`),
      ...(isSorted && { sorted: descends ? "descending" : "ascending" }),
      // What is late, severe or urgent is looked for first.
      onSort: () => go({ sort: column, order: descends ? "asc" : "desc" }),
    };
  }

  function pager(total: number, count: number): ComponentChild[] {
    const last = query.first + count;
    const texts = { first: String(query.first + 1), last: String(last), count: String(total) };
    const turn = (by: number) => go({ page: String(query.page + by) });
    return [
      button("history.earlier", iconChevronLeft, query.page === 0, () => turn(-1)),
      h(
        "span",
        { class: "tabular", role: "status" },
        count < total
          ? t("history.range", texts)
          : total === 1
            ? t("history.one")
            : t("history.count", { count: texts.count }),
      ),
      button("history.later", iconChevronRight, last >= total, () => turn(1)),
    ];
  }

  function files(total: number): ComponentChild[] {
    const file = query.asked();
    file.set("language", language());
    return [
      h("a", { href: historyExportLink(file), download: "" }, t("history.csv")),
      button("history.print", iconPrint, total === 0, () => void print()),
    ];
  }

  /** Paper has no pages to turn: as much as there is goes on it. */
  async function print(): Promise<void> {
    const whole = query.asked();
    whole.set("limit", String(PRINT_ROWS));
    await read(whole);
    // Once it is drawn.
    setTimeout(() => {
      window.print();
      void read();
    });
  }

  function update(): void {
    if (state.alarms() === alarms || waiting !== undefined) return;
    waiting = window.setTimeout(() => {
      waiting = undefined;
      alarms = state.alarms();
      void read();
    }, SETTLE_MS);
  }

  return {
    view,
    open(route: Route): void {
      query = historyQuery(route.view === "history" ? route.query : "");
      void read();
    },
    update,
  };
}

function button(
  text: "history.earlier" | "history.later" | "history.print",
  icon: string,
  disabled: boolean,
  onclick: () => void,
): VNode {
  return h("ix-button", { variant: "subtle-tertiary", icon, disabled, onclick }, t(text));
}

function rowOf(row: AlarmOccurrence) {
  const { id, occurrence, where, condition, severity, priority, acknowledged } = row;
  const { feedback } = row;
  const place = `${where.line} › ${where.machine} › ${where.point}`;
  return keyed(`${id} ${occurrence}`, [
    moment(row.since),
    titleOf(row),
    condition === "system" ? where.machine : place,
    t(`alarm.condition.${condition}`),
    h("span", { class: "judged" }, levelIcon(severity), h("span", {}, t(`severity.${severity}`))),
    priority && t(`priority.${priority}`),
    acknowledged &&
      t("history.acknowledgedBy", { who: acknowledged.who, time: moment(acknowledged.at) }),
    row.assigned?.to,
    endOf(row),
    feedback && t(`history.diagnosis.${feedback.diagnosis}`),
  ]);
}

function titleOf(row: AlarmOccurrence): VNode {
  return h("a", { href: occurrenceLink(row) }, faultText(row.fault ?? "unnamed"));
}

function endOf({ since, closed }: AlarmOccurrence): string {
  if (closed === undefined) return t("history.stillOpen");
  const seconds = (Date.parse(closed) - Date.parse(since)) / 1000;
  return t("history.lasted", { time: moment(closed), span: spanText(Math.max(0, seconds)) });
}
