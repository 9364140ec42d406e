import { describe, expect, it, vi } from "vitest";
import type { Account } from "./account.ts";
import { createLoginThrottle, networkOf } from "./login-throttle.ts";
import { createLogins } from "./logins.ts";
import { costOf, hashPassword, type PasswordHash } from "./password.ts";
import { createSessions } from "./sessions.ts";
import { standingClock } from "./testing.ts";

// Hashing is slow on purpose, and slower on a machine that has other work.
vi.setConfig({ testTimeout: 60_000 });

const PHONE = { address: "10.0.0.9", agent: "Phone" };
const RIGHT = "kept-in-a-safe-place";

async function bench() {
  const clock = standingClock();
  const hash = await hashPassword(RIGHT, true);
  const changedAt = "2026-11-22T06:00:00.000Z";
  const known = new Map<string, Account>(
    ["anna", "bert"].map((name) => [name, { name, role: "service", password: hash, changedAt }]),
  );
  const accounts = {
    get: (name: string) => known.get(name),
    list: () => [...known.values()],
    set: (account: Account) => known.set(account.name, account),
    delete: (name: string) => known.delete(name),
  };
  const lines: string[] = [];
  const keep = (facts: object, message: string) =>
    void lines.push(JSON.stringify([facts, message]));
  const log = { info: keep, warn: keep, error: keep };
  const logins = createLogins({ accounts, machines: true, clock, log });
  const login = (name: string, password: string, address = "10.0.0.9:50000") =>
    logins.login({ name, password, address });
  return { clock, accounts, lines, login };
}

describe("a login", () => {
  it("lets in who knows the password, and refuses the rest without saying which was wrong", async () => {
    const { login } = await bench();
    expect(await login("anna", RIGHT)).toMatchObject({ ok: true, identity: { role: "service" } });
    expect(await login("anna", "wrong")).toEqual({ ok: false, why: "refused" });
    expect(await login("nobody", RIGHT)).toEqual({ ok: false, why: "refused" });
  });

  it("writes neither passwords nor names that no account has", async () => {
    const { login, lines } = await bench();
    await login("anna", "my-secret-mistyped");
    await login("my-secret-in-the-name-field", "x");
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain("secret");
    expect(lines.join()).toContain("anna");
  });

  it("costs the same hashes for every name", async () => {
    const { accounts } = await bench();
    const person = { ...accounts.get("anna"), role: "viewer" } as Account;
    accounts.set({ ...person, name: "generated" });
    accounts.set({
      ...person,
      name: "chosen",
      password: await hashPassword("three words to keep"),
    });
    accounts.set({ ...person, name: "gone", disabled: true });
    for (const name of ["generated", "chosen", "gone", "anna", "nobody"]) {
      const costs: string[] = [];
      const clock = standingClock();
      const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
      const onHash = (hash: PasswordHash) => void costs.push(costOf(hash));
      const logins = createLogins({ accounts, clock, log, onHash });
      await logins.login({ name, password: "wrong", address: "x" });
      expect(costs.sort()).toEqual(["32768 8 3", "4096 8 1"]);
    }
  });

  it("makes a guesser wait longer and longer, also with the right password, and nobody else", async () => {
    const { login, clock } = await bench();
    for (let n = 0; n < 5; n++) await login("anna", `guess ${n}`);
    expect(await login("anna", RIGHT)).toEqual({
      ok: false,
      why: "throttled",
      retryAfterSeconds: 1,
    });
    expect(await login("anna", RIGHT, "10.0.0.10:1")).toMatchObject({ ok: true });
    expect(await login("bert", RIGHT)).toMatchObject({ ok: true });
    clock.move(1);
    expect(await login("anna", "guess 5")).toMatchObject({ why: "refused" });
    expect(await login("anna", RIGHT)).toMatchObject({ retryAfterSeconds: 2 });
    clock.move(2);
    expect(await login("anna", RIGHT)).toMatchObject({ ok: true });
  });

  it("looks at no more than a few of a burst of guesses", async () => {
    const { login } = await bench();
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => login("anna", `${n}`)));
    expect(answers.filter((answer) => !answer.ok && answer.why === "refused")).toHaveLength(5);
  });

  it("lets a hundred sensors of one address in at once", async () => {
    const { login } = await bench();
    for (let n = 0; n < 100; n++) expect((await login("anna", RIGHT)).ok).toBe(true);
  });

  it("of a person is not kept out by strangers who fail for the name from many addresses, who themselves must wait", async () => {
    const clock = standingClock();
    const throttle = createLoginThrottle(clock);
    throttle.succeeded("10.0.0.9:1", "anna");
    const stranger = (n: number) => `10.1.${n >> 4}.${n % 16}:1`;
    let tried = 0;
    // A day of attempts, each from an address that is new or has waited.
    for (let second = 0; second < 86_400; second++, clock.move(1)) {
      const address = stranger(second % 4000);
      if (throttle.waitSeconds(address, "anna") > 0) continue;
      tried += 1;
      throttle.begins(address, "anna");
      throttle.failed(address, "anna");
      expect(throttle.waitSeconds("10.0.0.9:7", "anna")).toBe(0);
    }
    expect(tried).toBeLessThan(1500);
    expect(throttle.waitSeconds(stranger(4001), "bert")).toBe(0);
  });

  it("of a machine, whose password nobody guesses, is kept out by no stranger at all, known or not", () => {
    const throttle = createLoginThrottle(standingClock(), false);
    for (let n = 0; n < 500; n++) throttle.failed(`10.1.${n}.1:1`, "grinder");
    expect(throttle.waitSeconds("10.0.0.9:1", "grinder")).toBe(0);
  });

  it("from an address where the name is known waits for the failures of that name there, and for no others", () => {
    const throttle = createLoginThrottle(standingClock());
    throttle.succeeded("10.0.0.9:1", "anna");
    for (let n = 0; n < 60; n++) throttle.failed("10.0.0.9:1", `name-${n}`);
    expect(throttle.waitSeconds("10.0.0.9:2", "anna")).toBe(0);
    expect(throttle.waitSeconds("10.0.0.9:2", "bert")).toBe(300);
    for (let n = 0; n < 6; n++) throttle.begins("10.0.0.9:3", "anna");
    expect(throttle.waitSeconds("10.0.0.9:2", "anna")).toBe(2);
  });

  it("waits at an address that tried many names, and forgives after a quarter of an hour", () => {
    const clock = standingClock();
    const throttle = createLoginThrottle(clock);
    for (let n = 0; n < 30; n++) throttle.failed("10.0.0.9:1", `name-${n}`);
    expect(throttle.waitSeconds("10.0.0.9:2", "fresh")).toBe(1);
    expect(throttle.waitSeconds("10.0.0.8:2", "fresh")).toBe(0);
    clock.move(901);
    expect(throttle.waitSeconds("10.0.0.9:2", "fresh")).toBe(0);
  });
});

describe("an address", () => {
  it.each([
    ["10.0.0.9:50000", "10.0.0.9"],
    ["10.0.0.9", "10.0.0.9"],
    ["::ffff:10.0.0.9:50000", "10.0.0.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["[2001:db8:1:2:3:4:5:6]:80", "2001:db8:1:2"],
  ])("%s counts as %s", (address, network) => expect(networkOf(address)).toBe(network));
});

describe("a session", () => {
  it("is found by its id until it ends, and by no other", async () => {
    const { accounts, clock } = await bench();
    const sessions = createSessions(accounts, clock);
    const id = sessions.begin("anna", PHONE);
    expect(sessions.find(id)).toEqual({ name: "anna", role: "service" });
    expect(sessions.find(`${id.slice(1)}A`)).toBeUndefined();
    expect(sessions.find("anna")).toBeUndefined();
    expect(sessions.end(id)).toBe(true);
    expect(sessions.find(id)).toBeUndefined();
    expect(sessions.begin("anna", PHONE)).not.toBe(id);
  });

  it("is over after twelve hours without a look, and after a week in any case", async () => {
    const { accounts, clock } = await bench();
    const sessions = createSessions(accounts, clock);
    const [idle, busy] = [sessions.begin("anna", PHONE), sessions.begin("anna", PHONE)];
    for (let hours = 0; hours <= 168; hours += 8) {
      expect(sessions.find(busy)).toBeDefined();
      clock.move(8 * 3600);
    }
    expect(sessions.find(idle)).toBeUndefined();
    expect(sessions.find(busy)).toBeUndefined();
  });

  it("is over when the account changes or goes", async () => {
    const { accounts, clock } = await bench();
    const sessions = createSessions(accounts, clock);
    const [anna, bert] = [sessions.begin("anna", PHONE), sessions.begin("bert", PHONE)];
    accounts.set({ ...accounts.get("anna"), changedAt: "later" } as Account);
    accounts.delete("bert");
    expect([sessions.find(anna), sessions.find(bert)]).toEqual([undefined, undefined]);
  });

  it("is over when its account is disabled", async () => {
    const { accounts, clock, login } = await bench();
    const sessions = createSessions(accounts, clock);
    const anna = sessions.begin("anna", PHONE);
    accounts.set({ ...accounts.get("anna"), disabled: true } as Account);
    expect(sessions.find(anna)).toBeUndefined();
    expect(await login("anna", RIGHT)).toEqual({ ok: false, why: "refused" });
  });

  it("is shown with where it began, and ended by a key that lets nobody in", async () => {
    const { accounts, clock } = await bench();
    const sessions = createSessions(accounts, clock);
    const [anna, bert] = [sessions.begin("anna", PHONE), sessions.begin("bert", PHONE)];
    expect(sessions.list()).toMatchObject([{ name: "bert" }, { name: "anna", ...PHONE }]);
    const [{ key } = { key: "" }] = sessions.list("anna");
    expect(sessions.find(key)).toBeUndefined();
    expect(sessions.endByKey(key)).toBe(true);
    expect(sessions.find(anna)).toBeUndefined();
    expect(sessions.find(bert)).toBeDefined();
  });
});
