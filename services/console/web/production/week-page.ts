import { DAYS, momentOf, offsetMinutes } from "@raceway/model/week";
import type { PlanView } from "@raceway/plan/plan-view";
import type { VNode } from "preact";
import type { MaintenanceView } from "../../src/http/api-types.ts";
import type { AlarmsWorthView, LineProduction } from "../../src/production/production-types.ts";
import { t } from "../i18n/text.ts";
import { get, getMaintenance } from "../shared/api.ts";
import { moment, number, percent, span, weekDay, weekMoment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import type { Page } from "../shared/page.ts";
import { plantNow, plantZone } from "../shared/plant-clock.ts";
import { createReading } from "../shared/reading.ts";
import { pointLink, type Route } from "../shared/route.ts";
import { keyed, table } from "../shared/table.ts";
import { adviceOf, headlineOf } from "../shared/words.ts";
import { causeText } from "../stands/stand-words.ts";
import { alarmsWorth } from "./alarms-worth.ts";
import { downtimeCauses } from "./downtime-causes.ts";
import { card, minutes, share, telling } from "./figures.ts";
import { type Asked, getAlarmsWorth, getProduction } from "./production-api.ts";
import { productionTabs } from "./production-tabs.ts";

const REFRESH_MS = 60_000;
const DAY_MINUTES = 1440;
const WEEK_DAYS = DAYS.length;
const CAUSES = 5;

/** All that a manager asks on Monday morning: last week's effectiveness, what cost it, what alarms were worth, work done and due, late orders. */
export function createWeekPage(): Page {
  let back = 1;
  const reading = createReading(async () => {
    const week = weekOf(back);
    const [production, before, worth, maintenance, plan] = await Promise.all([
      getProduction(week),
      getProduction(weekOf(back + 1)),
      getAlarmsWorth(week),
      getMaintenance(),
      // Who sees some lines only gets no plan; the rest of the page is theirs.
      get<PlanView>("plan").catch(() => undefined),
    ]);
    return { week, lines: production.lines, before: before.lines, worth, maintenance, plan };
  }, REFRESH_MS);

  function view(): VNode {
    const shown = reading.shown();
    const fault = reading.fault();
    return h(
      "div",
      { class: "page" },
      h(
        "header",
        { class: "page-head" },
        h("h1", {}, titleOf(weekOf(back))),
        productionTabs("week"),
      ),
      h(
        "p",
        { class: "week-ways" },
        h("a", { href: `#/week/back=${back + 1}` }, t("week.before")),
        back > 0 && h("a", { href: `#/week/back=${back - 1}` }, t("week.after")),
        h(
          "ix-button",
          { variant: "subtle-tertiary", onclick: () => window.print() },
          t("week.print"),
        ),
      ),
      fault !== undefined && h("p", { class: "quiet", role: "alert" }, fault),
      shown && [
        h("p", { class: "lead" }, leadOf(shown)),
        back === 0 && h("p", { class: "quiet" }, t("week.running")),
        linesOf(shown),
        h(
          "div",
          { class: "overview" },
          card(t("week.causes"), downtimeCauses(causesOf(shown.lines), CAUSES)),
          yieldOf(shown.lines),
        ),
        card(t("week.alarms"), ...alarmsWorth(shown.worth)),
        h("div", { class: "overview" }, doneOf(shown), dueOf(shown)),
        lateOf(shown.plan),
      ],
    );
  }

  return {
    view,
    open(route: Route): void {
      const asked = new URLSearchParams(route.view === "week" ? route.query : "").get("back");
      back = asked === null ? 1 : Math.max(0, Math.floor(Number(asked)) || 0);
      reading.read();
    },
    update: reading.refresh,
  };
}

interface Shown {
  readonly week: Asked;
  readonly lines: readonly LineProduction[];
  readonly before: readonly LineProduction[];
  readonly worth: AlarmsWorthView;
  readonly maintenance: MaintenanceView;
  readonly plan: PlanView | undefined;
}

/** A week from Monday to Monday by the plant's clock (ISO 8601). @param back so many weeks before the present one. */
function weekOf(back: number): Asked {
  const zone = plantZone();
  const now = BigInt(Math.round(plantNow())) * 1_000_000n;
  const minutesThere = Number(now / 60_000_000_000n) + offsetMinutes(now, zone);
  const today = Math.floor(minutesThere / DAY_MINUTES);
  // 1970-01-01 was a Thursday.
  const monday = today - ((today + 3) % WEEK_DAYS) - WEEK_DAYS * back;
  const at = (day: number) => Number(momentOf(day * DAY_MINUTES, zone) / 1_000_000n);
  return { from: at(monday), to: at(monday + WEEK_DAYS) };
}

function titleOf({ from, to }: Asked): string {
  return t("week.title", { from: weekDay(from), to: weekDay(to - 1) });
}

function leadOf({ week, lines, worth, maintenance, plan }: Shown): string {
  const known = lines.flatMap(({ total }) => total.oee ?? []);
  const unplanned = lines.reduce((sum, { total }) => sum + total.minutes.unplanned, 0);
  const worthy = worth.alarms.filter(
    (alarm) => alarm.worth?.outcome === "repaired" || alarm.worth?.outcome === "broke-down",
  );
  return t("week.lead", {
    oee:
      known.length === 0
        ? t("week.leadUnknown")
        : `${percent(known.reduce((sum, oee) => sum + oee, 0) / known.length)} %`,
    unplanned: minutes(unplanned),
    failures: lines.reduce((sum, { total }) => sum + total.failures, 0),
    alarms: worth.alarms.length,
    worthy: worthy.length,
    done: doneIn(week, maintenance).length,
    due: maintenance.advisories.length,
    late: lateOrders(plan).length,
  });
}

function linesOf({ lines, before }: Shown): VNode {
  const heads = [
    ...(["line", "oee", "availability", "performance", "quality"] as const),
    ...(["unplanned", "failures"] as const),
  ];
  const rows = lines.filter(telling).map(({ id, name, total }) => {
    const last = before.find((line) => line.id === id)?.total;
    const both = (value: string, earlier: string) =>
      earlier === "–" ? value : t("week.change", { value, before: earlier });
    return keyed(id, [
      h("a", { href: `#/production/${new URLSearchParams({ line: id })}` }, name),
      h("strong", {}, both(share(total.oee), share(last?.oee))),
      both(share(total.availability), share(last?.availability)),
      both(share(total.performance), share(last?.performance)),
      both(share(total.quality), share(last?.quality)),
      both(minutes(total.minutes.unplanned), minutes(last?.minutes.unplanned)),
      String(total.failures),
    ]);
  });
  return card(
    t("week.lines"),
    rows.length === 0
      ? h("p", { class: "quiet" }, t("production.none"))
      : table(
          t("week.lines"),
          heads.map((head) => t(`production.${head}`)),
          rows,
        ),
  );
}

/** Causes of all lines together, most first. */
function causesOf(lines: readonly LineProduction[]) {
  const all = Map.groupBy(
    lines.flatMap(({ causes }) => causes),
    ({ cause }) => cause,
  );
  return [...all]
    .map(([cause, own]) => ({
      ...(cause !== undefined && { cause }),
      minutes: own.reduce((sum, each) => sum + each.minutes, 0),
      stops: own.reduce((sum, each) => sum + each.stops, 0),
    }))
    .sort((a, b) => b.minutes - a.minutes);
}

function yieldOf(lines: readonly LineProduction[]): VNode {
  const title = t("week.yield");
  const rows = lines.flatMap(({ id, name, yield: tested }) => {
    if (tested === undefined || tested.parts === 0) return [];
    const { parts, firstPass, reject, causes } = tested;
    const [cause] = causes;
    return [
      keyed(id, [
        name,
        number(parts),
        `${(100 * (firstPass / parts)).toFixed(1)} %`,
        number(reject),
        cause === undefined ? "–" : `${causeText(cause.cause)} (${cause.parts})`,
      ]),
    ];
  });
  if (rows.length === 0) return card(title, h("p", { class: "quiet" }, t("week.noYield")));
  const heads = [
    t("production.line"),
    t("week.yield.parts"),
    t("production.firstPass"),
    t("week.yield.reject"),
    t("week.yield.cause"),
  ];
  return card(title, table(title, heads, rows));
}

function doneIn({ from, to }: Asked, { done }: MaintenanceView): MaintenanceView["done"] {
  return done.filter(({ time }) => Date.parse(time) >= from && Date.parse(time) < to);
}

function doneOf({ week, maintenance }: Shown): VNode {
  const title = t("week.done");
  const done = doneIn(week, maintenance);
  if (done.length === 0)
    return card(title, h("p", { class: "quiet" }, maintenance.doneUnknown ?? t("week.noneDone")));
  const rows = done.map(({ time, point, where, work, who }) =>
    keyed(`${time} ${point}`, [
      weekMoment(time),
      h("a", { href: pointLink(point) }, `${where.machine} › ${where.point}`),
      t(`work.${work}`),
      who,
    ]),
  );
  const heads = [t("table.time"), t("table.point"), t("table.work"), t("table.who")];
  return card(title, table(title, heads, rows));
}

function dueOf({ maintenance: { advisories } }: Shown): VNode {
  const title = t("week.due");
  if (advisories.length === 0) return card(title, h("p", { class: "quiet" }, t("week.noneDue")));
  return card(
    title,
    h(
      "ul",
      {},
      advisories.map((each) =>
        h(
          "li",
          { key: each.point },
          h("a", { href: pointLink(each.point) }, `${each.where.machine} › ${each.where.point}`),
          `: ${headlineOf(each)}. ${adviceOf(each)}`,
        ),
      ),
    ),
  );
}

function lateOrders(plan: PlanView | undefined) {
  return plan?.orders.scheduled.filter(({ lateHours }) => lateHours !== undefined) ?? [];
}

function lateOf(plan: PlanView | undefined): VNode {
  const title = t("week.late");
  const late = lateOrders(plan);
  const none = (plan?.orders.scheduled.length ?? 0) === 0 ? "week.noOrders" : "week.noneLate";
  if (late.length === 0) return card(title, h("p", { class: "quiet" }, t(none)));
  const heads = ["order", "type", "quantity", "due", "ends", "remark"] as const;
  const rows = late.map(({ order, type, quantity, due, end, lateHours = 0 }) =>
    keyed(order, [
      ...[order, type, number(quantity), moment(due), moment(end)],
      h("strong", {}, t("plan.late", { span: span(lateHours * 3600) })),
    ]),
  );
  return card(
    title,
    table(
      title,
      heads.map((head) => t(`plan.${head}`)),
      rows,
    ),
  );
}
