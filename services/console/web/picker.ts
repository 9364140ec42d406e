import { fill, h } from "./dom.ts";
import { t } from "./i18n/text.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A drop-down of choices. `onPick` hears only of what a person chose. */
export function createPicker(label: string, onPick: (value: string) => void) {
  let shown = "";
  let current: string | undefined;
  const element = h("ix-select", {
    "aria-label": label,
    title: label,
    hideListHeader: true,
    i18nPlaceholder: label,
    i18nNoMatches: t("picker.none"),
    i18nSelectListHeader: label,
    ariaLabelChevronDownIconButton: label,
    ariaLabelClearIconButton: t("form.cancel"),
    onvalueChange: (event: CustomEvent<string | string[]>) => {
      const value = String(event.detail);
      if (value === current || value === "") return;
      current = value;
      onPick(value);
    },
  });
  return {
    element,
    /** Replaces the choices only when they differ: an open list must not close under somebody's finger. */
    offer(choices: readonly Choice[], value: string | undefined): void {
      const key = JSON.stringify(choices);
      if (key !== shown) {
        shown = key;
        fill(element, ...choices.map((choice) => h("ix-select-item", { ...choice })));
      }
      if (value !== current) {
        current = value;
        element.value = value ?? "";
      }
    },
  };
}
