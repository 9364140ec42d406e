import type { VNode } from "preact";
import { h } from "./h.ts";

interface FieldOptions {
  readonly type?: "text" | "password" | "date";
  /** It gets the focus when it appears. */
  readonly focus?: boolean;
}

const focusNow = (input: HTMLElement | null) => input?.focus();

/** A line of text with its label, the browser's own: the label is the field's name for everybody, also after it has changed. */
export function field(
  label: string,
  value: string,
  onInput: (value: string) => void,
  { type = "text", focus = false }: FieldOptions = {},
): VNode {
  return h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h("input", {
      type,
      class: "picker",
      value,
      oninput: (event: Event & { readonly currentTarget: HTMLInputElement }) =>
        onInput(event.currentTarget.value),
      ref: focus ? focusNow : null,
    }),
  );
}
