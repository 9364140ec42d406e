import type { ComponentChild, VNode } from "preact";
import { h } from "./h.ts";

/** A row of a table: its cells, and what tells it from the others where rows come, go or change places. */
export type Row = readonly ComponentChild[] & { readonly key?: string };

/** Cells of a row that keeps its nodes wherever it moves. */
export function keyed(key: string, cells: readonly ComponentChild[]): Row {
  return Object.assign([...cells], { key });
}

/** A table that scrolls sideways in a frame of its own on narrow screens. */
export function table(label: string, heads: readonly string[], rows: readonly Row[]): VNode {
  return h(
    "div",
    { class: "table-frame", role: "region", "aria-label": label, tabIndex: 0 },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          heads.map((text) => h("th", { scope: "col" }, text)),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((cells) =>
          h(
            "tr",
            { key: cells.key },
            cells.map((cell, i) => h("td", { "data-head": heads[i] }, cell)),
          ),
        ),
      ),
    ),
  );
}
