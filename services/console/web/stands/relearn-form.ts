import type { Drift } from "@raceway/inspection/control/drift-watch";
import type { VNode } from "preact";
import type { StandView } from "../../src/stands/stand-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { h } from "../shared/h.ts";
import { has, loggedIn, personName, rememberName } from "../shared/person.ts";
import { redraw } from "../shared/redraw.ts";
import { sendOrCancel } from "../shared/send-or-cancel.ts";
import { relearn } from "./stands-api.ts";

/** Lets a stand learn anew where a type is in control, where a drift is meant to stay. */
export function createRelearnForm(onTold: () => void) {
  let open: string | undefined;
  let why = "";
  let name = "";
  let message = "";
  let sending = false;
  const keyOf = ({ type, side, rpm, band }: Drift) => `${type} ${side} ${rpm} ${band}`;

  function show(key: string | undefined): void {
    open = key;
    why = "";
    message = "";
    name = personName();
    redraw();
  }

  async function submit(stand: StandView, { type, side, rpm, band }: Drift): Promise<void> {
    const who = loggedIn()?.name ?? name.trim();
    if (who === "" || why.trim() === "")
      message = t(who === "" ? "form.nameMissing" : "stands.relearn.whyMissing");
    redraw();
    if (who === "" || why.trim() === "" || sending) return;
    rememberName(who);
    sending = true;
    try {
      await relearn(stand, { type, side, rpm, band, who, why: why.trim() });
      show(undefined);
      message = t("stands.relearn.told");
      onTold();
    } catch (error) {
      message = faultOf(error);
    } finally {
      sending = false;
      redraw();
    }
  }

  return {
    /** Under a drift: the way to it, or its fields. */
    view(stand: StandView, drift: Drift): VNode | undefined {
      if (!has("engineer")) return undefined;
      const key = keyOf(drift);
      if (open !== key)
        return h(
          "ix-button",
          { variant: "subtle-tertiary", onclick: () => show(key) },
          t("stands.relearn"),
        );
      return h(
        "form",
        {
          class: "act-form",
          onsubmit: (event: SubmitEvent) => {
            event.preventDefault();
            void submit(stand, drift);
          },
        },
        h("p", { class: "small quiet" }, t("stands.relearn.note")),
        field(t("stands.relearn.why"), why, (value) => (why = value), { focus: true }),
        loggedIn() === undefined && field(t("form.name"), name, (value) => (name = value)),
        sendOrCancel(t("stands.relearn"), sending, () => show(undefined)),
      );
    },
    message: () => message,
  };
}
