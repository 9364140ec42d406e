import { type Alarm, isCovered } from "@raceway/model/alarm";
import type { AlarmSubject } from "@raceway/model/alarm-subject";
import { t } from "../i18n/text.ts";
import { fill, h } from "../shared/dom.ts";
import { moment } from "../shared/format.ts";
import { levelIcon } from "../shared/levels.ts";
import { pointLink } from "../shared/route.ts";
import { adviceOf, alarmWords, spoken } from "../shared/words.ts";
import { createActForm } from "./act-form.ts";
import { createJournal } from "./journal.ts";

type Cover = Partial<Pick<Alarm, "shelved" | "outOfService" | "suppressed">>;

const levelOf = ({ condition, severity }: Alarm) => (condition === "sensor" ? "sensor" : severity);
const placeText = ({ where }: AlarmSubject) => `${where.line} › ${where.machine} › ${where.point}`;

/** An alarm in three lines, to open it by. */
export function alarmBrief(alarm: Alarm): HTMLElement {
  return h(
    "a",
    { class: "point-row", href: `#/alarms/${alarm.id}` },
    levelIcon(levelOf(alarm)),
    h(
      "span",
      { class: "point-row-text" },
      h("span", { class: "point-row-name" }, h("strong", {}, alarmWords(alarm).title)),
      h("span", { class: "point-row-headline" }, placeText(alarm)),
      h("span", { class: "point-row-headline" }, stateText(alarm)),
    ),
  );
}

/** Where it is, with the way there; Raceway itself has no page. */
export function placeOf(alarm: AlarmSubject): HTMLElement {
  return alarm.condition === "system"
    ? h("p", {}, alarm.where.machine)
    : h("a", { class: "alarm-where", href: pointLink(alarm.point) }, placeText(alarm));
}

/** Why an alarm is kept quiet. */
export function coverTexts({ shelved, outOfService, suppressed }: Cover): readonly string[] {
  const texts = [
    shelved &&
      t("alarm.shelvedUntil", {
        time: moment(shelved.until),
        who: shelved.who,
        reason: shelved.reason,
      }),
    outOfService && t("alarm.outOfService", { who: outOfService.who, reason: outOfService.reason }),
    suppressed && t(`alarm.suppressed.${suppressed.reason}`),
  ];
  return texts.filter((text) => text !== undefined);
}

/** Since when, and who has it. */
function stateText(alarm: Alarm): string {
  const { since, state, acknowledged, latched } = alarm;
  const parts = [
    t("alarm.since", { time: moment(since) }),
    acknowledged === undefined
      ? t(`alarm.state.${state}`)
      : t("alarm.acknowledgedBy", { who: acknowledged.who }),
    latched && t("alarm.latched"),
    ...coverTexts(alarm),
  ];
  return parts.filter((part) => typeof part === "string").join(" · ");
}

/**
 * An open alarm with all that is known and all that can be done.
 *
 * @param onSelect hears of its box for acts on many; without it there is no box, and no evidence either: the page around it has more.
 */
export function createAlarmCard(onSelect?: (id: string, selected: boolean) => void) {
  let current: Alarm | undefined;
  const box = h("input", {
    type: "checkbox",
    onchange: () => current && onSelect?.(current.id, box.checked),
  });
  const body = h("div", { class: "alarm-body" });
  const form = createActForm(() => (current === undefined ? [] : [current]));
  const journal = h("div", { class: "alarm-journal" });
  const element = h(
    "article",
    { class: "alarm-card", tabIndex: -1 },
    onSelect && h("label", { class: "alarm-box" }, box),
    h("div", { class: "alarm-main" }, body, form.element, journal),
  );
  return {
    element,
    show(alarm: Alarm, selected = false): void {
      if (current === undefined) fill(journal, createJournal(alarm.id));
      current = alarm;
      element.className = `alarm-card edge-${levelOf(alarm)} ${alarm.state}${isCovered(alarm) ? " covered" : ""}`;
      box.checked = selected;
      box.setAttribute("aria-label", t("alarms.select", { title: alarmWords(alarm).title }));
      fill(body, ...(onSelect ? bodyOf(alarm) : headOf(alarm)));
      form.update();
    },
  };
}

function headOf(alarm: Alarm): HTMLElement[] {
  const { severity, priority, comments } = alarm;
  const badges = [t(`severity.${severity}`), ...(priority ? [t(`priority.${priority}`)] : [])];
  return [
    h(
      "div",
      { class: "alarm-title" },
      levelIcon(levelOf(alarm)),
      h("h2", {}, alarmWords(alarm).title),
      h("span", { class: `text-${severity}` }, badges.join(" · ")),
    ),
    h("p", { class: "small quiet" }, stateText(alarm)),
    ...comments.map(({ who, at, text }) =>
      h("p", { class: "small quiet" }, t("alarm.comment", { who, time: moment(at), text })),
    ),
  ];
}

function bodyOf(alarm: Alarm): HTMLElement[] {
  const { consequenceOf } = alarm;
  const [title, ...rest] = headOf(alarm);
  return [
    ...(title === undefined ? [] : [title]),
    placeOf(alarm),
    ...(consequenceOf === undefined
      ? []
      : [h("p", { class: "small quiet" }, t("alarm.consequence", { of: consequenceOf }))]),
    ...alarmWords(alarm)
      .evidence.slice(0, 3)
      .map((text) => h("p", {}, spoken(text))),
    h("p", {}, h("strong", {}, t("alarm.toDo")), " ", adviceOf(alarm)),
    ...rest,
  ];
}
