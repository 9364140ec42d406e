import {
  type AlarmOccurrence,
  DIAGNOSIS_OUTCOMES,
  type DiagnosisOutcome,
  type FoundFile,
  MOST_FOUND_BYTES,
  MOST_FOUND_FILES,
} from "@raceway/model/alarm-occurrence";
import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { faultOf, keepFile, tellFound } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { h } from "../shared/h.ts";
import { loggedIn, personName, rememberName } from "../shared/person.ts";
import { redraw } from "../shared/redraw.ts";
import { textArea } from "../shared/text-area.ts";

/** As the service takes them, see its found-files.ts. */
const TAKEN = "image/jpeg,image/png,image/webp,image/heic,application/pdf";

/** Says what was found of an alarm: whether the diagnosis was right, in words, with pictures. @param onTold hears of the occurrence as it is then. */
export function createFeedbackForm(onTold: (occurrence: AlarmOccurrence) => void) {
  let diagnosis: DiagnosisOutcome | undefined;
  let found = "";
  let name = personName();
  let files: readonly File[] = [];
  let error = "";
  let sending = false;
  let told = 0;

  /** What is wrong with what was filled in; empty: nothing. */
  function missing(who: string): string {
    if (who === "") return t("form.nameMissing");
    if (diagnosis === undefined) return t("found.missing");
    if (files.length > MOST_FOUND_FILES)
      return t("found.tooMany", { count: String(MOST_FOUND_FILES) });
    const large = files.find(({ size }) => size > MOST_FOUND_BYTES);
    return large ? t("found.tooLarge", { name: large.name }) : "";
  }

  async function submit(of: AlarmOccurrence): Promise<void> {
    if (sending) return;
    const who = loggedIn()?.name ?? name.trim();
    error = missing(who);
    redraw();
    if (error !== "" || diagnosis === undefined) return;
    rememberName(who);
    sending = true;
    try {
      const kept = await keepAll(of.id);
      const text = found.trim();
      const feedback = { who, diagnosis, files: kept, ...(text !== "" && { found: text }) };
      onTold(await tellFound(of, feedback));
      told += 1;
      [diagnosis, found, files] = [undefined, "", []];
    } catch (failure) {
      error = faultOf(failure);
    } finally {
      sending = false;
      redraw();
    }
  }

  /** One after the other: what the service says against one names it. */
  async function keepAll(id: string): Promise<readonly FoundFile[]> {
    const kept: FoundFile[] = [];
    for (const file of files)
      try {
        kept.push({ ...(await keepFile(id, file)), name: file.name.slice(0, 200) });
      } catch (failure) {
        throw new Error(t("found.refused", { name: file.name, why: faultOf(failure) }), {
          cause: failure,
        });
      }
    return kept;
  }

  function choice(value: DiagnosisOutcome): VNode {
    return h(
      "label",
      { key: value, class: "choice" },
      h("input", {
        type: "radio",
        name: "diagnosis",
        value,
        checked: diagnosis === value,
        onchange: () => {
          diagnosis = value;
          redraw();
        },
      }),
      h("span", {}, t(`found.${value}`)),
    );
  }

  return (of: AlarmOccurrence): VNode =>
    h(
      "form",
      {
        class: "found-form",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void submit(of);
        },
      },
      h("fieldset", {}, h("legend", {}, t("found.question")), DIAGNOSIS_OUTCOMES.map(choice)),
      loggedIn() === undefined && field(t("form.name"), name, (value) => (name = value)),
      textArea(t("found.words"), found, (value) => (found = value), { rows: 3, maxLength: 1000 }),
      h(
        "label",
        { class: "field" },
        h("span", {}, t("found.files")),
        h("input", {
          // Another one after each telling, for the old one goes on naming its files.
          key: String(told),
          type: "file",
          class: "picker",
          multiple: true,
          accept: TAKEN,
          onchange: (event: Event & { readonly currentTarget: HTMLInputElement }) => {
            files = [...(event.currentTarget.files ?? [])];
          },
        }),
      ),
      h("p", { class: "form-error", role: "alert" }, error),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit", loading: sending }, t("found.send")),
      ),
    );
}
