import { type Alarm, isCovered } from "@raceway/model/alarm";
import type { AlarmSubject } from "@raceway/model/alarm-subject";
import type { VNode } from "preact";
import type { AlarmGlanceView, LeadView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { indicatorText, moment } from "../shared/format.ts";
import type { Glances } from "../shared/glances.ts";
import { h } from "../shared/h.ts";
import { leadValue } from "../shared/lead-value.ts";
import { levelIcon } from "../shared/levels.ts";
import { occurrenceLink, pointLink } from "../shared/route.ts";
import { sparkline } from "../shared/sparkline.ts";
import { adviceOf, alarmWords, spoken } from "../shared/words.ts";
import { createActForm } from "./act-form.ts";
import { createJournal } from "./journal.ts";

type Cover = Partial<Pick<Alarm, "shelved" | "outOfService" | "suppressed">>;

const levelOf = ({ condition, severity }: Alarm) => (condition === "sensor" ? "sensor" : severity);
const placeText = ({ where }: AlarmSubject) => `${where.line} › ${where.machine} › ${where.point}`;

/** An alarm in three lines, to open it by. */
export function alarmBrief(alarm: Alarm): VNode {
  return h(
    "a",
    { key: alarm.id, class: "point-row", href: `#/alarms/${alarm.id}` },
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
export function placeOf(alarm: AlarmSubject): VNode {
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
  const { since, state, acknowledged, assigned, latched } = alarm;
  const parts = [
    t("alarm.since", { time: moment(since) }),
    acknowledged === undefined
      ? t(`alarm.state.${state}`)
      : t("alarm.acknowledgedBy", { who: acknowledged.who }),
    assigned && t("alarm.assignedTo", { who: assigned.to }),
    latched && t("alarm.latched"),
    ...coverTexts(alarm),
  ];
  return parts.filter((part) => typeof part === "string").join(" · ");
}

/** What the page around a card knows of it. */
interface CardOptions {
  readonly selected?: boolean;
  /** Reads the value of the alarm's point while the card is in sight; absent: there is none to show. */
  readonly glances?: Glances<AlarmGlanceView>;
  /** The open alarm of an id. */
  readonly other?: (id: string) => Alarm | undefined;
}

/**
 * An open alarm with all that is known and all that can be done, drawn anew by each call.
 *
 * @param onSelect hears of its box for acts on many; without it there is no box, and no evidence either: the page around it has more.
 */
export function createAlarmCard(id: string, onSelect?: (id: string, selected: boolean) => void) {
  const form = createActForm();
  const journal = createJournal(id);

  function box(alarm: Alarm, checked: boolean): VNode {
    return h(
      "label",
      { class: "alarm-box" },
      h("input", {
        type: "checkbox",
        checked,
        "aria-label": t("alarms.select", { title: alarmWords(alarm).title }),
        onchange: (event: Event & { readonly currentTarget: HTMLInputElement }) =>
          onSelect?.(id, event.currentTarget.checked),
      }),
    );
  }

  return (alarm: Alarm, { selected = false, glances, other }: CardOptions = {}): VNode =>
    h(
      "article",
      {
        key: id,
        id: cardId(id),
        class: `alarm-card edge-${levelOf(alarm)} ${alarm.state}${isCovered(alarm) ? " covered" : ""}`,
        tabIndex: -1,
        ...(glances !== undefined && { ref: glances.ref(id) }),
      },
      onSelect && box(alarm, selected),
      h(
        "div",
        { class: "alarm-main" },
        h(
          "div",
          { class: "alarm-body" },
          onSelect ? bodyOf(alarm, glances?.of(id), other) : headOf(alarm),
        ),
        form([alarm]),
        h("div", { class: "alarm-journal" }, journal()),
      ),
    );
}

/** An alarm's card in the document. */
export function cardId(id: string): string {
  return `alarm-${id}`;
}

/** What and where, of another alarm on the same machine. */
function briefOf(alarm: Alarm): string {
  return `${alarmWords(alarm).title} (${alarm.where.point})`;
}

function headOf(alarm: Alarm): VNode[] {
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

function bodyOf(
  alarm: Alarm,
  glance: AlarmGlanceView | undefined,
  other: CardOptions["other"],
): VNode[] {
  const cause = alarm.consequenceOf === undefined ? undefined : other?.(alarm.consequenceOf);
  const [title, ...rest] = headOf(alarm);
  return [
    ...(title === undefined ? [] : [title]),
    placeOf(alarm),
    ...(glance?.lead === undefined ? [] : [glanceLine(glance.lead, glance.course)]),
    ...(cause === undefined
      ? []
      : [h("p", { class: "small quiet" }, t("alarm.consequence", { of: briefOf(cause) }))]),
    ...alarmWords(alarm)
      .evidence.slice(0, 3)
      .map((text) => h("p", {}, spoken(text))),
    h("p", {}, h("strong", {}, t("alarm.toDo")), " ", adviceOf(alarm)),
    ...rest,
    h("p", {}, h("a", { class: "alarm-where", href: occurrenceLink(alarm) }, t("found.tell"))),
  ];
}

/** The point's value now, what it is of, and how it went in the last day. */
function glanceLine(lead: LeadView, course: AlarmGlanceView["course"]): VNode {
  return h(
    "p",
    { class: "glance" },
    leadValue(lead),
    h("span", { class: "small quiet", "aria-hidden": "true" }, indicatorText(lead.indicator)),
    sparkline(course),
  );
}
