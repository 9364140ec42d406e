import type { VNode } from "preact";
import type { LineProduction, ShiftFigures } from "../../src/production/production-types.ts";
import { t } from "../i18n/text.ts";
import { weekMoment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import type { Page } from "../shared/page.ts";
import { picker } from "../shared/picker.ts";
import { plantNow } from "../shared/plant-clock.ts";
import { createReading } from "../shared/reading.ts";
import type { Route } from "../shared/route.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import { alarmsWorth } from "./alarms-worth.ts";
import { createCauseForm } from "./cause-form.ts";
import { downtimeCauses } from "./downtime-causes.ts";
import { basisText, card, firstPass, minutes, share, telling } from "./figures.ts";
import { machineBars } from "./machine-bars.ts";
import { type Asked, getAlarmsWorth, getProduction, productionFile } from "./production-api.ts";
import { productionTabs } from "./production-tabs.ts";
import { stopList } from "./stop-list.ts";

/** Read again at most so often, milliseconds. */
const REFRESH_MS = 10_000;
const DAY_MS = 86_400_000;
const SPANS = [1, 7, 30] as const;
/** Shifts that are shown, the newest. */
const SHIFTS = 21;

/** Downtime, effectiveness by shift, causes, and what the alarms were worth. */
export function createProductionPage(): Page {
  let query = new URLSearchParams();
  const reading = createReading(async () => {
    const to = plantNow();
    const asked: Asked = { from: to - daysOf(query) * DAY_MS, to };
    const [production, worth] = await Promise.all([getProduction(asked), getAlarmsWorth(asked)]);
    return { asked, production, worth };
  }, REFRESH_MS);
  // The store has it some seconds after it was told.
  const form = createCauseForm(() => window.setTimeout(reading.read, 3000));

  function go(name: string, value: string): void {
    const next = new URLSearchParams(query);
    next.set(name, value);
    location.hash = `#/production/${next}`;
  }

  function view(): VNode {
    const shown = reading.shown();
    const fault = reading.fault();
    const lines = shown?.production.lines.filter(telling) ?? [];
    const line = lines.find(({ id }) => id === query.get("line")) ?? lines[0];
    return h(
      "div",
      { class: "page" },
      h(
        "header",
        { class: "page-head" },
        h("h1", {}, t("production.title")),
        productionTabs("production"),
      ),
      fault !== undefined && h("p", { class: "quiet", role: "alert" }, fault),
      shown && line === undefined && h("p", { class: "quiet" }, t("production.none")),
      shown &&
        line && [
          pickers(lines, line),
          linesOf(lines),
          card(
            `${t("production.machines")}: ${line.name}`,
            machineBars(line.machines, shown.asked),
            h("p", { class: "small quiet" }, basisText(line)),
          ),
          h(
            "div",
            { class: "overview" },
            card(t("production.causes"), downtimeCauses(line.causes)),
            stopList(line, form),
          ),
          shiftsOf(line, shown.asked),
          card(t("production.worth"), ...alarmsWorth(shown.worth)),
        ],
    );
  }

  function pickers(lines: readonly LineProduction[], line: LineProduction): VNode {
    return h(
      "div",
      { class: "pickers" },
      picker(
        t("production.line"),
        lines.map(({ id, name }) => ({ value: id, label: name })),
        line.id,
        (id) => go("line", id),
      ),
      picker(
        t("production.span"),
        SPANS.map((days) => ({
          value: String(days),
          label: days === 1 ? t("production.day") : t("production.days", { days }),
        })),
        String(daysOf(query)),
        (days) => go("days", days),
      ),
    );
  }

  return {
    view,
    open(route: Route): void {
      query = new URLSearchParams(route.view === "production" ? route.query : "");
      reading.read();
    },
    update: reading.refresh,
  };
}

function daysOf(query: URLSearchParams): number {
  return SPANS.find((days) => String(days) === query.get("days")) ?? 7;
}

function linesOf(lines: readonly LineProduction[]): VNode {
  const heads = [
    ...(["line", "availability", "performance", "quality", "oee", "unplanned"] as const),
    ...(["failures", "mtbf", "mttr", "firstPass"] as const),
  ];
  const rows = lines.map((line) => {
    const { availability, performance, quality, oee, minutes: by, failures } = line.total;
    return keyed(line.id, [
      h("a", { href: `#/production/${new URLSearchParams({ line: line.id })}` }, line.name),
      ...[share(availability), share(performance), share(quality)],
      h("strong", {}, share(oee)),
      ...[minutes(by.unplanned), String(failures)],
      ...[minutes(line.total.mtbfMinutes), minutes(line.total.mttrMinutes), firstPass(line)],
    ]);
  });
  return card(
    t("production.lines"),
    table(
      t("production.lines"),
      heads.map((head) => t(`production.${head}`)),
      rows,
    ),
    h("p", { class: "small quiet" }, t("production.formula")),
  );
}

function shiftsOf({ shifts }: LineProduction, asked: Asked): VNode {
  const heads = [
    ...(["shift", "begins", "availability", "performance", "quality", "oee"] as const),
    ...(["unplanned", "planned", "pieces"] as const),
  ];
  const title = t("production.shifts");
  return card(
    title,
    table(
      title,
      heads.map((head) => t(`production.${head}`)),
      shifts.slice(-SHIFTS).toReversed().map(shiftRow),
    ),
    h(
      "p",
      { class: "file-ways" },
      h("a", { href: productionFile(asked, "shifts"), download: "" }, t("production.shiftsCsv")),
      h("a", { href: productionFile(asked, "stops"), download: "" }, t("production.stopsCsv")),
    ),
  );
}

function shiftRow(shift: ShiftFigures): Row {
  const { name, start, availability, performance, quality, oee, minutes: by, made } = shift;
  return keyed(start, [
    name === "" ? t("production.wholeDay") : name,
    weekMoment(start),
    ...[share(availability), share(performance), share(quality)],
    h("strong", {}, share(oee)),
    ...[minutes(by.unplanned), minutes(by.planned)],
    made === undefined ? "–" : String(made.pieces),
  ]);
}
