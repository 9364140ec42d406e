import { type Child, h } from "./dom.ts";

/** A table that scrolls sideways in a frame of its own on narrow screens. */
export function table(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly Child[])[],
): HTMLElement {
  return h(
    "div",
    { class: "table-frame", role: "region", "aria-label": label, tabIndex: 0 },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)))),
      h(
        "tbody",
        {},
        ...rows.map((cells) => h("tr", {}, ...cells.map((cell) => h("td", {}, cell)))),
      ),
    ),
  );
}
