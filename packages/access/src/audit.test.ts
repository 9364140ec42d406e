import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAudit } from "./audit.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-audit-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const change = (target: string) => ({
  who: "anna",
  role: "operator",
  address: "10.0.0.9",
  what: "POST /api/alarms/:id/acknowledge",
  target,
  before: '{"state":"unacknowledged"}',
  after: '{"state":"acknowledged"}',
  outcome: "200",
});

describe("the audit", () => {
  it("gives the newest entries first, page by page", () => {
    const audit = openAudit(":memory:");
    for (const target of ["a", "b", "c"]) audit.add(change(target));
    expect(audit.read(2).map(({ target }) => target)).toEqual(["c", "b"]);
    expect(audit.read(2, 2)).toMatchObject([{ ...change("a"), at: expect.stringMatching(/Z$/) }]);
    expect(audit.firstBroken()).toBeUndefined();
    audit.close();
  });

  it("is not changed or deleted through SQL, and shows it when that is forced", () => {
    const path = join(folder, "audit.sqlite");
    const audit = openAudit(path);
    for (const target of ["a", "b", "c"]) audit.add(change(target));
    const db = new DatabaseSync(path);
    expect(() => db.exec("UPDATE audit SET who = 'bert' WHERE id = 2")).toThrow("not changed");
    expect(() => db.exec("DELETE FROM audit")).toThrow("not deleted");
    db.exec("DROP TRIGGER audit_is_not_changed; UPDATE audit SET who = 'bert' WHERE id = 2");
    db.close();
    expect(audit.firstBroken()).toBe(2);
    audit.close();
  });

  it("is one for several processes", () => {
    const path = join(folder, "audit.sqlite");
    const [one, two] = [openAudit(path), openAudit(path)];
    one.add(change("a"));
    two.add(change("b"));
    one.add(change("c"));
    expect(two.read(5)).toHaveLength(3);
    expect(two.firstBroken()).toBeUndefined();
    one.close();
    two.close();
  });
});
