import type { ComponentChild, VNode } from "preact";
import { h } from "./h.ts";

/** A row of a table: its cells, and what tells it from the others where rows come, go or change places. */
export type Row = readonly ComponentChild[] & { readonly key?: string };

/** Cells of a row that keeps its nodes wherever it moves. */
export function keyed(key: string, cells: readonly ComponentChild[]): Row {
  return Object.assign([...cells], { key });
}

/** A heading by which the rows can be sorted. */
export interface SortHead {
  readonly text: string;
  /** How they are sorted by it; absent: not by it. */
  readonly sorted?: "ascending" | "descending";
  readonly onSort: () => void;
}

/** A table; on a phone each row is a card, with the headings beside the values. */
export function table(
  label: string,
  heads: readonly (string | SortHead)[],
  rows: readonly Row[],
): VNode {
  const texts = heads.map((head) => (typeof head === "string" ? head : head.text));
  return h(
    "div",
    { class: "table-frame", role: "region", "aria-label": label, tabIndex: 0 },
    h(
      "table",
      // Said again, because a table that is laid out as cards on a phone would be none to screen readers.
      { role: "table" },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads.map(headCell))),
      h(
        "tbody",
        { role: "rowgroup" },
        rows.map((cells) =>
          h(
            "tr",
            { key: cells.key, role: "row" },
            cells.map((cell, i) => h("td", { "data-head": texts[i], role: "cell" }, cell)),
          ),
        ),
      ),
    ),
  );
}

function headCell(head: string | SortHead): VNode {
  if (typeof head === "string") return h("th", { scope: "col", role: "columnheader" }, head);
  const { text, sorted, onSort } = head;
  return h(
    "th",
    { scope: "col", role: "columnheader", "aria-sort": sorted ?? "none" },
    h("button", { type: "button", class: `sort ${sorted ?? ""}`, onclick: onSort }, text),
  );
}
