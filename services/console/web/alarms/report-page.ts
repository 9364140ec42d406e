import type { AlarmReportView } from "../../src/http/api-types.ts";
import { isText, t } from "../i18n/text.ts";
import { faultOf, getAlarmReport } from "../shared/api.ts";
import { type Child, fill, h } from "../shared/dom.ts";
import { moment } from "../shared/format.ts";
import { levelIcon } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import type { PlantState } from "../shared/state.ts";
import { table } from "../shared/table.ts";
import { type Metric, RATE, reportMetrics } from "./alarm-metrics.ts";
import { alarmTabs } from "./alarm-tabs.ts";
import { journalTable } from "./journal.ts";
import { createRateChart } from "./rate-chart.ts";

/** Read again at most so often, milliseconds; the alarm service reports about once a minute, and after every act. */
const REFRESH_MS = 2000;

/** How the alarms fare, for whoever looks after them: figures against their targets, the alarms to be mended first, who was told, what was done. */
export function createReportPage(state: PlantState): Page {
  const asOf = h("p", { class: "quiet" });
  const metrics = card("report.metrics");
  const rate = card("report.rate");
  const topTen = card("report.topTen");
  const badActors = card("report.badActors");
  const notification = card("report.notification");
  const journal = card("journal.title");
  const chart = createRateChart(RATE.target, RATE.limit);
  rate.body.append(chart.element);
  const content = h(
    "div",
    { class: "page" },
    metrics.element,
    rate.element,
    h("div", { class: "overview" }, topTen.element, badActors.element, notification.element),
    journal.element,
  );
  const element = h(
    "div",
    { class: "page" },
    h("header", { class: "page-head" }, h("h1", {}, t("alarms.title")), alarmTabs("report")),
    asOf,
    content,
  );
  content.hidden = true;
  let readAt = Number.NEGATIVE_INFINITY;
  let shown = "";

  async function read(): Promise<void> {
    try {
      const report = await getAlarmReport();
      if (report.time === shown) return;
      shown = report.time;
      content.hidden = false;
      show(report);
    } catch (error) {
      fill(asOf, faultOf(error));
    }
  }

  function show(report: AlarmReportView): void {
    const { lastDay, lastMonth } = report;
    fill(asOf, t("report.asOf", { time: moment(report.time) }));
    fill(metrics.body, metricTable(reportMetrics(lastDay, lastMonth)));
    rate.element.hidden = report.rate.length === 0;
    if (report.rate.length > 0) chart.show(report.rate, report.time);
    fill(topTen.body, topTenTable(lastMonth));
    fill(badActors.body, badActorTable(lastMonth));
    fill(notification.body, ...notificationOf(report));
    fill(journal.body, journalTable(report.journal, alarmLink));
  }

  function topTenTable({ topTen: { alarms } }: AlarmReportView["lastMonth"]): HTMLElement {
    return alarms.length === 0
      ? quiet(t("report.noAlarms"))
      : table(
          t("report.topTen"),
          [t("table.alarm"), t("table.count")],
          alarms.map(({ id, count }) => [alarmLink(id), String(count)]),
        );
  }

  function badActorTable({ chattering, stale }: AlarmReportView["lastMonth"]): HTMLElement {
    const rows = [
      ...chattering.map((id) => [alarmLink(id), t("report.isChattering")]),
      ...stale.map((id) => [alarmLink(id), t("report.isStale")]),
    ];
    return rows.length === 0
      ? quiet(t("report.noneChattering"))
      : table(t("report.badActors"), [t("table.alarm"), t("table.why")], rows);
  }

  /** An alarm by its place; open ones can be opened. */
  function alarmLink(id: string): Child {
    const name = nameOf(id);
    const isOpen = state.alarms().some((alarm) => alarm.id === id);
    return isOpen ? h("a", { href: `#/alarms/${id}` }, name) : name;
  }

  function nameOf(id: string): string {
    const [line = "", machine = "", point = "", condition = ""] = id.split(".");
    const plant = state.plant();
    const found = plant?.lines.find((one) => one.id === line);
    const at = found?.machines.find((one) => one.id === machine);
    const path = `${plant?.site}/${line}/${machine}/${point}`;
    const fault = `fault.${point}`;
    if (condition === "system" && isText(fault)) return t(fault);
    if (at === undefined) return id;
    const what = t(condition === "sensor" ? "alarm.condition.sensor" : "alarm.condition.machine");
    return `${at.name} › ${state.point(path)?.name ?? point} (${what})`;
  }

  function update(): void {
    if (state.reported() === shown && shown !== "") return;
    if (performance.now() - readAt < REFRESH_MS) return;
    readAt = performance.now();
    void read();
  }

  return { element, open: () => void read(), update };
}

function card(
  title:
    | "report.metrics"
    | "report.rate"
    | "report.topTen"
    | "report.badActors"
    | "report.notification"
    | "journal.title",
) {
  const body = h("div", {});
  const element = h(
    "section",
    { class: "card", "aria-label": t(title) },
    h("h2", {}, t(title)),
    body,
  );
  return { element, body };
}

function quiet(text: string): HTMLElement {
  return h("p", { class: "quiet" }, text);
}

function metricTable(rows: readonly Metric[]): HTMLElement {
  return table(
    t("report.metrics"),
    [t("report.metric"), t("report.lastDay"), t("report.lastMonth"), t("report.target")],
    rows.map(({ name, lastDay, lastMonth, target }) => [
      name,
      judged(lastDay),
      judged(lastMonth),
      target,
    ]),
  );
}

function judged({ text, ok }: Metric["lastDay"]): HTMLElement {
  return h(
    "span",
    { class: "judged tabular" },
    ok !== undefined && levelIcon(ok ? "normal" : "warning"),
    h("span", {}, text),
    ok !== undefined &&
      h("span", { class: "visually-hidden" }, t(ok ? "report.met" : "report.missed")),
  );
}

function notificationOf({ notification }: AlarmReportView): Child[] {
  const channels = Object.entries(notification?.channels ?? {});
  if (notification === undefined || channels.length === 0)
    return [quiet(t("report.noNotification"))];
  return [
    table(
      t("report.notification"),
      [
        t("report.channel"),
        t("report.sent"),
        t("report.refused"),
        t("report.failing"),
        t("table.why"),
      ],
      channels.map(([name, { sent, refused, failing, reason }]) => [
        name,
        String(sent),
        String(refused),
        h("span", { class: failing > 0 ? "text-warning" : "" }, String(failing)),
        reason,
      ]),
    ),
    notification.waiting > 0 && quiet(t("report.waiting", { count: notification.waiting })),
  ];
}
