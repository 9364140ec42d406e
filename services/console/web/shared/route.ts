import type { Alarm } from "@raceway/model/alarm";
import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";

/** What the address says after `#`, e.g. `/point/<site/line/machine/point>`. */
export type Route =
  | {
      readonly view:
        | "plant"
        | "covered"
        | "report"
        | "handover"
        | "maintenance"
        | "planning"
        | "sensors"
        | "record";
    }
  | { readonly view: "settings"; readonly tab?: string }
  | { readonly view: "machine" | "point"; readonly path: string }
  /** `query`: what is shown of it, as of an address. */
  | {
      readonly view: "history" | "stands" | "quality" | "production" | "week";
      readonly query: string;
    }
  | { readonly view: "occurrence"; readonly id: string; readonly occurrence: number }
  /** `id`: of the alarm that a mail speaks of. */
  | { readonly view: "alarms"; readonly id?: string };
export type View = Route["view"];

const PLAIN = [
  "covered",
  "report",
  "handover",
  "maintenance",
  "planning",
  "sensors",
  "record",
] as const;

/** Pages whose address says what of them is shown. */
const SHOWN = ["history", "stands", "quality", "production", "week"] as const;

/** The first page for any address that names none. */
export function currentRoute(hash = location.hash): Route {
  const [, view = "", rest = ""] = /^#\/([a-z]+)\/?(.*)$/.exec(decodeURIComponent(hash)) ?? [];
  if ((view === "point" || view === "machine") && rest !== "") return { view, path: rest };
  if (view === "alarms") return rest === "" ? { view } : { view, id: rest };
  const shown = SHOWN.find((name) => name === view);
  if (shown !== undefined) return { view: shown, query: rest };
  if (view === "occurrence") {
    const [id = "", occurrence] = rest.split("/");
    return { view, id, occurrence: Number(occurrence) };
  }
  if (view === "settings") return rest === "" ? { view } : { view, tab: rest };
  return { view: PLAIN.find((name) => name === view) ?? "plant" };
}

/** Address of a point's page, to link to. */
export function pointLink(path: string): string {
  return `#/point/${path}`;
}

/** Address of the page of one opening of an alarm. */
export function occurrenceLink({ id, occurrence }: AlarmOccurrence | Alarm): string {
  return `#/occurrence/${id}/${occurrence}`;
}

/** Address of the page of a point's machine, or of `site/line/machine` itself. */
export function machineLink(path: string): string {
  return `#/machine/${path.split("/").slice(0, 3).join("/")}`;
}
