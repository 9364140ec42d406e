import type { SensorView } from "../../src/http/api-types.ts";
import { language, t } from "../i18n/text.ts";
import { faultOf, getDeadLetters, getSensors } from "../shared/api.ts";
import { type Child, fill, h } from "../shared/dom.ts";
import { moment, span } from "../shared/format.ts";
import { levelPill } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { pointLink } from "../shared/route.ts";
import { table } from "../shared/table.ts";
import { faultText } from "../shared/words.ts";
import { createDeadLetters } from "./dead-letters.ts";

/** Read again so often while the page is open, milliseconds. */
const REFRESH_MS = 5000;
const LOW_BATTERY = 20;

/** Every sensor: does it speak, is it well; and the messages that could not be used. */
export function createSensorsPage(): Page {
  const sensors = h("section", { class: "card", "aria-label": t("nav.sensors") });
  const letters = createDeadLetters();
  const element = h(
    "div",
    { class: "page" },
    h("header", { class: "page-head" }, h("h1", {}, t("nav.sensors"))),
    sensors,
    letters.element,
  );
  let readAt = Number.NEGATIVE_INFINITY;

  function update(): void {
    if (performance.now() - readAt < REFRESH_MS) return;
    readAt = performance.now();
    void read();
  }

  async function read(): Promise<void> {
    try {
      const [list, dead] = await Promise.all([getSensors(), getDeadLetters()]);
      showSensors(list);
      letters.show(dead);
    } catch (error) {
      fill(sensors, h("p", { class: "quiet" }, faultOf(error)));
    }
  }

  function showSensors(list: readonly SensorView[]): void {
    const ill = list.filter(isIll);
    const hasBattery = list.some(({ status }) => status?.battery !== undefined);
    const rows = [...ill, ...list.filter((sensor) => !isIll(sensor))];
    fill(
      sensors,
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
    );
  }

  setInterval(() => {
    if (element.isConnected && !document.hidden) update();
  }, REFRESH_MS);

  return {
    element,
    open() {
      readAt = Number.NEGATIVE_INFINITY;
      update();
    },
    update,
  };
}

function isIll(sensor: SensorView): boolean {
  const { status } = sensor;
  return stateOf(sensor) !== "normal" || (status?.battery ?? 100) < LOW_BATTERY;
}

function stateOf({ fault, persistent, time, status }: SensorView): "sensor" | "unknown" | "normal" {
  if ((fault !== undefined && persistent) || status?.online === false) return "sensor";
  return time === undefined ? "unknown" : "normal";
}

function sensorRow(sensor: SensorView, hasBattery: boolean): readonly Child[] {
  const { point, where, channel, time, heard, silentAfter, fault, text, status } = sensor;
  const level = stateOf(sensor);
  const said = fault === undefined ? undefined : language() === "en" ? text : faultText(fault);
  const ago =
    heard === undefined ? undefined : Math.max(0, (Date.now() - Date.parse(heard)) / 1000);
  const late = ago !== undefined && ago > silentAfter;
  const battery = status?.battery;
  return [
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
  ];
}

function batteryCell(battery: number | undefined): Child {
  if (battery === undefined) return "–";
  return h("span", { class: battery < LOW_BATTERY ? "text-warning" : "" }, `${battery} %`);
}
