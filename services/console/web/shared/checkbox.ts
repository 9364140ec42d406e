import type { VNode } from "preact";
import { h } from "./h.ts";
import { redraw } from "./redraw.ts";

/** A box to tick, with its text. */
export function checkbox(label: string, on: boolean, set: (on: boolean) => void): VNode {
  return h(
    "label",
    { class: "choice" },
    h("input", {
      type: "checkbox",
      checked: on,
      onchange: (event: Event & { readonly currentTarget: HTMLInputElement }) => {
        set(event.currentTarget.checked);
        redraw();
      },
    }),
    h("span", {}, label),
  );
}
