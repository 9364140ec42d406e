import { h } from "./dom.ts";

/** A line of text with its label, the browser's own: the label is the field's name for everybody, also after it has changed. */
export function createField(
  label: string,
  { type = "text", onInput }: { type?: "text" | "password"; onInput?(value: string): void } = {},
) {
  const text = h("span", {}, label);
  // A password may begin and end with blanks.
  const value = () => (type === "password" ? input.value : input.value.trim());
  const input = h("input", { type, class: "picker", oninput: () => onInput?.(value()) });
  const element = h("label", { class: "field" }, text, input);
  return {
    element,
    value,
    setValue(value: string): void {
      input.value = value;
    },
    setLabel(next: string): void {
      text.textContent = next;
    },
    focus: () => input.focus(),
  };
}
