import type { VNode } from "preact";
import { h } from "./h.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A drop-down of choices, the browser's own: it is used by keyboard, by touch and by screen readers as people know it. */
export function picker(
  label: string,
  choices: readonly Choice[],
  value: string,
  onPick: (value: string) => void,
): VNode {
  return h(
    "select",
    {
      class: "picker",
      "aria-label": label,
      title: label,
      value,
      onchange: (event: Event & { readonly currentTarget: HTMLSelectElement }) =>
        onPick(event.currentTarget.value),
    },
    choices.map((choice) => h("option", { key: choice.value, value: choice.value }, choice.label)),
  );
}
