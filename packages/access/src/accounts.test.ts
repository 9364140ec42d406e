import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAccounts, requireGoodPassword } from "./accounts.ts";
import { ensureFirstAdmin } from "./first-admin.ts";
import { generatePassword, hashPassword, isPassword } from "./password.ts";

// Hashing is slow on purpose, and slower on a machine that has other work.
vi.setConfig({ testTimeout: 60_000 });

let folder = "";
const file = () => join(folder, "accounts.json");
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
    expect(readFileSync(file(), "utf8")).not.toContain(password);
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
    writeFileSync(file(), '{"version":1,"accounts":[{"name":"secret-of-mine"}]}');
    expect(() => openAccounts(file())).toThrow(/accounts\.0\.role/);
    writeFileSync(file(), "secret-of-mine");
    expect(() => openAccounts(file())).toThrow(/^(?!.*secret-of-mine).*no JSON$/);
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
    expect(() => accounts.setRole("admin", "viewer")).toThrow("last administrator");
    accounts.add({ name: "s", role: "sensor", points: POINTS });
    expect(() => accounts.setRole("s", "admin")).toThrow("no account of a person");
    accounts.add({ name: "boss", role: "engineer", password: await hashPassword("x", true) });
    accounts.setRole("boss", "admin");
    accounts.setRole("admin", "viewer");
    expect(accounts.list().map(({ role }) => role)).toEqual(["viewer", "sensor", "admin"]);
  });
});

describe("the first administrator", () => {
  it("gets a new password at each house, shown once", async () => {
    const accounts = openAccounts(file());
    const shown = await ensureFirstAdmin(accounts, undefined);
    expect(shown).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(await ensureFirstAdmin(accounts, undefined)).toBeUndefined();
    const other = openAccounts(join(folder, "other.json"));
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
