import { instantAt } from "@raceway/model/zone";
import { plantNow, plantZone } from "../shared/plant-clock.ts";

/** Rows of one page, and of a print. */
const PAGE_ROWS = 50;
export const PRINT_ROWS = 500;

/** Spans to choose from, days; `all`: whatever is kept; `days`: between two dates. */
export const SPANS = ["1", "7", "30", "365", "all", "days"] as const;
export type Span = (typeof SPANS)[number];
const USUAL: Span = "7";
const DAY_MS = 86_400_000;

/** What narrows the history, by the names that the address and the service have for it. */
export const FILTERS = [
  "severity",
  "line",
  "condition",
  "who",
  "assigned",
  "acknowledged",
  "open",
  "diagnosis",
] as const;
export type Filter = (typeof FILTERS)[number];

/** What of the history is shown, as the page's address says it; a change is another address. @param address what stands behind `#/history/`. */
export function historyQuery(address: string) {
  const shown = new URLSearchParams(address);
  const span = SPANS.find((name) => name === shown.get("span")) ?? USUAL;
  const page = Math.max(0, Math.trunc(Number(shown.get("page")) || 0));

  function window(): { readonly from?: string; readonly to?: string } {
    if (span === "all") return {};
    if (span !== "days") return { from: isoOf(plantNow() - Number(span) * DAY_MS) };
    const [from, to] = [midnight(shown.get("from")), midnight(shown.get("to"), 1)];
    return {
      ...(from !== undefined && { from }),
      // The whole of the last day, which may have 23 hours.
      ...(to !== undefined && { to }),
    };
  }

  function asked(): URLSearchParams {
    const question = new URLSearchParams(window());
    for (const name of [...FILTERS, "sort", "order"]) {
      const value = shown.get(name);
      if (value !== null) question.set(name, value);
    }
    return question;
  }

  return {
    span,
    page,
    sort: shown.get("sort") ?? "since",
    order: shown.get("order") === "asc" ? ("asc" as const) : ("desc" as const),
    /** A filter's value, or a date's of the span; empty: all. */
    value: (name: Filter | "from" | "to"): string => shown.get(name) ?? "",
    /** The address of the page with something else; whatever changes what is listed leads to its first page. */
    with(changes: Readonly<Record<string, string | undefined>>): string {
      const next = new URLSearchParams(shown);
      next.delete("page");
      for (const [name, value] of Object.entries(changes))
        if (value === undefined || value === "") next.delete(name);
        else next.set(name, value);
      return `#/history/${next}`;
    },
    /** All of it, as the service is asked for it. */
    asked,
    /** The page of it that is shown. */
    askedPage(): URLSearchParams {
      const part = asked();
      part.set("offset", String(page * PAGE_ROWS));
      part.set("limit", String(PAGE_ROWS));
      return part;
    },
    first: page * PAGE_ROWS,
  };
}

const isoOf = (millis: number) => new Date(millis).toISOString();

/** The beginning of a day by the plant's clock, of `2026-11-30` or so many days later, ISO 8601. */
function midnight(text: string | null, later = 0): string | undefined {
  const day = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(day) ? undefined : isoOf(instantAt(day + later * DAY_MS, plantZone()));
}
