import type { Alarm, AlarmAct } from "@raceway/model/alarm";
import {
  iconCheck,
  iconHourglass,
  iconPause,
  iconPen,
  iconPlay,
  iconReset,
  iconUndo,
  iconUser,
  iconUserFail,
} from "@siemens/ix-icons/icons";
import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { actOn, faultOf, getAlarmPeople } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { h } from "../shared/h.ts";
import { loggedIn, mayAct, personName, rememberName } from "../shared/person.ts";
import { type Choice, picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";

type Act = AlarmAct["act"];

const SHELF_MINUTES = [30, 60, 480, 1440, 10_080];
const NEEDS_TEXT: readonly Act[] = ["comment", "shelve", "take-out-of-service"];
const ICONS: Readonly<Record<Act, string>> = {
  acknowledge: iconCheck,
  comment: iconPen,
  assign: iconUser,
  unassign: iconUserFail,
  reset: iconReset,
  shelve: iconHourglass,
  unshelve: iconUndo,
  "take-out-of-service": iconPause,
  "return-to-service": iconPlay,
};

/** What is acted on: an open alarm, or one that is not open (without a state) but set aside. */
export type ActTarget = Pick<Alarm, "id"> &
  Partial<
    Pick<Alarm, "occurrence" | "state" | "latched" | "assigned" | "shelved" | "outOfService">
  >;

/** What the person who looks can do to an alarm as it is. */
function actsFor(alarm: ActTarget): readonly Act[] {
  return possibleActs(alarm).filter((act) => mayAct(act));
}

function possibleActs(alarm: ActTarget): readonly Act[] {
  if (alarm.state === undefined)
    return [
      ...(alarm.shelved ? (["unshelve"] as const) : []),
      ...(alarm.outOfService ? (["return-to-service"] as const) : []),
    ];
  return [
    ...(alarm.state === "acknowledged" ? [] : (["acknowledge"] as const)),
    ...(alarm.latched ? (["reset"] as const) : []),
    alarm.shelved ? "unshelve" : "shelve",
    "assign",
    ...(alarm.assigned ? (["unassign"] as const) : []),
    "comment",
    alarm.outOfService ? "return-to-service" : "take-out-of-service",
  ];
}

/** The acts that fit at least one of some alarms, in the order of their use. */
function actsForAll(alarms: readonly ActTarget[]): readonly Act[] {
  return [...new Set(alarms.flatMap(actsFor))].sort((a, b) => order(a) - order(b));
}

const ORDER: readonly Act[] = [
  "acknowledge",
  "reset",
  "shelve",
  "unshelve",
  "assign",
  "unassign",
  "comment",
  "return-to-service",
  "take-out-of-service",
];
const order = (act: Act) => ORDER.indexOf(act);

/**
 * What a person can do to some alarms. A first press opens what the act needs (a name, a text, a time), a second sends it. Acts that do not fit one of
 * several alarms pass it over.
 */
export function createActForm() {
  let targets: readonly ActTarget[] = [];
  let chosen: Act | undefined;
  let minutes = SHELF_MINUTES[1] ?? 60;
  let name = "";
  /** Whose it is to be: oneself, unless another is chosen. */
  let to = "";
  let people: readonly string[] = [];
  let comment = "";
  let error = "";
  let sending = false;
  /** The buttons are back, and whoever was in the form goes on there. */
  let isBack = false;

  function choose(act: Act | undefined): void {
    isBack = act === undefined && chosen !== undefined;
    chosen = act;
    error = "";
    if (act !== undefined) name = personName();
    if (act === "assign") void askPeople();
    redraw();
  }

  async function askPeople(): Promise<void> {
    to = targets[0]?.assigned?.to ?? name;
    const [first] = targets;
    // Who is not suggested can still be typed.
    people = first === undefined ? [] : await getAlarmPeople(first.id).catch(() => []);
    redraw();
  }

  async function submit(): Promise<void> {
    const act = chosen;
    if (act === undefined || sending) return;
    const who = loggedIn()?.name ?? name.trim();
    error = missing(act, who);
    redraw();
    if (error !== "") return;
    rememberName(who);
    sending = true;
    try {
      await send(act, who);
      comment = "";
      choose(undefined);
    } catch (failure) {
      error = faultOf(failure);
    } finally {
      sending = false;
      redraw();
    }
  }

  async function send(act: Act, who: string): Promise<void> {
    const text = comment.trim();
    const body: AlarmAct = {
      act,
      who,
      ...(text !== "" && { comment: text }),
      ...(act === "shelve" && { minutes }),
      ...(act === "assign" && { to: to.trim() }),
    };
    for (const alarm of targets) if (actsFor(alarm).includes(act)) await actOn(alarm, body);
  }

  function missing(act: Act, who: string): string {
    if (who === "") return t("form.nameMissing");
    if (act === "assign" && to.trim() === "") return t("form.toMissing");
    return needsText(act) && comment.trim() === "" ? t("form.textMissing") : "";
  }

  function focusBack(buttons: HTMLElement | null): void {
    if (isBack) buttons?.focus();
    isBack = false;
  }

  function buttons(acts: readonly Act[]): VNode {
    return h(
      "div",
      { key: "acts", class: "form-buttons", tabIndex: -1, ref: focusBack },
      acts.map((act, i) =>
        h(
          "ix-button",
          {
            key: act,
            variant: i === 0 && act !== "shelve" ? "primary" : "subtle-tertiary",
            icon: ICONS[act],
            onclick: () => choose(act),
          },
          t(`act.${act}`),
        ),
      ),
    );
  }

  function fields(act: Act): VNode {
    const label = t(needsText(act) ? `form.text.${textKind(act)}` : "form.commentOptional");
    const isNameKnown = loggedIn() !== undefined || personName() !== "";
    return h(
      "div",
      { key: "fields", class: "form-fields" },
      loggedIn() === undefined &&
        field(t("form.name"), name, (value) => (name = value), { focus: !isNameKnown }),
      act === "shelve" &&
        picker(t("form.duration"), SHELF_MINUTES.map(shelfChoice), String(minutes), (value) => {
          minutes = Number(value);
        }),
      act === "assign" &&
        field(t("form.to"), to, (value) => (to = value), {
          focus: isNameKnown,
          suggestions: people,
        }),
      field(label, comment, (value) => (comment = value), {
        focus: isNameKnown && act !== "assign",
      }),
      h("p", { class: "form-error", role: "alert" }, error),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit", loading: sending }, t(`act.${act}`)),
        h(
          "ix-button",
          { variant: "subtle-tertiary", onclick: () => choose(undefined) },
          t("form.cancel"),
        ),
      ),
    );
  }

  /** The form for these alarms as they are now. */
  return (alarms: readonly ActTarget[]): VNode => {
    targets = alarms;
    const acts = actsForAll(targets);
    // Somebody else was faster: what is being written does not apply any more.
    if (chosen !== undefined && !acts.includes(chosen)) chosen = undefined;
    return h(
      "form",
      {
        class: "act-form",
        hidden: acts.length === 0,
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void submit();
        },
        onkeydown: (event: KeyboardEvent) => {
          if (event.key === "Escape") choose(undefined);
          // The browser sends a form of several fields only where it sees a button of its own.
          if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
            event.preventDefault();
            void submit();
          }
        },
      },
      chosen === undefined ? buttons(acts) : fields(chosen),
    );
  };
}

function needsText(act: Act): boolean {
  return NEEDS_TEXT.includes(act);
}

function textKind(act: Act): "comment" | "reason" {
  return act === "comment" ? "comment" : "reason";
}

const shelfChoice = (minutes: number): Choice => ({
  value: String(minutes),
  label: t(`shelf.${shelfKey(minutes)}`),
});

function shelfKey(minutes: number): "halfHour" | "hour" | "shift" | "day" | "week" {
  if (minutes <= 30) return "halfHour";
  if (minutes <= 60) return "hour";
  if (minutes <= 480) return "shift";
  return minutes <= 1440 ? "day" : "week";
}
