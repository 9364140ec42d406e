import type { ComponentChild, VNode } from "preact";
import type { SensorView } from "../../src/http/api-types.ts";
import { language, t } from "../i18n/text.ts";
import { getDeadLetters, getSensors } from "../shared/api.ts";
import { moment, span } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { levelPill } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { plantNow } from "../shared/plant-clock.ts";
import { createReading } from "../shared/reading.ts";
import { currentRoute, pointLink } from "../shared/route.ts";
import type { PlantState } from "../shared/state.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import { faultText } from "../shared/words.ts";
import { getStrangers } from "./adopt-api.ts";
import { createAdoptForm } from "./adopt-form.ts";
import { createDeadLetters } from "./dead-letters.ts";
import { strangerList } from "./stranger-list.ts";

/** Read again so often while the page is open, milliseconds. */
const REFRESH_MS = 5000;
const LOW_BATTERY = 20;

/** Every sensor: does it speak, is it well; and the messages that could not be used. */
export function createSensorsPage(state: Pick<PlantState, "plant">): Page {
  const lettersCard = createDeadLetters();
  const form = createAdoptForm(state.plant, () => reading.read());
  const reading = createReading(
    () => Promise.all([getSensors(), getDeadLetters(), getStrangers()]),
    REFRESH_MS,
  );

  function view(): VNode {
    const [sensors, letters = [], strangers = []] = reading.shown() ?? [];
    const fault = reading.fault();
    return h(
      "div",
      { class: "page" },
      h("header", { class: "page-head" }, h("h1", {}, t("nav.sensors"))),
      form.view(),
      strangers.length > 0 && strangerList(strangers, form.open),
      h(
        "section",
        { class: "card", "aria-label": t("nav.sensors") },
        fault === undefined ? sensors && sensorTable(sensors) : h("p", { class: "quiet" }, fault),
      ),
      lettersCard(letters),
    );
  }

  setInterval(() => {
    if (!document.hidden && currentRoute().view === "sensors") reading.refresh();
  }, REFRESH_MS);

  return { view, open: reading.read, update: reading.refresh };
}

function sensorTable(list: readonly SensorView[]): ComponentChild {
  const ill = list.filter(isIll);
  const hasBattery = list.some(({ status }) => status?.battery !== undefined);
  const rows = [...ill, ...list.filter((sensor) => !isIll(sensor))];
  return [
    h("h2", {}, t("sensors.summary", { count: list.length, ill: ill.length })),
    table(
      t("nav.sensors"),
      [
        t("table.point"),
        t("table.channel"),
        t("table.state"),
        t("table.lastRecord"),
        t("table.silentAfter"),
        ...(hasBattery ? [t("table.battery")] : []),
      ],
      rows.map((sensor) => sensorRow(sensor, hasBattery)),
    ),
  ];
}

function isIll(sensor: SensorView): boolean {
  const { status } = sensor;
  return stateOf(sensor) !== "normal" || (status?.battery ?? 100) < LOW_BATTERY;
}

function stateOf({ fault, persistent, time, status }: SensorView): "sensor" | "unknown" | "normal" {
  if ((fault !== undefined && persistent) || status?.online === false) return "sensor";
  return time === undefined ? "unknown" : "normal";
}

function sensorRow(sensor: SensorView, hasBattery: boolean): Row {
  const { point, where, channel, time, heard, silentAfter, fault, text, status } = sensor;
  const level = stateOf(sensor);
  const said = fault === undefined ? undefined : language() === "en" ? text : faultText(fault);
  const ago =
    heard === undefined ? undefined : Math.max(0, (plantNow() - Date.parse(heard)) / 1000);
  const late = ago !== undefined && ago > silentAfter;
  const battery = status?.battery;
  return keyed(`${point}/${channel.id}`, [
    h("a", { href: pointLink(point) }, `${where.machine} › ${where.point}`),
    channel.name,
    h(
      "span",
      { class: "state-cell" },
      levelPill(level),
      said !== undefined && h("span", {}, said),
      status?.online === false && h("span", {}, t("sensors.offline")),
      status?.text !== undefined && h("span", { class: "quiet" }, status.text),
    ),
    time === undefined || ago === undefined
      ? t("machine.nothingYet")
      : h(
          "span",
          { class: late ? "text-warning" : "" },
          t(late ? "sensors.late" : "sensors.heard", { ago: span(ago), time: moment(time) }),
        ),
    span(silentAfter),
    ...(hasBattery ? [batteryCell(battery)] : []),
  ]);
}

function batteryCell(battery: number | undefined): ComponentChild {
  if (battery === undefined) return "–";
  return h("span", { class: battery < LOW_BATTERY ? "text-warning" : "" }, `${battery} %`);
}
