import type {
  AdvisoryView,
  MaintenanceView,
  SpareView,
  WorkView,
} from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getMaintenance } from "../shared/api.ts";
import { type Child, fill, h } from "../shared/dom.ts";
import { moment, span } from "../shared/format.ts";
import { levelIcon } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { pointLink } from "../shared/route.ts";
import { table } from "../shared/table.ts";
import { adviceOf, headlineOf, lifeRange } from "../shared/words.ts";

/** Read again at most so often, milliseconds. */
const REFRESH_MS = 5000;

/** What is to be done by when, the bearings it needs, and what was done. */
export function createMaintenancePage(): Page {
  const advisories = h("section", { class: "card", "aria-label": t("maintenance.advisories") });
  const spares = h("section", { class: "card", "aria-label": t("maintenance.spares") });
  const done = h("section", { class: "card", "aria-label": t("maintenance.done") });
  const element = h(
    "div",
    { class: "page" },
    h("header", { class: "page-head" }, h("h1", {}, t("nav.maintenance"))),
    advisories,
    h("div", { class: "overview" }, spares, done),
  );
  let readAt = Number.NEGATIVE_INFINITY;

  function update(): void {
    if (performance.now() - readAt < REFRESH_MS) return;
    readAt = performance.now();
    void read();
  }

  async function read(): Promise<void> {
    try {
      show(await getMaintenance());
    } catch (error) {
      fill(advisories, h("p", { class: "quiet" }, faultOf(error)));
    }
  }

  function show(view: MaintenanceView): void {
    const none = (text: string) => [h("p", { class: "quiet" }, text)];
    fill(
      advisories,
      h("h2", {}, t("maintenance.advisories")),
      ...(view.advisories.length > 0
        ? view.advisories.map(advisoryRow)
        : none(t("maintenance.nothing"))),
    );
    fill(
      spares,
      h("h2", {}, t("maintenance.spares")),
      view.spares.length > 0
        ? table(
            t("maintenance.spares"),
            [t("table.bearing"), t("table.wanted"), t("table.installed")],
            view.spares.map(spareRow),
          )
        : h("p", { class: "quiet" }, t("maintenance.noBearings")),
    );
    fill(
      done,
      h("h2", {}, t("maintenance.done")),
      ...(view.done.length > 0
        ? [
            table(
              t("maintenance.done"),
              [t("table.time"), t("table.point"), t("table.work"), t("table.who")],
              view.done.map(workRow),
            ),
          ]
        : none(view.doneUnknown ?? t("maintenance.noneDone"))),
    );
  }

  return {
    element,
    open() {
      readAt = Number.NEGATIVE_INFINITY;
      update();
    },
    update,
  };
}

function advisoryRow(view: AdvisoryView): HTMLElement {
  const { point, where, level, life, bearing } = view;
  const facts = [
    life !== undefined && `${t("point.life", { span: span(life.seconds) })} (${lifeRange(life)})`,
    bearing !== undefined && t("point.bearing", { bearing: bearingText(bearing) }),
    stopText(view),
  ].filter((fact) => typeof fact === "string");
  return h(
    "article",
    { class: `finding edge-${level}` },
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
  const begun = Date.parse(stop.start) <= Date.now();
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

function spareRow(spare: SpareView): readonly Child[] {
  const wanted = spare.points.map((path, i) =>
    h(
      "span",
      {},
      i > 0 ? ", " : " ",
      h("a", { href: pointLink(path) }, path.split("/").slice(2).join("/")),
    ),
  );
  return [
    bearingText(spare),
    h("span", {}, spare.wanted === 0 ? "0" : h("strong", {}, `${spare.wanted}`), ...wanted),
    `${spare.installed}`,
  ];
}

function workRow({ time, point, where, work, who, comment }: WorkView): readonly Child[] {
  return [
    moment(time),
    h("a", { href: pointLink(point) }, `${where.machine} › ${where.point}`),
    comment === undefined ? t(`work.${work}`) : `${t(`work.${work}`)}: ${comment}`,
    who,
  ];
}
