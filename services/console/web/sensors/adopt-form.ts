import type { VNode } from "preact";
import type { PlantView } from "../../src/http/api-types.ts";
import { ofPlantFile } from "../i18n/plant-file.ts";
import { t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { createBearingHint } from "../shared/bearing-hint.ts";
import { field } from "../shared/field.ts";
import { number } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { loggedIn, personName, rememberName } from "../shared/person.ts";
import { type Choice, picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import {
  type AdoptionFields,
  type AdoptionPreviewView,
  adopt,
  previewAdoption,
  type StrangerView,
  undo,
} from "./adopt-api.ts";
import { measureChoices, measureFields } from "./measures.ts";
import { payloadText } from "./stranger-list.ts";

/** A person has stopped typing after so long, milliseconds. */
const PAUSE_MS = 300;
/** In the place of an id: one that is yet to be given. */
const NEW = "+";
const OWN = "own";

type Named = { readonly id: string; readonly name: string };

/** Giving a topic a place in the plant file: what it is, where it belongs, and what Raceway would read. */
export function createAdoptForm(plantNow: () => PlantView | undefined, onAdopted: () => void) {
  const hint = createBearingHint();
  let stranger: StrangerView | undefined;
  let fields: AdoptionFields = {};
  let picked: Readonly<Record<"line" | "machine" | "point" | "value" | "what", string>>;
  let preview: AdoptionPreviewView | undefined;
  let message = "";
  let told = "";
  let who = personName();
  let busy = false;
  let done: { readonly revision: string; readonly before: string } | undefined;
  let asked = 0;
  let pause: number | undefined;

  function open(next: StrangerView): void {
    stranger = next;
    const own = placeOf(next.topic);
    const words = next.topic.split("/").filter((word) => word !== "");
    const [candidate] = next.candidates.length === 1 ? next.candidates : [];
    picked = { line: "", machine: "", point: NEW, value: candidate?.value ?? "", what: "" };
    fields = own ?? {
      topic: next.topic,
      point: slug(words.length > 1 ? words.slice(0, -1).slice(-2).join("-") : next.topic),
      channel: slug(words.at(-1) ?? ""),
      value: picked.value,
    };
    if (own)
      picked = { line: own.line, machine: own.machine, point: own.point, value: OWN, what: "" };
    else pickOnly("line", lines());
    message = "";
    told = "";
    preview = undefined;
    done = undefined;
    hint.look("");
    void ask();
  }

  /** Where there is one only, nobody has to choose. */
  function pickOnly(key: "line" | "machine", list: readonly Named[]): void {
    const [only] = list;
    if (list.length !== 1 || only === undefined) return;
    picked = { ...picked, [key]: only.id };
    fields = { ...fields, [key]: only.id };
    if (key === "line") pickOnly("machine", machines());
  }

  const lines = () => plantNow()?.lines ?? [];
  const machines = () => lines().find(({ id }) => id === picked.line)?.machines ?? [];
  const points = () =>
    (machines().find(({ id }) => id === picked.machine)?.points ?? []).map(({ path, name }) => ({
      id: path.split("/").at(-1) ?? "",
      name,
    }));

  function view(): VNode | undefined {
    if (stranger === undefined)
      return told === ""
        ? undefined
        : h("section", { class: "card", "aria-label": t("adopt.adopt") }, outcome());
    return h(
      "section",
      { class: "card adopt-form", "aria-label": t("adopt.adopt") },
      h("h2", {}, t("adopt.form", { topic: stranger.topic })),
      h("pre", { class: "small payload" }, payloadText(stranger)),
      h(
        "form",
        {
          class: "form-fields",
          onsubmit: (event: SubmitEvent) => {
            event.preventDefault();
            void submit();
          },
        },
        h("div", { class: "limit-marks" }, placeOf(stranger.topic) ? ownFields() : allFields()),
        h("div", { role: "status", class: "stack adopt-preview" }, previewText()),
        loggedIn() === undefined && field(t("form.name"), who, (text) => (who = text)),
        h("p", { class: "form-error", role: "alert" }, message),
        h(
          "div",
          { class: "form-buttons" },
          h("ix-button", { type: "submit", disabled: busy }, t("adopt.adopt")),
          h("ix-button", { variant: "secondary", onclick: close }, t("adopt.cancel")),
        ),
        told !== "" && h("p", { class: "quiet", role: "status" }, told),
      ),
    );
  }

  function ownFields(): readonly (VNode | undefined)[] {
    return [whatField(), ...bearingField()];
  }

  function allFields(): readonly (VNode | false | undefined)[] {
    return [
      valueField(),
      picked.value === OWN && textField(t("adopt.expression"), "value"),
      whatField(),
      placeField("line", t("adopt.line"), lines()),
      placeField("machine", t("adopt.machine"), machines()),
      placeField("point", t("adopt.point"), points()),
      textField(t("adopt.newId", { what: t("adopt.channel") }), "channel"),
      bearingField(),
    ].flat();
  }

  function valueField(): VNode {
    const found = stranger?.candidates ?? [];
    const choices = found.map(({ value, number: read }) => ({
      value,
      label: t("adopt.candidate", { value, number: number(read) }),
    }));
    const own = { value: OWN, label: t("adopt.own") };
    return labelled(t("adopt.value"), [...choices, own], picked.value, (value) => {
      picked = { ...picked, value };
      set({ value: value === OWN ? "" : value });
    });
  }

  function whatField(): VNode {
    const isWaveform = stranger?.topic.startsWith("raceway/v1/waveform/") ?? false;
    return labelled(t("adopt.what"), measureChoices(isWaveform), picked.what, (what) => {
      picked = { ...picked, what };
      set(measureFields(what));
    });
  }

  function placeField(
    key: "line" | "machine" | "point",
    label: string,
    list: readonly Named[],
  ): readonly VNode[] {
    const choices = list.map(({ id, name }) => ({ value: id, label: name }));
    const pick = labelled(
      label,
      [...choices, { value: NEW, label: t("adopt.new") }],
      picked[key],
      (id) => {
        picked = { ...picked, [key]: id };
        set({ [key]: id === NEW ? "" : id });
      },
    );
    return picked[key] === NEW ? [pick, textField(t("adopt.newId", { what: label }), key)] : [pick];
  }

  /** With what a rule can measure, where the catalogue has no such bearing. */
  function bearingField(): readonly (VNode | undefined)[] {
    const designation = field(t("adopt.bearing"), fields["bearing"] ?? "", (bearing) => {
      hint.look(bearing);
      set({ bearing });
    });
    if (!hint.isUnknown()) return [designation, hint.view()];
    return [
      designation,
      hint.view(),
      textField(t("adopt.bore"), "bore"),
      textField(t("adopt.outside"), "outside"),
      textField(t("adopt.balls"), "balls"),
    ];
  }

  function textField(label: string, key: string): VNode {
    return field(label, fields[key] ?? "", (text) => set({ [key]: text }));
  }

  function labelled(
    label: string,
    choices: readonly Choice[],
    value: string,
    onPick: (value: string) => void,
  ): VNode {
    const first = { value: "", label: t("adopt.choose") };
    return h("label", { class: "field" }, label, picker(label, [first, ...choices], value, onPick));
  }

  function set(change: AdoptionFields): void {
    fields = { ...fields, ...change };
    message = "";
    clearTimeout(pause);
    pause = window.setTimeout(ask, PAUSE_MS);
    redraw();
  }

  /** What is not said yet, by the names of the fields. */
  function missing(): readonly string[] {
    const wanted = {
      kind: t("adopt.what"),
      line: t("adopt.line"),
      machine: t("adopt.machine"),
      point: t("adopt.point"),
      channel: t("adopt.channel"),
      ...(placeOf(stranger?.topic ?? "") === undefined && { value: t("adopt.value") }),
    };
    return Object.entries(wanted).flatMap(([key, name]) =>
      (fields[key] ?? "") === "" ? [name] : [],
    );
  }

  async function ask(): Promise<void> {
    const ticket = ++asked;
    if (stranger === undefined || missing().length > 0) {
      preview = undefined;
      redraw();
      return;
    }
    try {
      const next = await previewAdoption(fields);
      if (ticket === asked) preview = next;
    } catch (error) {
      if (ticket !== asked) return;
      preview = undefined;
      message = faultOf(error);
    }
    redraw();
  }

  function previewText(): readonly VNode[] {
    const lacking = missing();
    if (lacking.length > 0)
      return [h("p", { class: "quiet" }, t("adopt.missing", { what: lacking.join(", ") }))];
    if (preview === undefined) return [];
    const { faults, readings, differences, bearing } = preview;
    return [
      ...faults.map((fault) => h("p", { class: "text-warning" }, ofPlantFile(fault))),
      ...(readings.length > 0 ? [h("strong", {}, t("adopt.reads"))] : []),
      ...readings.map((reading) =>
        "fault" in reading
          ? h("p", { class: "text-warning", lang: "en" }, reading.fault)
          : h("p", {}, reading.said.join("; ")),
      ),
      ...(bearing ? [h("p", { class: "small" }, t("adopt.bearingFound", bearing))] : []),
      ...(differences.length > 0 ? [h("strong", {}, t("adopt.changes"))] : []),
      ...differences.map(({ point, said }) =>
        h("p", { class: "small" }, `${point}: ${said.map(ofPlantFile).join(" ")}`),
      ),
    ];
  }

  async function submit(): Promise<void> {
    const lacking = missing();
    if (busy) return;
    if (lacking.length > 0 || preview === undefined || preview.faults.length > 0) {
      message = lacking.length > 0 ? t("adopt.missing", { what: lacking.join(", ") }) : message;
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
    const before = preview.revision;
    const place = [fields["line"], fields["machine"], fields["point"], fields["channel"]].join("/");
    await working(async () => {
      const { revision, inForce } = await adopt(fields, before, name);
      done = { revision, before };
      stranger = undefined;
      told = inForce ? t("adopt.done", { place }) : t("adopt.written");
      onAdopted();
    });
  }

  async function takeBack(): Promise<void> {
    const last = done;
    if (last === undefined || busy) return;
    await working(async () => {
      await undo(last.revision, last.before, loggedIn()?.name ?? who.trim());
      done = undefined;
      told = t("adopt.undone");
      onAdopted();
    });
  }

  async function working(work: () => Promise<void>): Promise<void> {
    busy = true;
    message = "";
    told = t("adopt.working");
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
            t("adopt.undo"),
          ),
        ),
    );
  }

  function close(): void {
    stranger = undefined;
    told = "";
    redraw();
  }

  return { view, open };
}

/** Classes of Raceway's own topics that say a channel. */
const MEASUREMENTS: ReadonlySet<string> = new Set(["reading", "waveform", "sensor-spectrum"]);

/** Of one of Raceway's own topics: what it says itself. */
function placeOf(topic: string) {
  const [root, version, kind, site, line, machine, point, channel] = topic.split("/");
  if (root !== "raceway" || version !== "v1" || !MEASUREMENTS.has(kind ?? "")) return undefined;
  if (!site || !line || !machine || !point || !channel) return undefined;
  return { topic, line, machine, point, channel };
}

/** An id of a device's own name. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[-_]+|[-_]+$/g, "")
    .slice(0, 64);
}
