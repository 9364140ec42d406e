import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { checkbox } from "../shared/checkbox.ts";
import { field } from "../shared/field.ts";
import { h } from "../shared/h.ts";
import { loggedIn, mayAct, personName, rememberName } from "../shared/person.ts";
import { redraw } from "../shared/redraw.ts";
import { sendOrCancel } from "../shared/send-or-cancel.ts";
import { tellCause } from "./production-api.ts";

/** A stop of which somebody tells why. */
export interface StopPlace {
  readonly line: string;
  readonly machine: string;
  /** When it began, ISO 8601. */
  readonly start: string;
}

/** Tells why a machine stood. */
export function createCauseForm(onTold: () => void) {
  let open: StopPlace | undefined;
  let cause = "";
  let planned = false;
  let name = "";
  let message = "";
  let sending = false;

  function show(stop: StopPlace | undefined, told = ""): void {
    open = stop;
    cause = told;
    planned = false;
    message = "";
    name = personName();
    redraw();
  }

  async function submit(): Promise<void> {
    const who = loggedIn()?.name ?? name.trim();
    const text = cause.trim();
    if (who === "") message = t("form.nameMissing");
    else if (text === "" && !planned) message = t("production.causeMissing");
    else if (open !== undefined && !sending) await send(open, who, text);
    redraw();
  }

  async function send({ line, machine, start }: StopPlace, who: string, text: string) {
    rememberName(who);
    sending = true;
    try {
      await tellCause(line, machine, {
        at: start,
        ...(text !== "" && { cause: text }),
        ...(planned && { planned }),
        who,
      });
      show(undefined);
      message = t("production.told");
      onTold();
    } catch (error) {
      message = faultOf(error);
    } finally {
      sending = false;
    }
  }

  return {
    /** The button of a stop; undefined for whoever may not tell. */
    opener(stop: StopPlace, told: string | undefined): VNode | undefined {
      if (!mayAct()) return undefined;
      return h(
        "ix-button",
        { variant: "subtle-tertiary", onclick: () => show(stop, told) },
        t(told === undefined ? "production.tellCause" : "production.changeCause"),
      );
    },
    isOpen: ({ machine, start }: StopPlace) => open?.machine === machine && open.start === start,
    /** @param known causes that were told before. */
    view: (known: readonly string[]): VNode =>
      h(
        "form",
        {
          class: "act-form",
          onsubmit: (event: SubmitEvent) => {
            event.preventDefault();
            void submit();
          },
        },
        h(
          "div",
          { class: "form-fields" },
          field(t("production.cause"), cause, (value) => (cause = value), {
            suggestions: known,
            focus: true,
          }),
          checkbox(t("production.wasPlanned"), planned, (value) => (planned = value)),
          loggedIn() === undefined && field(t("form.name"), name, (value) => (name = value)),
          sendOrCancel(t("production.tellCause"), sending, () => show(undefined)),
        ),
      ),
    message: () => message,
  };
}
