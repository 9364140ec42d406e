import type { VNode } from "preact";
import { h } from "./h.ts";

interface FieldOptions {
  readonly type?: "text" | "password" | "date";
  /** It gets the focus when it appears. */
  readonly focus?: boolean;
  /** What may be meant; anything else can still be typed. */
  readonly suggestions?: readonly string[];
}

const focusNow = (input: HTMLElement | null) => input?.focus();

/** A line of text with its label, the browser's own: the label is the field's name for everybody, also after it has changed. */
export function field(
  label: string,
  value: string,
  onInput: (value: string) => void,
  { type = "text", focus = false, suggestions = [] }: FieldOptions = {},
): VNode {
  const list = suggestions.length > 0 ? `list-${label.replaceAll(/\s+/g, "-")}` : undefined;
  return h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h("input", {
      type,
      class: "picker",
      value,
      ...(list !== undefined && { list }),
      oninput: (event: Event & { readonly currentTarget: HTMLInputElement }) =>
        onInput(event.currentTarget.value),
      ref: focus ? focusNow : null,
    }),
    list !== undefined &&
      h(
        "datalist",
        { id: list },
        suggestions.map((value) => h("option", { key: value, value })),
      ),
  );
}
