import { fill, h } from "./dom.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/**
 * A drop-down of choices, the browser's own: it is used by keyboard, by touch and by screen readers as people know it. `onPick` hears only of what a person
 * chose.
 */
export function createPicker(label: string, onPick: (value: string) => void) {
  let shown = "";
  const element = h("select", {
    class: "picker",
    "aria-label": label,
    title: label,
    onchange: () => onPick(element.value),
  });
  return {
    element,
    /** Replaces the choices only when they differ: an open list must not close under somebody's finger. */
    offer(choices: readonly Choice[], value: string | undefined): void {
      const key = JSON.stringify(choices);
      if (key !== shown) {
        shown = key;
        fill(
          element,
          ...choices.map((choice) => h("option", { value: choice.value }, choice.label)),
        );
      }
      if (value !== undefined && value !== element.value) element.value = value;
    },
  };
}
