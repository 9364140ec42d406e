import type { ComponentChild, VNode } from "preact";
import type {
  AdvisoryView,
  MaintenanceView,
  PlantView,
  SpareView,
  WorkView,
} from "../../src/http/api-types.ts";
import { type TextKey, t } from "../i18n/text.ts";
import { planningTabs } from "../planning/planning-tabs.ts";
import { getMaintenance } from "../shared/api.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { levelIcon } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { placeName } from "../shared/place-name.ts";
import { plantNow } from "../shared/plant-clock.ts";
import { createReading } from "../shared/reading.ts";
import { pointLink } from "../shared/route.ts";
import type { PlantState } from "../shared/state.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import { adviceOf, headlineOf, lifeText } from "../shared/words.ts";
import { createSurvivalPanel } from "./survival-panel.ts";

/** Read again at most so often, milliseconds. */
const REFRESH_MS = 5000;

/** What is to be done by when, the bearings it needs, and what was done. */
export function createMaintenancePage(state: PlantState): Page {
  const reading = createReading(getMaintenance, REFRESH_MS);
  const survival = createSurvivalPanel();

  function view(): VNode {
    const shown = reading.shown();
    const fault = reading.fault();
    return h(
      "div",
      { class: "page" },
      h(
        "header",
        { class: "page-head" },
        h("h1", {}, t("nav.maintenance")),
        planningTabs("maintenance"),
      ),
      fault !== undefined && h("p", { class: "quiet" }, fault),
      shown && [
        advisoriesOf(shown),
        h("div", { class: "overview" }, sparesOf(shown, state.plant()), doneOf(shown)),
        survival.view(),
      ],
    );
  }

  return {
    view,
    open() {
      reading.read();
      survival.open();
    },
    update() {
      reading.refresh();
      survival.refresh();
    },
  };
}

const none = (text: string) => h("p", { class: "quiet" }, text);

function card(title: TextKey, body: ComponentChild): VNode {
  return h("section", { class: "card", "aria-label": t(title) }, h("h2", {}, t(title)), body);
}

function advisoriesOf({ advisories }: MaintenanceView): VNode {
  const rows = advisories.map(advisoryRow);
  return card("maintenance.advisories", rows.length > 0 ? rows : none(t("maintenance.nothing")));
}

function sparesOf({ spares }: MaintenanceView, plant: PlantView | undefined): VNode {
  const nameOf = (path: string) => (plant === undefined ? path : placeName(path, plant));
  const dated = spares.some(({ orderBy }) => orderBy !== undefined);
  const heads = [
    t("table.bearing"),
    t("table.wanted"),
    t("table.installed"),
    ...(dated ? [t("table.orderBy")] : []),
  ];
  return card(
    "maintenance.spares",
    spares.length > 0
      ? table(
          t("maintenance.spares"),
          heads,
          spares.map((spare) => spareRow(spare, nameOf, dated)),
        )
      : none(t("maintenance.noBearings")),
  );
}

function doneOf({ done, doneUnknown }: MaintenanceView): VNode {
  const heads = [t("table.time"), t("table.point"), t("table.work"), t("table.who")];
  return card(
    "maintenance.done",
    done.length > 0
      ? table(t("maintenance.done"), heads, done.map(workRow))
      : none(doneUnknown ?? t("maintenance.noneDone")),
  );
}

function advisoryRow(view: AdvisoryView): VNode {
  const { point, where, level, life, bearing } = view;
  const facts = [
    life !== undefined && t("point.life", { span: lifeText(life) }),
    bearing !== undefined && t("point.bearing", { bearing: bearingText(bearing) }),
    stopText(view),
  ].filter((fact) => typeof fact === "string");
  return h(
    "article",
    { key: point, class: `finding edge-${level}` },
    h(
      "div",
      { class: "alarm-title" },
      levelIcon(level),
      h(
        "h3",
        {},
        h("a", { href: pointLink(point) }, `${where.machine} › ${where.point}`),
        `: ${headlineOf(view)}`,
      ),
    ),
    h("p", {}, adviceOf(view)),
    h("p", { class: "small quiet" }, facts.join(" · ")),
  );
}

/** The next planned stop of the line, and whether it comes in time. */
function stopText({ stop, stopInTime }: AdvisoryView): string {
  if (stop === undefined) return t("maintenance.noStop");
  const begun = Date.parse(stop.start) <= plantNow();
  const when = begun
    ? t("maintenance.stopNow", { time: moment(stop.end) })
    : t("maintenance.stop", { time: moment(stop.start) });
  if (stopInTime === undefined) return when;
  return `${when} (${t(stopInTime ? "maintenance.inTime" : "maintenance.tooLate")})`;
}

/** The catalogue says "any" of bearings that all makers build alike. */
export function bearingText({
  designation,
  maker = "any",
}: {
  readonly designation: string;
  readonly maker?: string;
}): string {
  return maker === "any" ? designation : `${maker} ${designation}`;
}

function spareRow(spare: SpareView, nameOf: (path: string) => string, dated: boolean): Row {
  const wanted = spare.points.map((path, i) =>
    h("span", {}, i > 0 ? ", " : " ", h("a", { href: pointLink(path) }, nameOf(path))),
  );
  return [
    bearingText(spare),
    h("span", {}, spare.wanted === 0 ? "0" : h("strong", {}, `${spare.wanted}`), ...wanted),
    `${spare.installed}`,
    ...(dated ? [orderText(spare)] : []),
  ];
}

function orderText({ orderBy, orderLate }: SpareView): string {
  if (orderBy === undefined) return "–";
  return orderLate === true ? t("maintenance.orderNow") : moment(orderBy);
}

function workRow({ time, point, where, work, who, comment }: WorkView): Row {
  return keyed(`${time} ${point}`, [
    moment(time),
    h("a", { href: pointLink(point) }, `${where.machine} › ${where.point}`),
    comment === undefined ? t(`work.${work}`) : `${t(`work.${work}`)}: ${comment}`,
    who,
  ]);
}
