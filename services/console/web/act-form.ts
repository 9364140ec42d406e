import type { Alarm } from "@raceway/model/alarm";
import { iconCheck, iconPen } from "@siemens/ix-icons/icons";
import { acknowledge, comment as sendComment } from "./api.ts";
import { h } from "./dom.ts";

const WHO_KEY = "raceway.who";

/**
 * What a person can do to an alarm: acknowledge it, and comment on it from then on. One button; a second press sends, with the name that was
 * used before.
 */
export function createActForm() {
  let alarm: Alarm | undefined;
  const error = h("p", { class: "form-error", role: "alert" });
  const who = h("ix-input", { label: "Your name", required: true });
  const text = h("ix-input", {});
  // The button keeps a child of its own for submitting, so its text is changed in a place of its own.
  const label = h("span");
  const send = h("ix-button", { type: "submit" }, label);
  const cancel = h(
    "ix-button",
    { variant: "subtle-tertiary", onclick: () => expand(false) },
    "Cancel",
  );
  const fields = h("div", { class: "alarm-fields" }, who, text);
  const element = h(
    "form",
    {
      class: "alarm-form",
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        if (fields.hidden) expand(true);
        else void submit();
      },
    },
    fields,
    error,
    h("div", { class: "alarm-buttons" }, cancel, send),
  );
  expand(false);

  const isAcknowledged = () => alarm?.state === "acknowledged";

  function expand(open: boolean): void {
    fields.hidden = !open;
    cancel.hidden = !open;
    error.textContent = "";
    if (!open) return;
    who.value = localStorage.getItem(WHO_KEY) ?? "";
    void (who.value === "" ? who : text).focusInput();
  }

  /** What is missing, in words. */
  function fault(name: string, words: string): string | undefined {
    if (name === "") return "Please give your name: the journal keeps who did what.";
    return isAcknowledged() && words === "" ? "A comment needs a text." : undefined;
  }

  async function submit(): Promise<void> {
    const name = who.value.trim();
    const words = text.value.trim();
    error.textContent = fault(name, words) ?? "";
    if (alarm === undefined || error.textContent !== "") return;
    localStorage.setItem(WHO_KEY, name);
    send.loading = true;
    try {
      await (isAcknowledged() ? sendComment : acknowledge)(alarm, name, words);
      text.value = "";
      expand(false);
    } catch (failure) {
      error.textContent = failure instanceof Error ? failure.message : String(failure);
    } finally {
      send.loading = false;
    }
  }

  return {
    element,
    show(view: Alarm): void {
      // Somebody else was faster: what is being written is not the same act any more.
      if (view.state !== alarm?.state) expand(false);
      alarm = view;
      label.textContent = isAcknowledged() ? "Comment" : "Acknowledge";
      send.icon = isAcknowledged() ? iconPen : iconCheck;
      send.variant = isAcknowledged() ? "subtle-tertiary" : "primary";
      text.label = isAcknowledged() ? "Comment" : "Comment (may be left out)";
    },
  };
}
