import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAccounts, requireGoodPassword } from "./accounts.ts";
import { ensureFirstAdmin } from "./first-admin.ts";
import { generatePassword, hashPassword, isPassword } from "./password.ts";
import { roleOn } from "./role.ts";

// Hashing is slow on purpose, and slower on a machine that has other work.
vi.setConfig({ testTimeout: 60_000 });

let folder = "";
const file = () => join(folder, "accounts.sqlite");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-accounts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const POINTS = ["site/line/machine/point"];

describe("the accounts file", () => {
  it("may be read by its owner only, and holds no password", async () => {
    const password = generatePassword();
    const hash = await hashPassword(password, true);
    openAccounts(file()).add({ name: "grinder", role: "sensor", points: POINTS, password: hash });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), "latin1")).not.toContain(password);
    expect(await isPassword(password, hash)).toBe(true);
    expect(await isPassword(`${password}x`, hash)).toBe(false);
  });

  it("counts at once for every process that has it open", async () => {
    const here = openAccounts(file());
    const there = openAccounts(file());
    here.add({ name: "grinder", role: "sensor", points: POINTS });
    expect(there.get("grinder")?.points).toEqual(POINTS);
    there.remove("grinder");
    expect(here.get("grinder")).toBeUndefined();
  });

  it("lets nobody in when it is not what it should be, and does not quote it", () => {
    writeFileSync(file(), "secret-of-mine ".repeat(100));
    expect(() => openAccounts(file())).toThrow(
      /^the accounts file .*(?<!secret-of-mine.*)not a database$/,
    );
    rmSync(file());
    openAccounts(file()).add({ name: "s", role: "sensor", points: POINTS });
    const db = new DatabaseSync(file());
    const look = (body: string) => {
      db.prepare("UPDATE account SET body = ?").run(body);
      return () => openAccounts(file());
    };
    expect(look('{"name":"secret-of-mine"}')).toThrow(/^(?!.*secret-of-mine).*at role, changedAt$/);
    expect(look("secret-of-mine")).toThrow(/^(?!.*secret-of-mine).*no JSON$/);
    db.close();
  });

  it("refuses a sensor without points, a person without a password, and a name that is taken", async () => {
    const accounts = openAccounts(file());
    expect(() => accounts.add({ name: "s", role: "sensor" })).toThrow("needs the points");
    expect(() => accounts.add({ name: "p", role: "viewer" })).toThrow("needs a password");
    expect(() => accounts.add({ name: "Robert'); --", role: "service" })).toThrow("lower-case");
    accounts.add({ name: "s", role: "sensor", points: POINTS });
    expect(() => accounts.add({ name: "s", role: "sensor", points: POINTS })).toThrow("exists");
  });

  it("keeps its last administrator", async () => {
    const accounts = openAccounts(file());
    await ensureFirstAdmin(accounts, undefined);
    expect(() => accounts.remove("admin")).toThrow("last administrator");
    expect(() => accounts.setRights("admin", { role: "viewer" })).toThrow("last administrator");
    accounts.add({ name: "s", role: "sensor", points: POINTS });
    expect(() => accounts.setRights("s", { role: "admin" })).toThrow("no account of a person");
    accounts.add({ name: "boss", role: "engineer", password: await hashPassword("x", true) });
    accounts.setRights("boss", { role: "admin" });
    accounts.setRights("admin", { role: "viewer" });
    expect(accounts.list().map(({ role }) => role)).toEqual(["viewer", "sensor", "admin"]);
  });
});

describe("an account", () => {
  it("that is disabled stays, and the last administrator who can log in stays enabled", async () => {
    const accounts = openAccounts(file());
    await ensureFirstAdmin(accounts, undefined);
    expect(() => accounts.disable("admin")).toThrow("last administrator");
    accounts.add({ name: "boss", role: "admin", password: await hashPassword("x", true) });
    accounts.disable("boss");
    expect(accounts.get("boss")).toMatchObject({ disabled: true, role: "admin" });
    expect(() => accounts.remove("admin")).toThrow("last administrator");
    accounts.enable("boss");
    expect(accounts.get("boss")?.disabled).toBeUndefined();
    accounts.remove("admin");
  });

  it("may have roles by line, and be limited to them", async () => {
    const accounts = openAccounts(file());
    const password = await hashPassword("x", true);
    const lines = { "line-1": "operator" } as const;
    accounts.add({ name: "anna", role: "viewer", lines, password });
    accounts.add({ name: "bert", role: "viewer", lines, limited: true, password });
    const [anna, bert] = accounts.list().map((account) => (line?: string) => roleOn(account, line));
    expect(["line-1", "line-2", undefined].map((line) => anna?.(line))).toEqual([
      "operator",
      "viewer",
      "viewer",
    ]);
    expect(["line-1", "line-2", "toString"].map((line) => bert?.(line))).toEqual([
      "operator",
      undefined,
      undefined,
    ]);
    expect(() =>
      accounts.add({ name: "c", role: "engineer", lines, limited: true, password }),
    ).toThrow("is viewer elsewhere");
    expect(() => accounts.setRights("bert", { role: "viewer", limited: true })).toThrow(
      "a role on at least one of them",
    );
    accounts.setRights("bert", { role: "engineer" });
    expect(accounts.get("bert")).toEqual({
      name: "bert",
      role: "engineer",
      password,
      changedAt: expect.any(String),
    });
  });

  it("for which another house vouches has the rights that the house says, and is nobody else's", async () => {
    const accounts = openAccounts(file());
    await ensureFirstAdmin(accounts, undefined);
    const anna = { issuer: "https://id.example", subject: "1" };
    accounts.vouched("anna", anna, { role: "operator" });
    const first = accounts.get("anna");
    expect(accounts.vouched("anna", anna, { role: "operator" })).toEqual(first);
    accounts.vouched("anna", anna, { role: "admin" });
    expect(accounts.get("anna")?.role).toBe("admin");
    const other = { ...anna, subject: "2" };
    expect(() => accounts.vouched("anna", other, { role: "viewer" })).toThrow("somebody else");
    expect(() => accounts.vouched("admin", anna, { role: "viewer" })).toThrow("somebody else");
    expect(() => accounts.setRights("anna", { role: "viewer" })).toThrow("come from groups");
    expect(() => accounts.remove("admin")).toThrow("last administrator");
    accounts.disable("anna");
    expect(() => accounts.vouched("anna", anna, { role: "admin" })).toThrow("disabled");
  });
});

describe("the accounts file of version 0.1", () => {
  const old = () => join(folder, "accounts.json");
  const account = { name: "s", role: "sensor", points: POINTS, changedAt: "2026-11-01T00:00:00Z" };

  it("is taken over once and kept under another name, whichever path is given", () => {
    writeFileSync(old(), JSON.stringify({ version: 1, accounts: [account] }));
    const accounts = openAccounts(old());
    expect(accounts.path).toBe(file());
    expect(accounts.list()).toEqual([account]);
    expect(existsSync(old())).toBe(false);
    expect(readFileSync(`${old()}.migrated`, "utf8")).toContain('"s"');
    accounts.remove("s");
    expect(openAccounts(file()).list()).toEqual([]);
  });

  it("lets nobody in when it is not what it should be, and is not quoted", () => {
    writeFileSync(old(), '{"version":1,"accounts":[{"name":"secret-of-mine"}]}');
    expect(() => openAccounts(file())).toThrow(/accounts\.0\.role/);
    writeFileSync(old(), "secret-of-mine");
    expect(() => openAccounts(file())).toThrow(/^(?!.*secret-of-mine).*no JSON$/);
    expect(existsSync(old())).toBe(true);
  });
});

describe("many processes", () => {
  it("that change accounts at once all have their way", async () => {
    const makers = Array.from({ length: 6 }, (_, n) => made(`u${n}`));
    await Promise.all(makers);
    const names = openAccounts(file())
      .list()
      .map(({ name }) => name);
    expect(names.sort()).toEqual(["u0", "u1", "u2", "u3", "u4", "u5"]);
  });

  function made(name: string): Promise<unknown> {
    const url = new URL("./accounts.ts", import.meta.url).href;
    const script = `import { openAccounts } from ${JSON.stringify(url)};
      openAccounts(${JSON.stringify(file())}).add({ name: "${name}", role: "service" });`;
    return promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
  }
});

describe("the first administrator", () => {
  it("gets a new password at each house, shown once", async () => {
    const accounts = openAccounts(file());
    const shown = await ensureFirstAdmin(accounts, undefined);
    expect(shown).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(await ensureFirstAdmin(accounts, undefined)).toBeUndefined();
    const other = openAccounts(join(folder, "other.sqlite"));
    expect(await ensureFirstAdmin(other, undefined)).not.toBe(shown);
  });

  it("may be given a password, which is then not shown and must be a good one", async () => {
    const accounts = openAccounts(file());
    await expect(ensureFirstAdmin(accounts, "short")).rejects.toThrow("at least 12");
    expect(await ensureFirstAdmin(accounts, "three words to keep")).toBeUndefined();
    const kept = accounts.get("admin")?.password;
    expect(kept && (await isPassword("three words to keep", kept))).toBe(true);
  });
});

describe("a chosen password", () => {
  it.each(["short", "operator-anna-2026", "aaaaaaaaaaaaaaaa"])("is refused when weak: %s", (text) =>
    expect(() => requireGoodPassword("anna", text)).toThrow(/is right|are right/),
  );
});
