import { h } from "../shared/dom.ts";

/** A limit as a number to type or to slide; `onChange` hears of what a person did. */
export function createMarkField(label: string, onChange: () => void) {
  const text = h("input", {
    type: "text",
    class: "picker",
    inputMode: "decimal",
    oninput: () => {
      slider.value = text.value;
      onChange();
    },
  });
  const slider = h("input", {
    type: "range",
    "aria-label": label,
    oninput: () => {
      text.value = String(Number(Number(slider.value).toPrecision(3)));
      onChange();
    },
  });
  return {
    element: h("div", { class: "limit-mark" }, h("label", { class: "field" }, label, text), slider),
    /** As typed, with the point as decimal sign; empty: none is wanted. */
    text: () => text.value.trim().replace(",", "."),
    set(value: number | undefined): void {
      text.value = value === undefined ? "" : String(value);
      slider.value = text.value;
    },
    /** What the slider reaches. */
    setRange(low: number, high: number): void {
      slider.min = String(low);
      slider.max = String(high);
      slider.step = String((high - low) / 200);
      slider.value = text.value;
    },
  };
}
