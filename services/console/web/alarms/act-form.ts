import type { Alarm, AlarmAct } from "@raceway/model/alarm";
import {
  iconCheck,
  iconHourglass,
  iconPause,
  iconPen,
  iconPlay,
  iconReset,
  iconUndo,
} from "@siemens/ix-icons/icons";
import { t } from "../i18n/text.ts";
import { actOn, faultOf } from "../shared/api.ts";
import { fill, h } from "../shared/dom.ts";
import { createField } from "../shared/field.ts";
import { loggedIn, mayAct, personName, rememberName } from "../shared/person.ts";
import { createPicker } from "../shared/picker.ts";

type Act = AlarmAct["act"];

const SHELF_MINUTES = [30, 60, 480, 1440, 10_080];
const NEEDS_TEXT: readonly Act[] = ["comment", "shelve", "take-out-of-service"];
const ICONS: Readonly<Record<Act, string>> = {
  acknowledge: iconCheck,
  comment: iconPen,
  reset: iconReset,
  shelve: iconHourglass,
  unshelve: iconUndo,
  "take-out-of-service": iconPause,
  "return-to-service": iconPlay,
};

/** What is acted on: an open alarm, or one that is not open (without a state) but set aside. */
export type ActTarget = Pick<Alarm, "id"> &
  Partial<Pick<Alarm, "occurrence" | "state" | "latched" | "shelved" | "outOfService">>;

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
  "comment",
  "return-to-service",
  "take-out-of-service",
];
const order = (act: Act) => ORDER.indexOf(act);

/**
 * What a person can do to some alarms. A first press opens what the act needs (a name, a text, a time), a second sends it. Acts that do not fit one of
 * several alarms pass it over.
 */
export function createActForm(targets: () => readonly ActTarget[]) {
  let chosen: Act | undefined;
  let shownActs = "";
  let minutes = SHELF_MINUTES[1] ?? 60;
  const error = h("p", { class: "form-error", role: "alert" });
  const who = createField(t("form.name"));
  const text = createField("");
  const duration = createPicker(t("form.duration"), (value) => {
    minutes = Number(value);
  });
  const label = h("span");
  const send = h("ix-button", { type: "submit" }, label);
  const cancel = h(
    "ix-button",
    { variant: "subtle-tertiary", onclick: () => choose(undefined) },
    t("form.cancel"),
  );
  const fields = h(
    "div",
    { class: "form-fields" },
    who.element,
    duration.element,
    text.element,
    error,
    h("div", { class: "form-buttons" }, send, cancel),
  );
  const buttons = h("div", { class: "form-buttons" });
  const element = h(
    "form",
    {
      class: "act-form",
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
    buttons,
    fields,
  );
  choose(undefined);

  function choose(act: Act | undefined): void {
    chosen = act;
    fields.hidden = act === undefined;
    buttons.hidden = act !== undefined;
    error.textContent = "";
    if (act === undefined) return;
    who.element.hidden = loggedIn() !== undefined;
    who.setValue(personName());
    text.setLabel(t(needsText(act) ? `form.text.${textKind(act)}` : "form.commentOptional"));
    duration.element.hidden = act !== "shelve";
    duration.offer(
      SHELF_MINUTES.map((value) => ({ value: `${value}`, label: t(`shelf.${shelfKey(value)}`) })),
      `${minutes}`,
    );
    label.textContent = t(`act.${act}`);
    (personName() === "" ? who : text).focus();
  }

  async function submit(): Promise<void> {
    const name = loggedIn()?.name ?? who.value();
    const comment = text.value();
    error.textContent = missing(name, comment);
    if (chosen === undefined || error.textContent !== "") return;
    const act = chosen;
    rememberName(name);
    send.loading = true;
    const body: AlarmAct = {
      act,
      who: name,
      ...(comment !== "" && { comment }),
      ...(act === "shelve" && { minutes }),
    };
    try {
      for (const alarm of targets()) if (actsFor(alarm).includes(act)) await actOn(alarm, body);
      text.setValue("");
      choose(undefined);
    } catch (failure) {
      error.textContent = faultOf(failure);
    } finally {
      send.loading = false;
    }
  }

  function missing(name: string, comment: string): string {
    if (name === "") return t("form.nameMissing");
    return chosen !== undefined && needsText(chosen) && comment === "" ? t("form.textMissing") : "";
  }

  return {
    element,
    /** To be called when the alarms changed. */
    update(): void {
      const acts = actsForAll(targets());
      // Somebody else was faster: what is being written does not apply any more.
      if (chosen !== undefined && !acts.includes(chosen)) choose(undefined);
      element.hidden = acts.length === 0;
      if (acts.join() === shownActs) return;
      shownActs = acts.join();
      fill(
        buttons,
        ...acts.map((act, i) =>
          h(
            "ix-button",
            {
              variant: i === 0 && act !== "shelve" ? "primary" : "subtle-tertiary",
              icon: ICONS[act],
              onclick: () => choose(act),
            },
            t(`act.${act}`),
          ),
        ),
      );
    },
  };
}

function needsText(act: Act): boolean {
  return NEEDS_TEXT.includes(act);
}

function textKind(act: Act): "comment" | "reason" {
  return act === "comment" ? "comment" : "reason";
}

function shelfKey(minutes: number): "halfHour" | "hour" | "shift" | "day" | "week" {
  if (minutes <= 30) return "halfHour";
  if (minutes <= 60) return "hour";
  if (minutes <= 480) return "shift";
  return minutes <= 1440 ? "day" : "week";
}
