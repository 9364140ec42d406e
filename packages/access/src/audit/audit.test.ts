import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AuditUnavailable, openAudit } from "./audit.ts";
import { openSeal } from "./seal.ts";

let folder = "";
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-audit-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (writer = "console", onOwed?: (reason: string) => void) =>
  openAudit(at("audit.sqlite"), { seal: openSeal(at("seal")), writer, ...(onOwed && { onOwed }) });

const deed = (target: string) => ({
  who: "anna",
  role: "operator",
  address: "10.0.0.9",
  what: "POST /api/alarms/:id/acknowledge",
  target,
  before: '{"state":"unacknowledged"}',
  after: "{}",
});

/** Writes to the file as its owner may. */
function forge(sql: string): void {
  const db = new DatabaseSync(at("audit.sqlite"));
  db.exec(`DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted; ${sql}`);
  db.close();
}

/** From here on nothing can be written any more, until the returned function is called. */
function fillUp(): () => void {
  const db = new DatabaseSync(at("audit.sqlite"));
  db.exec(
    "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk is full'); END",
  );
  return () => {
    db.exec("DROP TRIGGER full");
    db.close();
  };
}

describe("the audit", () => {
  it("holds an intent before the act, and how it went after; newest first, page by page", () => {
    const audit = open();
    audit.begin(deed("a")).end("200", '{"state":"acknowledged"}');
    const b = audit.begin(deed("b"));
    audit.note({ ...deed("c"), outcome: "done" });
    expect(audit.read(2)).toMatchObject([
      { target: "c", outcome: "done" },
      { target: "b", outcome: "begun" },
    ]);
    b.end("409");
    expect(audit.read(2, b.id)).toEqual([
      {
        ...deed("a"),
        id: 1,
        at: expect.stringMatching(/Z$/),
        endedAt: expect.stringMatching(/Z$/),
        after: '{} → {"state":"acknowledged"}',
        outcome: "200",
      },
    ]);
    expect(audit.read(9).map(({ outcome }) => outcome)).toEqual(["done", "409", "200"]);
    expect(audit.breaks()).toEqual([]);
    audit.close();
  });

  it("lets nothing begin that it cannot write, and owes an outcome until it can", () => {
    const reasons: string[] = [];
    const audit = open("console", (reason) => reasons.push(reason));
    const begun = audit.begin(deed("a"));
    const makeRoom = fillUp();
    expect(() => audit.begin(deed("b"))).toThrow(AuditUnavailable);
    expect(() => audit.begin(deed("b"))).toThrow(/cannot be written: disk is full/);
    begun.end("200");
    expect(reasons).toEqual([expect.stringContaining("disk is full")]);
    makeRoom();
    audit.begin(deed("c")).end("200");
    expect(audit.read(9)).toMatchObject([
      { target: "c", outcome: "200" },
      { target: "a", outcome: "200" },
    ]);
    audit.close();
  });

  it("says at the next start what a killed process had begun, once, and of no other writer's", () => {
    const killed = open();
    killed.begin(deed("a"));
    killed.begin(deed("b")).end("200");
    const other = open("command line");
    other.begin(deed("c"));
    const audit = open();
    const found = audit.takeStock();
    expect(found).toMatchObject([{ target: "a", outcome: "may or may not have happened" }]);
    expect(audit.takeStock()).toEqual([]);
    expect(audit.read(9).map(({ target, outcome }) => [target, outcome])).toEqual([
      ["c", "begun"],
      ["b", "200"],
      ["a", "may or may not have happened"],
    ]);
    expect(audit.breaks()).toEqual([]);
    for (const one of [killed, other, audit]) one.close();
  });

  it("is one for several processes", () => {
    const [one, two] = [open(), open("command line")];
    for (const audit of [one, two, one]) audit.begin(deed("a")).end("done");
    expect(two.read(5)).toHaveLength(3);
    expect([...one.breaks(), ...two.breaks()]).toEqual([]);
    one.close();
    two.close();
  });

  it("and its seal may be read by their owner only", () => {
    open().close();
    const modes = ["audit.sqlite", "seal", "seal/key"].map(
      (name) => statSync(at(name)).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o700, 0o600]);
  });
});

describe("a falsified audit", () => {
  function five() {
    const audit = open();
    for (const target of ["a", "b", "c", "d", "e"])
      audit.note({ ...deed(target), outcome: "done" });
    return audit;
  }

  it("is not made through SQL as it stands", () => {
    const audit = five();
    const db = new DatabaseSync(at("audit.sqlite"));
    expect(() => db.exec("UPDATE audit SET who = 'bert' WHERE id = 2")).toThrow("not changed");
    expect(() => db.exec("DELETE FROM audit")).toThrow("not deleted");
    db.close();
    audit.close();
  });

  it("shows where it was altered, also when every link was made anew without the key", () => {
    const audit = five();
    forge("UPDATE audit SET who = 'bert' WHERE id = 2");
    expect(audit.breaks()).toEqual([{ id: 2, what: "altered" }]);
    const sha = (text: string) => createHash("sha256").update(text).digest("base64");
    forgeChain(sha);
    expect(audit.breaks()[0]).toEqual({ id: 1, what: "altered" });
    audit.close();
  });

  it("shows what was taken out, and an end that was cut off, for ever", () => {
    const audit = five();
    forge("DELETE FROM audit WHERE id = 3");
    expect(audit.breaks()).toContainEqual({ id: 3, what: "missing" });
    const db = new DatabaseSync(at("audit.sqlite"));
    db.exec("DELETE FROM audit WHERE id > 3");
    db.close();
    expect(audit.breaks()).toContainEqual({ id: 3, what: "cut off" });
    audit.note({ ...deed("f"), outcome: "done" });
    expect(audit.read(1)).toMatchObject([{ id: 6, target: "f" }]);
    expect(audit.breaks()).toEqual([{ id: 3, what: "missing" }]);
    audit.close();
  });

  it("is not hidden by another key, nor by a seal that was altered", () => {
    five().close();
    const seal = JSON.parse(readFileSync(at("seal/head"), "utf8"));
    writeFileSync(at("seal/head"), JSON.stringify({ ...seal, id: 2 }));
    const audit = open();
    expect(() => audit.breaks()).toThrow("was not sealed with this key");
    expect(() => audit.begin(deed("f"))).toThrow("was not sealed with this key");
    audit.close();
    rmSync(at("seal"), { recursive: true });
    for (const _ of [1, 2]) expect(open).toThrow("its key is not where it should be");
  });
});

describe("an audit of version 0.1", () => {
  it("is taken over with its entries and whether they had been altered", () => {
    const db = new DatabaseSync(at("audit.sqlite"));
    db.exec(`CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, address TEXT NOT NULL, what TEXT NOT NULL, target TEXT NOT NULL,
      before TEXT, after TEXT, outcome TEXT NOT NULL, chain TEXT NOT NULL) STRICT;
      CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is not changed'); END;
      CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is not deleted'); END;`);
    let chain = "";
    for (const who of ["anna", "bert"]) {
      const values = ["2026-11-01T00:00:00Z", who, "admin", "x", "log in", who, null, null, "done"];
      chain = createHash("sha256")
        .update(JSON.stringify([chain, ...values]))
        .digest("base64");
      db.prepare("INSERT INTO audit VALUES (NULL, ?,?,?,?,?,?,?,?,?,?)").run(...values, chain);
    }
    db.close();
    const audit = open();
    expect(audit.read(5)).toMatchObject([
      { what: "audit taken over from version 0.1", outcome: "2 entries" },
      { who: "bert" },
      { who: "anna", what: "log in", outcome: "done" },
    ]);
    expect(audit.breaks()).toEqual([]);
    audit.close();
    expect(open().read(5)).toHaveLength(3);
  });
});

/** As somebody would who knows the code and lacks the key. */
function forgeChain(link: (text: string) => string): void {
  const db = new DatabaseSync(at("audit.sqlite"));
  let chain = "";
  for (const row of db.prepare("SELECT * FROM audit ORDER BY id").all()) {
    chain = link(JSON.stringify([chain, ...Object.values(row).slice(0, -1)]));
    db.prepare("UPDATE audit SET chain = ? WHERE id = ?").run(chain, Number(row["id"]));
  }
  db.close();
}
