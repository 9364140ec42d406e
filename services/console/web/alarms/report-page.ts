import type { ComponentChild, VNode } from "preact";
import type { AlarmReportView } from "../../src/http/api-types.ts";
import { isText, t } from "../i18n/text.ts";
import { getAlarmReport } from "../shared/api.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { levelIcon } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { createReading } from "../shared/reading.ts";
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
  const chart = createRateChart(RATE.target, RATE.flood);
  const reading = createReading(read, REFRESH_MS);

  function view(): VNode {
    const report = reading.shown();
    const time = report && t("report.asOf", { time: moment(report.time) });
    return h(
      "div",
      { class: "page" },
      h("header", { class: "page-head" }, h("h1", {}, t("alarms.title")), alarmTabs("report")),
      h("p", { class: "quiet" }, reading.fault() ?? time),
      report && contentOf(report),
    );
  }

  function contentOf(shown: AlarmReportView): VNode {
    const { lastDay, lastMonth } = shown;
    return h(
      "div",
      { class: "page" },
      card("report.metrics", metricTable(reportMetrics(lastDay, lastMonth))),
      shown.rate.length > 0 && card("report.rate", chart.view()),
      h(
        "div",
        { class: "overview" },
        card("report.topTen", topTenTable(lastMonth)),
        card("report.badActors", badActorTable(lastMonth)),
        card("report.notification", notificationOf(shown)),
      ),
      card("journal.title", journalTable(shown.journal, alarmLink)),
    );
  }

  async function read(): Promise<AlarmReportView> {
    const report = await getAlarmReport();
    if (report.rate.length > 0) chart.show(report.rate, report.time);
    return report;
  }

  function topTenTable({ topTen: { alarms } }: AlarmReportView["lastMonth"]): VNode {
    return alarms.length === 0
      ? quiet(t("report.noAlarms"))
      : table(
          t("report.topTen"),
          [t("table.alarm"), t("table.count")],
          alarms.map(({ id, count }) => [alarmLink(id), String(count)]),
        );
  }

  function badActorTable({ chattering, stale }: AlarmReportView["lastMonth"]): VNode {
    const rows = [
      ...chattering.map((id) => [alarmLink(id), t("report.isChattering")]),
      ...stale.map((id) => [alarmLink(id), t("report.isStale")]),
    ];
    return rows.length === 0
      ? quiet(t("report.noneChattering"))
      : table(t("report.badActors"), [t("table.alarm"), t("table.why")], rows);
  }

  /** An alarm by its place; open ones can be opened. */
  function alarmLink(id: string): ComponentChild {
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
    const report = reading.shown();
    if (report === undefined || state.reported() !== report.time) reading.refresh();
  }

  return { view, open: reading.read, update };
}

function card(
  title:
    | "report.metrics"
    | "report.rate"
    | "report.topTen"
    | "report.badActors"
    | "report.notification"
    | "journal.title",
  body: ComponentChild,
): VNode {
  return h("section", { class: "card", "aria-label": t(title) }, h("h2", {}, t(title)), body);
}

function quiet(text: string): VNode {
  return h("p", { class: "quiet" }, text);
}

function metricTable(rows: readonly Metric[]): VNode {
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

function judged({ text, ok }: Metric["lastDay"]): VNode {
  return h(
    "span",
    { class: "judged tabular" },
    ok !== undefined && levelIcon(ok ? "normal" : "warning"),
    h("span", {}, text),
    ok !== undefined &&
      h("span", { class: "visually-hidden" }, t(ok ? "report.met" : "report.missed")),
  );
}

function notificationOf({ notification }: AlarmReportView): ComponentChild[] {
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
