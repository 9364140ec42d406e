import type {
  PlacedWorkView,
  PlanView,
  ScheduledOrderView,
  UnplacedWorkView,
} from "@raceway/plan/plan-view";
import type { VNode } from "preact";
import type { PlantView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { get } from "../shared/api.ts";
import { moment, number, span } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import type { Page } from "../shared/page.ts";
import { createReading } from "../shared/reading.ts";
import { pointLink } from "../shared/route.ts";
import type { PlantState } from "../shared/state.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import { actionText } from "../shared/words.ts";
import { createDoneForm } from "./done-form.ts";
import { lineBars } from "./line-bars.ts";
import { planningTabs } from "./planning-tabs.ts";

/** Read again at most so often, milliseconds; how often it is made anew the console decides. */
const REFRESH_MS = 10_000;

/** What is done when: work in the stops of the lines, orders around them, and what lacks. */
export function createPlanningPage(state: PlantState): Page {
  const reading = createReading(() => get<PlanView>("plan"), REFRESH_MS);
  const doneForm = createDoneForm(reading.refresh);

  function view(): VNode {
    const plan = reading.shown();
    const fault = reading.fault();
    return h(
      "div",
      { class: "page" },
      h("header", { class: "page-head" }, h("h1", {}, t("plan.title")), planningTabs("planning")),
      fault !== undefined && h("p", { class: "quiet", role: "alert" }, fault),
      plan === undefined && fault === undefined && h("p", { class: "quiet" }, t("plan.reading")),
      plan && shown(plan, namesOf(state.plant()), doneForm(plan, state.plant())),
    );
  }

  return { view, open: reading.read, update: reading.refresh };
}

/** What lines and machines are called. */
interface Names {
  line(id: string): string;
  machine(line: string, id: string): string;
}

function namesOf(plant: PlantView | undefined): Names {
  const line = (id: string) => plant?.lines.find((each) => each.id === id);
  return {
    line: (id) => line(id)?.name ?? id,
    machine: (of, id) => line(of)?.machines.find((each) => each.id === id)?.name ?? id,
  };
}

function shown(
  plan: PlanView,
  names: Names,
  done: VNode | undefined,
): readonly (VNode | undefined)[] {
  const bars = lineBars(plan, names.line);
  return [
    h(
      "p",
      { class: "quiet" },
      t("plan.from", { time: moment(plan.from) }),
      " ",
      h("a", { href: "./api/plan.ics", download: "maintenance.ics" }, t("plan.calendar")),
    ),
    bars && card(t("plan.lines"), [bars]),
    card(t("plan.work"), [...workOf(plan, names), done ?? false]),
    card(t("plan.orders"), ordersOf(plan, names)),
    lacksOf(plan),
  ];
}

function card(title: string, body: readonly (VNode | string | false)[]): VNode {
  return h("section", { class: "card", "aria-label": title }, h("h2", {}, title), body);
}

const money = (cost: number) => number(Math.round(cost));

function workOf({ work }: PlanView, names: Names): readonly (VNode | false)[] {
  const { placed, unplaced, cost, costByHand } = work;
  if (placed.length + unplaced.length === 0) return [h("p", { class: "quiet" }, t("plan.noWork"))];
  const heads = ["when", "machine", "what", "hours", "people", "part", "remark"] as const;
  const rows = [
    ...placed.map((each) => workRow(each, moment(each.start), placedRemark(each), names)),
    ...unplaced.map((each) => workRow(each, t("plan.unplaced"), t(`plan.why.${each.why}`), names)),
  ];
  return [
    table(
      t("plan.work"),
      heads.map((head) => t(`plan.${head}`)),
      rows,
    ),
    h(
      "p",
      { class: "small quiet" },
      t("plan.workCost", { cost: money(cost), byHand: money(costByHand) }),
    ),
  ];
}

function placedRemark({ ownStop, latest }: PlacedWorkView): string {
  const remarks = [
    ownStop && t("plan.ownStop"),
    latest !== undefined && t("plan.tooLate", { time: moment(latest) }),
  ];
  return remarks.filter((remark) => typeof remark === "string").join(" ");
}

function workRow(
  each: PlacedWorkView | UnplacedWorkView,
  when: string,
  remark: string,
  names: Names,
): Row {
  const { work, line, machine, what, hours, people, part, advised } = each;
  return keyed(work, [
    when,
    `${names.line(line)} › ${names.machine(line, machine)}`,
    advised === undefined
      ? what
      : h("a", { href: pointLink(advised.point) }, actionText(advised.fault)),
    number(hours),
    number(people),
    part === undefined ? "–" : `${number(part.quantity)} × ${part.item}`,
    remark === "" ? "–" : remark,
  ]);
}

function ordersOf({ orders }: PlanView, names: Names): readonly (VNode | false)[] {
  const { scheduled, unrouted, cost, bound, costByHand, lateByHand } = orders;
  if (scheduled.length + unrouted.length === 0)
    return [h("p", { class: "quiet" }, t("plan.noOrders"))];
  const late = scheduled.filter(({ lateHours }) => lateHours !== undefined).length;
  const facts = {
    count: number(scheduled.length),
    late: number(late),
    cost: money(cost),
    byHand: money(costByHand),
    lateByHand: number(lateByHand),
  };
  const heads = ["line", "order", "type", "quantity", "begins", "ends", "due", "remark"] as const;
  return [
    h(
      "p",
      { class: "small quiet" },
      bound === undefined || bound <= 0
        ? t("plan.ordersCostAlone", facts)
        : t("plan.ordersCost", {
            ...facts,
            gap: `${number(100 * Math.max(0, cost / bound - 1))} %`,
          }),
    ),
    ...unrouted.map((each) => h("p", { key: each.order }, t("plan.unrouted", each))),
    table(
      t("plan.orders"),
      heads.map((head) => t(`plan.${head}`)),
      scheduled.map((each) => orderRow(each, names)),
    ),
  ];
}

function orderRow(each: ScheduledOrderView, names: Names): Row {
  const { order, type, quantity, line, start, end, due, lateHours } = each;
  return keyed(order, [
    names.line(line),
    order,
    type,
    number(quantity),
    moment(start),
    moment(end),
    moment(due),
    lateHours === undefined
      ? t("plan.inTime")
      : h("strong", {}, t("plan.late", { span: span(lateHours * 3600) })),
  ]);
}

function lacksOf({ shortages, partShortages }: PlanView): VNode | undefined {
  const rows = [...shortages, ...partShortages];
  if (rows.length === 0) return undefined;
  const heads = ["item", "wanted", "inStock", "waits", "readyAt"] as const;
  return card(t("plan.lacks"), [
    table(
      t("plan.lacks"),
      heads.map((head) => t(`plan.${head}`)),
      rows.map(({ item, wanted, inStock, first, readyAt }) =>
        keyed(item, [item, number(wanted), number(inStock), workName(first), moment(readyAt)]),
      ),
    ),
  ]);
}

/** Advised work is called by its point. */
function workName(id: string): string {
  return id.replace(/^advice /, "");
}
