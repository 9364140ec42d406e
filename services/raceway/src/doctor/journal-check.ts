import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { openAudit } from "@raceway/access/audit";
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

/** Whether the audit's entries follow from each other. */
export function checkAudit(path: string): Finding[] {
  if (!existsSync(path)) return [ok("audit", `${path} does not exist yet: nothing was changed`)];
  try {
    const audit = openAudit(path);
    const broken = audit.firstBroken();
    audit.close();
    return broken === undefined
      ? [ok("audit", `${path}: every entry follows from the one before`)]
      : [
          fail(
            "audit",
            `${path}: entry ${broken} was altered, or one before it taken out`,
            "find out who may write the file; compare with a backup",
          ),
        ];
  } catch (error) {
    return [fail("audit", `${path}: ${saidBy(error)}`, "look at its owner and permissions")];
  }
}
