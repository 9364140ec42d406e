import type { VNode } from "preact";
import { h } from "../shared/h.ts";

type InputOf = Event & { readonly currentTarget: HTMLInputElement };

/** What the slider of a mark reaches. */
export interface MarkRange {
  readonly low: number;
  readonly high: number;
}

/** A limit as a number to type or to slide; `onChange` hears of what a person did. */
export function markField(
  label: string,
  text: string,
  { low, high }: MarkRange,
  onChange: (text: string) => void,
): VNode {
  return h(
    "div",
    { class: "limit-mark" },
    h(
      "label",
      { class: "field" },
      label,
      h("input", {
        type: "text",
        class: "picker",
        inputMode: "decimal",
        value: text,
        oninput: (event: InputOf) => onChange(event.currentTarget.value),
      }),
    ),
    h("input", {
      type: "range",
      "aria-label": label,
      // Before the value, which the browser would bend to the old range.
      min: String(low),
      max: String(high),
      step: String((high - low) / 200),
      value: text,
      oninput: (event: InputOf) =>
        onChange(String(Number(Number(event.currentTarget.value).toPrecision(3)))),
    }),
  );
}
