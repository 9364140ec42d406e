import { MAINTENANCE_WORKS, type MaintenanceWork } from "@raceway/model/maintenance";
import { t } from "../i18n/text.ts";
import { faultOf, tellWork } from "../shared/api.ts";
import { fill, h } from "../shared/dom.ts";
import { createField } from "../shared/field.ts";
import { loggedIn, mayAct, personName, rememberName } from "../shared/person.ts";
import { createPicker } from "../shared/picker.ts";

/** Tells of work done at a point. */
export function createWorkForm(onTold: () => void) {
  let point = "";
  let work: MaintenanceWork = "bearing-replaced";
  const picker = createPicker(t("work.what"), (value) => {
    work = MAINTENANCE_WORKS.find((name) => name === value) ?? work;
  });
  const who = createField(t("form.name"));
  const text = createField(t("form.commentOptional"));
  const message = h("p", { class: "quiet", role: "status" });
  const open = h(
    "ix-button",
    { variant: "secondary", onclick: () => expand(true) },
    t("work.tell"),
  );
  const send = h("ix-button", { type: "submit" }, t("work.send"));
  const cancel = h(
    "ix-button",
    { variant: "subtle-tertiary", onclick: () => expand(false) },
    t("form.cancel"),
  );
  const fields = h(
    "div",
    { class: "form-fields" },
    picker.element,
    who.element,
    text.element,
    h("p", { class: "small quiet" }, t("work.note")),
    h("div", { class: "form-buttons" }, send, cancel),
  );
  const element = h(
    "form",
    {
      class: "act-form",
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        void submit();
      },
    },
    h("div", { class: "form-buttons" }, open),
    fields,
    message,
  );
  expand(false);

  function expand(isOpen: boolean): void {
    fields.hidden = !isOpen;
    open.hidden = isOpen;
    if (!isOpen) return;
    fill(message);
    who.element.hidden = loggedIn() !== undefined;
    who.setValue(personName());
    picker.offer(
      MAINTENANCE_WORKS.map((value) => ({ value, label: t(`work.${value}`) })),
      work,
    );
  }

  async function submit(): Promise<void> {
    const name = loggedIn()?.name ?? who.value();
    const comment = text.value();
    if (name === "") return fill(message, t("form.nameMissing"));
    rememberName(name);
    send.loading = true;
    try {
      await tellWork(point, { work, who: name, ...(comment !== "" && { comment }) });
      text.setValue("");
      expand(false);
      fill(message, t("work.told"));
      onTold();
    } catch (error) {
      fill(message, faultOf(error));
    } finally {
      send.loading = false;
    }
  }

  return {
    element,
    setPoint(path: string): void {
      if (path !== point) {
        expand(false);
        fill(message);
      }
      point = path;
      element.hidden = !mayAct();
    },
  };
}
