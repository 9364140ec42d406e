import type { AlarmFeedback, AlarmOccurrence, FoundFile } from "@raceway/model/alarm-occurrence";
import type { ComponentChild, VNode } from "preact";
import { t } from "../i18n/text.ts";
import { faultOf, foundFileLink, getOccurrence } from "../shared/api.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { levelIcon } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { mayAct } from "../shared/person.ts";
import { redraw } from "../shared/redraw.ts";
import { pointLink, type Route } from "../shared/route.ts";
import type { PlantState } from "../shared/state.ts";
import { faultText } from "../shared/words.ts";
import { alarmTabs } from "./alarm-tabs.ts";
import { createFeedbackForm } from "./feedback-form.ts";
import { createJournal } from "./journal.ts";

/** Pictures that every browser shows; the others are taken as files. */
const SHOWN = /\.(jpg|png|webp)$/;

/** One opening of an alarm, open or closed: when it was, what was found, and what happened. */
export function createOccurrencePage(state: PlantState): Page {
  let shown: AlarmOccurrence | undefined;
  let fault = "";
  let asked = "";
  let journal = createJournal("");
  const form = createFeedbackForm((occurrence) => {
    shown = occurrence;
  });

  async function read(id: string, occurrence: number): Promise<void> {
    const mine = `${id} ${occurrence}`;
    asked = mine;
    try {
      const found = await getOccurrence({ id, occurrence });
      if (mine !== asked) return;
      [shown, fault] = [found, ""];
    } catch (error) {
      if (mine === asked) fault = faultOf(error);
    }
    redraw();
  }

  function view(): VNode {
    return h(
      "div",
      { class: "page" },
      h("header", { class: "page-head" }, h("h1", {}, t("alarms.title")), alarmTabs("history")),
      h("p", { class: "form-error", role: "alert" }, fault),
      shown && contentOf(shown),
    );
  }

  function contentOf(of: AlarmOccurrence): VNode {
    const { severity, priority, fault: what } = of;
    const badges = [t(`severity.${severity}`), ...(priority ? [t(`priority.${priority}`)] : [])];
    return h(
      "div",
      { class: "stack" },
      h(
        "section",
        { class: "card", "aria-label": faultText(what ?? "unnamed") },
        h(
          "div",
          { class: "alarm-title" },
          levelIcon(severity),
          h("h2", {}, faultText(what ?? "unnamed")),
          h("span", { class: `text-${severity}` }, badges.join(" · ")),
        ),
        placeOf(of),
        timesOf(of).map((text) => h("p", { class: "small quiet" }, text)),
      ),
      h(
        "section",
        { class: "card", "aria-label": t("found.title") },
        h("h2", {}, t("found.title")),
        of.feedback === undefined
          ? h("p", { class: "quiet" }, t("found.none"))
          : foundOf(of.id, of.feedback),
        mayAct() && form(of),
      ),
      h("div", { class: "alarm-journal" }, journal()),
    );
  }

  function placeOf({ id, where, condition }: AlarmOccurrence): ComponentChild {
    const [line, machine, point] = id.split(".");
    const place = `${where.line} › ${where.machine} › ${where.point}`;
    return condition === "system"
      ? h("p", {}, where.machine)
      : h(
          "a",
          {
            class: "alarm-where",
            href: pointLink(`${state.plant()?.site}/${line}/${machine}/${point}`),
          },
          place,
        );
  }

  return {
    view,
    open(route: Route): void {
      if (route.view !== "occurrence") return;
      [shown, fault] = [undefined, ""];
      journal = createJournal(route.id);
      void read(route.id, route.occurrence);
    },
  };
}

function timesOf({ since, closed, acknowledged, assigned }: AlarmOccurrence): readonly string[] {
  return [
    t("alarm.since", { time: moment(since) }),
    ...(acknowledged
      ? [`${t("alarm.acknowledgedBy", { who: acknowledged.who })}, ${moment(acknowledged.at)}`]
      : []),
    ...(assigned ? [`${t("alarm.assignedTo", { who: assigned.to })}, ${moment(assigned.at)}`] : []),
    closed === undefined ? t("history.open.true") : `${t("history.open.false")} ${moment(closed)}`,
  ];
}

function foundOf(id: string, { who, at, diagnosis, found, files }: AlarmFeedback): VNode {
  return h(
    "div",
    { class: "stack" },
    h("p", {}, h("strong", {}, t(`found.${diagnosis}`))),
    found !== undefined && h("p", { class: "found-words" }, found),
    files.length > 0 &&
      h(
        "div",
        { class: "found-files" },
        files.map((file) => fileOf(id, file)),
      ),
    h("p", { class: "small quiet" }, t("history.acknowledgedBy", { who, time: moment(at) })),
  );
}

function fileOf(id: string, { file, name }: FoundFile): VNode {
  const address = foundFileLink(id, file);
  return h(
    "a",
    { key: file, href: address, download: name },
    SHOWN.test(file) && h("img", { src: address, alt: "", loading: "lazy" }),
    h("span", {}, name),
  );
}
