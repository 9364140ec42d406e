import type { VNode } from "preact";
import { h } from "./h.ts";

/** A page beside others of its kind. */
export interface PageTab {
  readonly view: string;
  readonly text: string;
}

/** The ways between pages of one kind. @param query what stays chosen, behind each address. */
export function pageTabs(
  label: string,
  tabs: readonly PageTab[],
  present: string,
  query = "",
): VNode {
  return h(
    "nav",
    { class: "tabs", "aria-label": label },
    tabs.map(({ view, text }) =>
      h(
        "a",
        { href: `#/${view}${query}`, "aria-current": view === present ? "page" : "false" },
        text,
      ),
    ),
  );
}
