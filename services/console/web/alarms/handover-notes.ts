import type { HandoverNote } from "@raceway/model/handover";
import { iconCheck } from "@siemens/ix-icons/icons";
import type { ComponentChild, VNode } from "preact";
import { t } from "../i18n/text.ts";
import { faultOf, takeHandover } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { loggedIn, mayAct, personName, rememberName } from "../shared/person.ts";
import { redraw } from "../shared/redraw.ts";
import type { PlantState } from "../shared/state.ts";

/** Notes of shifts, each with a way to take it over while it waits. @param onTaken hears that one was. */
export function createHandoverNotes(state: PlantState, onTaken: () => void) {
  /** Where nobody is logged in, whoever takes a note over says who they are first. */
  let asked: number | undefined;
  let name = "";
  let fault = "";

  async function take(note: HandoverNote): Promise<void> {
    const who = loggedIn()?.name ?? name.trim();
    if (who === "") {
      fault = t("form.nameMissing");
      redraw();
      return;
    }
    rememberName(who);
    try {
      await takeHandover(note, who);
      [asked, fault] = [undefined, ""];
      onTaken();
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  function press(note: HandoverNote): void {
    name = personName();
    fault = "";
    if (loggedIn() !== undefined) void take(note);
    else asked = note.note;
    redraw();
  }

  function taking(note: HandoverNote): ComponentChild {
    if (!mayAct()) return undefined;
    const isAsked = asked === note.note;
    return h(
      "form",
      {
        class: "act-form",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void take(note);
        },
      },
      isAsked && field(t("form.name"), name, (value) => (name = value), { focus: true }),
      h(
        "ix-button",
        isAsked
          ? { key: "take", type: "submit", icon: iconCheck }
          : { key: "ask", icon: iconCheck, onclick: () => press(note) },
        t("handover.take"),
      ),
    );
  }

  return (notes: readonly HandoverNote[]): VNode =>
    h(
      "div",
      { class: "stack" },
      h("p", { class: "form-error", role: "alert" }, fault),
      notes.map((note) =>
        h(
          "article",
          { key: String(note.note), class: "handover", "aria-label": headOf(note, state) },
          h("p", { class: "small quiet" }, headOf(note, state)),
          h("p", { class: "found-words", dir: "auto" }, note.text),
          note.taken === undefined
            ? taking(note)
            : h("p", { class: "small quiet" }, takenText(note.taken)),
        ),
      ),
    );
}

function takenText({ who, at }: NonNullable<HandoverNote["taken"]>): string {
  return t("handover.taken", { who, time: moment(at) });
}

/** Of what, in which shift, by whom, when. */
function headOf({ line, shifts, who, at }: HandoverNote, state: PlantState): string {
  const lines = state.plant()?.lines ?? [];
  const of = line === undefined ? t("handover.plant") : lines.find(({ id }) => id === line)?.name;
  return [of ?? line, ...shifts, who, moment(at)].join(" · ");
}
