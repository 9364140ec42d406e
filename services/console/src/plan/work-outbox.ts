import { inTransaction, openDatabase } from "@raceway/journal/database";
import { idempotencyKey, type WorkMessage, withdrawn } from "@raceway/plan/work-message";
import type { Log } from "@raceway/ports/log";

/** A message that is owed to the maintenance system. */
export interface OwedWork {
  readonly seq: number;
  readonly key: string;
  readonly message: WorkMessage;
}

export type WorkOutbox = ReturnType<typeof openWorkOutbox>;

const MIGRATIONS = [
  `
  -- What was said last of each work, and the key it was said under.
  CREATE TABLE said (work TEXT PRIMARY KEY, key TEXT NOT NULL, message TEXT NOT NULL) STRICT;
  CREATE TABLE owed (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, message TEXT NOT NULL) STRICT;
  `,
];

/** Opens the file in which work orders wait until the maintenance system has taken them. @throws Error when another process has it. */
export function openWorkOutbox(path: string, log: Log) {
  const { db, corrupt } = openDatabase({ path, durability: "power", migrations: MIGRATIONS });
  if (corrupt !== undefined)
    log.error({ path, ...corrupt }, "the outbox of work was corrupt: all work is handed over anew");
  const allSaid = db.prepare("SELECT * FROM said");
  const say = db.prepare(
    "INSERT INTO said (work, key, message) VALUES (?, ?, ?) ON CONFLICT (work) DO UPDATE SET key = excluded.key, message = excluded.message",
  );
  const forget = db.prepare("DELETE FROM said WHERE work = ?");
  const owe = db.prepare("INSERT INTO owed (key, message) VALUES (?, ?)");
  const first = db.prepare("SELECT * FROM owed ORDER BY seq LIMIT 1");
  const remove = db.prepare("DELETE FROM owed WHERE seq = ?");
  const count = db.prepare("SELECT count(*) AS n FROM owed");

  return {
    /**
     * Owes what is new in a plan, and what is wanted no more.
     *
     * @param planned the works that have a place. @param isGone whether a work is wanted no more. @param atOnce ids of works whose line stops for them.
     */
    take(
      planned: readonly WorkMessage[],
      isGone: (work: string) => boolean,
      atOnce: ReadonlySet<string>,
    ): void {
      inTransaction(db, () => {
        const said = new Map(allSaid.all().map((row) => [String(row["work"]), row] as const));
        for (const message of planned) {
          const key = idempotencyKey(message, atOnce.has(message.work));
          if (said.get(message.work)?.["key"] === key) continue;
          const text = JSON.stringify(message);
          say.run(message.work, key, text);
          owe.run(key, text);
        }
        for (const [work, row] of said) {
          if (!isGone(work)) continue;
          const message = withdrawn(JSON.parse(String(row["message"])) as WorkMessage);
          forget.run(work);
          // The same work may be wanted and withdrawn again: what was said before tells one end from the next.
          owe.run(`${String(row["key"])}-withdrawn`, JSON.stringify(message));
        }
      });
    },
    /** The oldest that is owed. */
    next(): OwedWork | undefined {
      const row = first.get();
      if (row === undefined) return undefined;
      const message = JSON.parse(String(row["message"])) as WorkMessage;
      return { seq: Number(row["seq"]), key: String(row["key"]), message };
    },
    /** It was taken, or will never be. */
    done(seq: number): void {
      remove.run(seq);
    },
    waiting: (): number => Number(count.get()?.["n"]),
    close(): void {
      db.close();
    },
  };
}
