import { LONGEST_HANDOVER_NOTE } from "@raceway/model/handover";
import type { ComponentChild, VNode } from "preact";
import { t } from "../i18n/text.ts";
import { faultOf, getHandover, writeHandover } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { h } from "../shared/h.ts";
import type { Page } from "../shared/page.ts";
import { loggedIn, mayAct, personName, rememberName } from "../shared/person.ts";
import { picker } from "../shared/picker.ts";
import { createReading } from "../shared/reading.ts";
import { redraw } from "../shared/redraw.ts";
import type { PlantState } from "../shared/state.ts";
import { textArea } from "../shared/text-area.ts";
import { alarmTabs } from "./alarm-tabs.ts";
import { createHandoverNotes } from "./handover-notes.ts";

/** Read again at most so often, milliseconds. */
const REFRESH_MS = 2000;
const PAGE_NOTES = 20;

/** What shifts leave each other: a note to write, those that wait for the next shift, and all that there were. */
export function createHandoverPage(state: PlantState): Page {
  let count = PAGE_NOTES;
  let line = "";
  let text = "";
  let name = personName();
  let error = "";
  let sending = false;
  let reported = "";
  const reading = createReading(() => getHandover({ limit: count }), REFRESH_MS);
  const notes = createHandoverNotes(state, reading.read);

  async function submit(): Promise<void> {
    if (sending) return;
    const who = loggedIn()?.name ?? name.trim();
    error = who === "" ? t("form.nameMissing") : text.trim() === "" ? t("form.textMissing") : "";
    redraw();
    if (error !== "") return;
    rememberName(who);
    sending = true;
    try {
      await writeHandover({ who, text: text.trim(), ...(line !== "" && { line }) });
      text = "";
      reading.read();
    } catch (failure) {
      error = faultOf(failure);
    } finally {
      sending = false;
      redraw();
    }
  }

  function form(): VNode {
    const lines = state.plant()?.lines ?? [];
    const choices = lines.map((one) => ({ value: one.id, label: one.name }));
    const all = { value: "", label: t("handover.plant") };
    return h(
      "form",
      {
        class: "found-form",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void submit();
        },
      },
      picker(t("handover.of"), [all, ...choices], line, (value) => {
        line = value;
        redraw();
      }),
      loggedIn() === undefined && field(t("form.name"), name, (value) => (name = value)),
      textArea(t("handover.text"), text, (value) => (text = value), {
        rows: 5,
        maxLength: LONGEST_HANDOVER_NOTE,
      }),
      h("p", { class: "form-error", role: "alert" }, error),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit", loading: sending }, t("handover.write")),
      ),
    );
  }

  function list(): ComponentChild {
    const shown = reading.shown();
    if (shown === undefined) return undefined;
    if (shown.total === 0) return h("p", { class: "quiet" }, t("handover.none"));
    return [
      notes(shown.notes),
      shown.notes.length < shown.total &&
        h("ix-button", { variant: "subtle-tertiary", onclick: older }, t("handover.older")),
    ];
  }

  function older(): void {
    count += PAGE_NOTES;
    reading.read();
  }

  function view(): VNode {
    return h(
      "div",
      { class: "page" },
      h("header", { class: "page-head" }, h("h1", {}, t("alarms.title")), alarmTabs("handover")),
      h("p", { class: "form-error", role: "alert" }, reading.fault() ?? ""),
      mayAct() && card(t("handover.new"), form()),
      card(t("handover.notes"), list()),
    );
  }

  return {
    view,
    open: reading.read,
    update() {
      if (state.reported() === reported) return;
      reported = state.reported();
      reading.refresh();
    },
  };
}

function card(title: string, body: ComponentChild): VNode {
  return h("section", { class: "card", "aria-label": title }, h("h2", {}, title), body);
}
