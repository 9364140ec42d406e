import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { undo } from "../sensors/adopt-api.ts";
import { faultOf } from "../shared/api.ts";
import { createBearingHint } from "../shared/bearing-hint.ts";
import { field } from "../shared/field.ts";
import { h } from "../shared/h.ts";
import { loggedIn, personName, rememberName } from "../shared/person.ts";
import { redraw } from "../shared/redraw.ts";
import { editPreview } from "./edit-preview.ts";
import {
  applyMachine,
  type EditPreviewView,
  type EditView,
  type FieldView,
  getMachineText,
  type MachinePlace,
  previewMachine,
  setMachineField,
} from "./machines-api.ts";

/** A person has stopped typing after so long, milliseconds. */
const PAUSE_MS = 400;

/** One machine's lines of the plant file, as a form and as they are, with what a change comes to. */
export function createMachineEditor(onApplied: () => void) {
  const hint = createBearingHint();
  let place: MachinePlace | undefined;
  let act: EditView["act"] = "change";
  let text = "";
  let fields: readonly FieldView[] = [];
  /** Of the plant file that the lines were taken from. */
  let revision = "";
  let copyId = "";
  let preview: EditPreviewView | undefined;
  let message = "";
  let told = "";
  let who = personName();
  let busy = false;
  let done: { readonly revision: string; readonly before: string } | undefined;
  let asked = 0;
  let pause: number | undefined;

  async function open(next: MachinePlace, copy?: string): Promise<void> {
    place = next;
    act = copy === undefined ? "change" : "copy";
    preview = undefined;
    message = "";
    told = "";
    done = undefined;
    try {
      const found = await getMachineText(next, copy);
      ({ text, fields, revision } = found);
      if (copy !== undefined) await ask();
    } catch (error) {
      message = faultOf(error);
    }
    redraw();
  }

  function close(): void {
    place = undefined;
    told = "";
    message = "";
    redraw();
  }

  function view(): VNode | undefined {
    if (place === undefined) return told === "" && message === "" ? undefined : outcome();
    return h(
      "form",
      {
        class: "form-fields",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void submit();
        },
      },
      h("div", { class: "form-buttons" }, actButtons(place)),
      act === "remove"
        ? h("p", { class: "text-warning" }, t("machines.removing", { machine: place.machine }))
        : contents(place),
      h("div", { role: "status", class: "stack adopt-preview" }, editPreview(preview)),
      loggedIn() === undefined && field(t("form.name"), who, (name) => (who = name)),
      h("p", { class: "form-error", role: "alert" }, message),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit", disabled: busy }, t("machines.apply")),
        h(
          "ix-button",
          { variant: "secondary", onclick: () => place && void open(place) },
          t("machines.cancel"),
        ),
      ),
      told !== "" && h("p", { class: "quiet", role: "status" }, told),
    );
  }

  function actButtons(machine: MachinePlace): readonly VNode[] {
    return [
      field(t("machines.copyId"), copyId, (id) => (copyId = id)),
      h(
        "ix-button",
        { variant: "secondary", onclick: () => copyId !== "" && void open(machine, copyId) },
        t("machines.copy"),
      ),
      h(
        "ix-button",
        {
          variant: "secondary",
          onclick: () => {
            act = "remove";
            void ask();
          },
        },
        t("machines.remove"),
      ),
    ];
  }

  function contents(machine: MachinePlace): readonly (VNode | false)[] {
    return [
      act === "copy" && h("p", {}, t("machines.copying", { machine: machine.machine })),
      h(
        "div",
        { class: "limit-marks", role: "group", "aria-label": t("machines.fields") },
        fields.map(fieldOf),
      ),
      h("div", {}, hint.view()),
      h(
        "label",
        { class: "field" },
        h("span", {}, t("machines.text")),
        h("textarea", {
          class: "picker plant-lines",
          spellcheck: false,
          rows: Math.min(30, Math.max(8, text.split("\n").length + 1)),
          value: text,
          oninput: (event: Event & { readonly currentTarget: HTMLTextAreaElement }) => {
            text = event.currentTarget.value;
            askSoon();
          },
        }),
      ),
      h("p", { class: "small quiet" }, t("machines.textNote")),
    ];
  }

  function fieldOf({ path, value }: FieldView): VNode {
    return field(labelOf(path), String(value ?? ""), (typed) => {
      fields = fields.map((one) => (one.path === path ? { ...one, value: typed } : one));
      if (path.includes("bearing")) hint.look(typed);
      clearTimeout(pause);
      pause = window.setTimeout(() => void setFact(path, typed), PAUSE_MS);
    });
  }

  async function setFact(path: readonly string[], value: string): Promise<void> {
    try {
      ({ text } = await setMachineField(text, path, value));
      message = "";
    } catch (error) {
      message = faultOf(error);
    }
    await ask();
  }

  function askSoon(): void {
    clearTimeout(pause);
    pause = window.setTimeout(() => void ask(), PAUSE_MS);
  }

  const edit = (machine: MachinePlace): EditView => ({ ...machine, act, text });

  async function ask(): Promise<void> {
    const ticket = ++asked;
    if (place === undefined) return;
    try {
      const next = await previewMachine(edit(place));
      if (ticket !== asked) return;
      preview = next;
      message = next.revision === revision ? "" : t("machines.meanwhile");
    } catch (error) {
      if (ticket !== asked) return;
      preview = undefined;
      message = faultOf(error);
    }
    redraw();
  }

  async function submit(): Promise<void> {
    const machine = place;
    if (busy || machine === undefined) return;
    await ask();
    if (preview === undefined || preview.faults.length > 0 || preview.lines.length === 0) {
      if (message === "" && preview?.lines.length === 0) message = t("machines.same");
      redraw();
      return;
    }
    const name = loggedIn()?.name ?? who.trim();
    if (name === "") {
      message = t("form.nameMissing");
      redraw();
      return;
    }
    rememberName(name);
    const before = revision;
    await working(async () => {
      const applied = await applyMachine(edit(machine), before, name);
      done = { revision: applied.revision, before };
      told = applied.inForce ? t("machines.done") : t("machines.written");
      place = undefined;
      copyId = "";
      onApplied();
    });
  }

  async function takeBack(): Promise<void> {
    const last = done;
    if (last === undefined || busy) return;
    await working(async () => {
      await undo(last.revision, last.before, loggedIn()?.name ?? who.trim());
      done = undefined;
      told = t("machines.undone");
      onApplied();
    });
  }

  async function working(work: () => Promise<void>): Promise<void> {
    busy = true;
    message = "";
    told = t("machines.working");
    redraw();
    try {
      await work();
    } catch (error) {
      told = "";
      message = faultOf(error);
    }
    busy = false;
    redraw();
  }

  function outcome(): VNode {
    return h(
      "div",
      { class: "stack" },
      h("p", { role: "status" }, told),
      h("p", { class: "form-error", role: "alert" }, message),
      done !== undefined &&
        h(
          "div",
          { class: "form-buttons" },
          h(
            "ix-button",
            { variant: "secondary", disabled: busy, onclick: () => void takeBack() },
            t("machines.undo"),
          ),
        ),
    );
  }

  return { view, open, close };
}

const FACTS = ["name", "rpm", "bearing", "unit"] as const;

/** What a fact is called: with the point and channel that it is of. */
function labelOf(path: readonly string[]): string {
  const fact = FACTS.findLast((name) => path.slice(-2).includes(name)) ?? "name";
  const place = path.filter((_, at) => path[at - 1] === "points" || path[at - 1] === "channels");
  return place.length === 0
    ? t(`machines.${fact}`)
    : t("machines.of", { place: place.join("/"), what: t(`machines.${fact}`) });
}
