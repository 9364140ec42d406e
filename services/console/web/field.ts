import { h } from "./dom.ts";

/** A line of text with its label, the browser's own: the label is the field's name for everybody, also after it has changed. */
export function createField(label: string) {
  const text = h("span", {}, label);
  const input = h("input", { type: "text", class: "picker" });
  const element = h("label", { class: "field" }, text, input);
  return {
    element,
    value: () => input.value.trim(),
    setValue(value: string): void {
      input.value = value;
    },
    setLabel(next: string): void {
      text.textContent = next;
    },
    focus: () => input.focus(),
  };
}
