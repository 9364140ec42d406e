import { MAINTENANCE_WORKS, type MaintenanceWork } from "@raceway/model/maintenance";
import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { faultOf, tellWork } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { h } from "../shared/h.ts";
import { loggedIn, mayAct, personName, rememberName } from "../shared/person.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { sendOrCancel } from "../shared/send-or-cancel.ts";

/** Tells of work done at a point. */
export function createWorkForm(onTold: () => void) {
  let point = "";
  let work: MaintenanceWork = "bearing-replaced";
  let isOpen = false;
  let name = "";
  let comment = "";
  let message = "";
  let sending = false;

  function expand(open: boolean): void {
    isOpen = open;
    message = "";
    if (open) name = personName();
    redraw();
  }

  async function submit(): Promise<void> {
    const who = loggedIn()?.name ?? name.trim();
    const text = comment.trim();
    if (who === "") message = t("form.nameMissing");
    redraw();
    if (who === "" || sending) return;
    rememberName(who);
    sending = true;
    try {
      await tellWork(point, { work, who, ...(text !== "" && { comment: text }) });
      comment = "";
      expand(false);
      message = t("work.told");
      onTold();
    } catch (error) {
      message = faultOf(error);
    } finally {
      sending = false;
      redraw();
    }
  }

  function fields(): VNode {
    return h(
      "div",
      { key: "fields", class: "form-fields" },
      picker(
        t("work.what"),
        MAINTENANCE_WORKS.map((value) => ({ value, label: t(`work.${value}`) })),
        work,
        (value) => {
          work = MAINTENANCE_WORKS.find((one) => one === value) ?? work;
        },
      ),
      loggedIn() === undefined && field(t("form.name"), name, (value) => (name = value)),
      field(t("form.commentOptional"), comment, (value) => (comment = value)),
      h("p", { class: "small quiet" }, t("work.note")),
      sendOrCancel(t("work.send"), sending, () => expand(false)),
    );
  }

  function opener(): VNode {
    return h(
      "div",
      { key: "open", class: "form-buttons" },
      h("ix-button", { variant: "secondary", onclick: () => expand(true) }, t("work.tell")),
    );
  }

  return {
    view: (): VNode =>
      h(
        "form",
        {
          class: "act-form",
          hidden: !mayAct(),
          onsubmit: (event: SubmitEvent) => {
            event.preventDefault();
            void submit();
          },
        },
        isOpen ? fields() : opener(),
        h("p", { class: "quiet", role: "status" }, message),
      ),
    setPoint(path: string): void {
      if (path !== point) {
        isOpen = false;
        message = "";
      }
      point = path;
    },
  };
}
