import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type AccountsPlace, auditOf, auditPath, sealPath } from "../accounts-option.ts";
import { type Finding, fail, ok, saidBy, warn } from "./finding.ts";

/** Backlog from which on somebody should look, messages. */
const MUCH = 10_000;

/**
 * Integrity and backlog of the journals. A journal that a service has open lets nobody else in: its service is asked instead (`status`).
 */
export function checkJournal(path: string): Finding[] {
  return withFile(path, "journal", (db) => {
    const number = (sql: string) => Number(db.prepare(sql).get()?.["n"] ?? 0);
    const inbox = number("SELECT count(*) AS n FROM inbox");
    const outbox = number("SELECT count(*) AS n FROM outbox");
    const letters = db
      .prepare(
        "SELECT reason_code AS why, count(*) AS n FROM dead_letter GROUP BY why ORDER BY n DESC",
      )
      .all();
    const found = `${path} is sound; ${inbox} messages wait for analysis, ${outbox} results for a store or reader`;
    return [
      inbox + outbox > MUCH
        ? warn(
            "journal",
            found,
            "start the service and look whether the backlog shrinks; if not, its log says why",
          )
        : ok("journal", found),
      ...deadLetters(letters.map((row) => [String(row["why"]), Number(row["n"])])),
    ];
  });
}

/** Messages set aside are no fault of Raceway, but somebody sends them. */
export function deadLetters(byReason: readonly (readonly [string, number])[]): Finding[] {
  if (byReason.length === 0) return [ok("letters", "no message was set aside")];
  const list = byReason.map(([why, n]) => `${n} ${why}`).join(", ");
  return [
    warn(
      "letters",
      `messages were set aside: ${list}`,
      "the console and the topic raceway/v1/dead-letter/SITE say for each what was found and what would be right",
    ),
  ];
}

/** Integrity of another SQLite file of the house. */
export function checkFile(path: string, area: string): Finding[] {
  return withFile(path, area, () => [ok(area, `${path} is sound`)]);
}

function withFile(path: string, area: string, look: (db: DatabaseSync) => Finding[]): Finding[] {
  if (!existsSync(path)) return [ok(area, `${path} does not exist yet`)];
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    const verdict = String(db.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"]);
    if (verdict !== "ok") return [damaged(path, area, verdict)];
    return look(db);
  } catch (error) {
    const said = saidBy(error);
    if (/locked|busy/i.test(said)) return [ok(area, `${path} is in use by a running service`)];
    if (/malformed|not a database/i.test(said)) return [damaged(path, area, said)];
    return [fail(area, `${path} cannot be read: ${said}`, "look at its owner and permissions")];
  } finally {
    db?.close();
  }
}

function damaged(path: string, area: string, reason: string): Finding {
  return fail(
    area,
    `${path} is damaged: ${reason.slice(0, 200)}`,
    "copy it away for recovery; the next start sets it aside and begins anew. Look after the disk",
  );
}

/** Whether the audit's entries are as they were written, and their key is not where they are. */
export function checkAudit(place: AccountsPlace): Finding[] {
  const path = auditPath(place);
  if (!existsSync(path)) return [ok("audit", `${path} does not exist yet: nothing was changed`)];
  try {
    const audit = auditOf(place, "command line");
    const [first] = audit.breaks();
    audit.close();
    return first === undefined
      ? [ok("audit", `${path}: every entry is as it was written`), ...checkSeal(place)]
      : [
          fail(
            "audit",
            `${path}: entry ${first.id} is ${first.what}`,
            "find out who may write the file; `raceway audit verify` tells every place; compare with a backup, or with what was shipped",
          ),
        ];
  } catch (error) {
    return [fail("audit", `${path}: ${saidBy(error)}`, "look at its owner and permissions")];
  }
}

function checkSeal(place: AccountsPlace): Finding[] {
  if (dirname(sealPath(place)) !== dirname(auditPath(place))) return [];
  const found = `the audit's seal ${sealPath(place)} is beside it: whoever takes one can take both`;
  return [warn("audit", found, "give it another volume: --audit-seal, or RACEWAY_AUDIT_KEY_FILE")];
}
