import type { Row } from "./chain.ts";

/** Something that somebody is about to do, or did. */
export interface Deed {
  readonly who: string;
  readonly role: string;
  /** Where from; `command line` for the CLI. */
  readonly address: string;
  /** What, e.g. `POST /api/alarms/:id/acknowledge`. */
  readonly what: string;
  /** To what. */
  readonly target: string;
  readonly before?: string;
  readonly after?: string;
}

/** With how it went: an HTTP status, or `done`. */
export type Change = Deed & { readonly outcome: string };

export type AuditEntry = Change & {
  readonly id: number;
  readonly at: string;
  /** When its outcome was written; absent: at once, or never. */
  readonly endedAt?: string;
};

/** An intent is written before the act, its outcome after; a note stands for itself. */
export type Kind = "intent" | "outcome" | "note";

/** Of an intent whose outcome nobody wrote yet. */
export const BEGUN = "begun";
/** Of one whose process ended before it could. */
export const UNKNOWN = "may or may not have happened";

/** Most characters of what was before and after that are kept. */
const LONGEST = 4000;

export function textOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value).slice(0, LONGEST);
}

/** An intent or note as it is read, with what its outcome says. */
export function entryOf(row: Row): AuditEntry {
  const text = (field: string) => String(row[field] ?? "");
  const given = (field: string, value: unknown) =>
    typeof value === "string" ? { [field]: value } : {};
  const after = [row["after"], row["answer"]].filter((part) => typeof part === "string");
  return {
    id: Number(row["id"]),
    at: text("at"),
    ...given("endedAt", row["endedAt"]),
    who: text("who"),
    role: text("role"),
    address: text("address"),
    what: text("what"),
    target: text("target"),
    ...given("before", row["before"]),
    ...(after.length > 0 && { after: after.join(" → ") }),
    outcome: text("ending") || text("outcome") || BEGUN,
  };
}
