import type { VNode } from "preact";
import { h } from "./h.ts";

interface TextAreaOptions {
  readonly rows: number;
  readonly maxLength: number;
}

/** Lines of text with their label. */
export function textArea(
  label: string,
  value: string,
  onInput: (value: string) => void,
  { rows, maxLength }: TextAreaOptions,
): VNode {
  return h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h("textarea", {
      class: "picker",
      rows,
      maxLength,
      value,
      oninput: (event: Event & { readonly currentTarget: HTMLTextAreaElement }) =>
        onInput(event.currentTarget.value),
    }),
  );
}
