import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { isoOf } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { type Account, accountsFile, nameFault } from "./account.ts";
import { type PasswordHash, passwordFault } from "./password.ts";
import { isPerson, type PersonRole, type Role } from "./role.ts";

/** An account as it is made. */
export interface NewAccount {
  readonly name: string;
  readonly role: Role;
  readonly points?: readonly string[];
  /** Absent: only its certificate lets it in. */
  readonly password?: PasswordHash;
}

export type Accounts = ReturnType<typeof openAccounts>;

/**
 * The accounts of a file that only its owner may read. Several processes may have it open: each looks whether it has changed before it answers,
 * and writes it whole, so a change counts everywhere at once.
 *
 * @throws Error that names the file when it cannot be read or is not what it should be. Nothing is let in then.
 */
export function openAccounts(path: string, clock: Clock = systemClock) {
  let read = { stamp: "", accounts: new Map<string, Account>() };

  function current(): ReadonlyMap<string, Account> {
    const stamp = stampOf(path);
    if (stamp !== read.stamp) read = { stamp, accounts: stamp === "" ? new Map() : readAll(path) };
    return read.accounts;
  }

  function write(change: (accounts: Map<string, Account>) => void): void {
    const accounts = new Map(current());
    change(accounts);
    writeAll(path, [...accounts.values()]);
  }

  function known(name: string): Account {
    const account = current().get(name);
    if (account === undefined) throw new RangeError(`there is no account "${name}"`);
    return account;
  }

  function requireAnotherAdmin({ name, role }: Account): void {
    const admins = [...current().values()].filter((account) => account.role === "admin");
    if (role === "admin" && admins.length === 1)
      throw new RangeError(`"${name}" is the last administrator: make another one first`);
  }

  current();
  return {
    path,
    get: (name: string): Account | undefined => current().get(name),
    list: (): readonly Account[] => [...current().values()],
    /** @throws RangeError when the name is taken or not right, or a sensor lacks its points. */
    add(account: NewAccount): void {
      const fault = nameFault(account.name) ?? scopeFault(account);
      if (fault !== undefined) throw new RangeError(`account "${account.name}": ${fault}`);
      if (current().has(account.name))
        throw new RangeError(`account "${account.name}" exists already: choose another name`);
      const { points, ...rest } = account;
      const made = { ...rest, ...(points && { points: [...points] }), changedAt: now() };
      write((accounts) => accounts.set(account.name, made));
    },
    /** @throws RangeError when there is none, or it is the last administrator. */
    remove(name: string): void {
      requireAnotherAdmin(known(name));
      write((accounts) => accounts.delete(name));
    },
    /** Sessions that began before are over. @throws RangeError when there is none, it is a machine's, or the last administrator's. */
    setRole(name: string, role: PersonRole): void {
      const account = known(name);
      if (!isPerson(account.role)) throw new RangeError(`"${name}" is no account of a person`);
      if (role !== "admin") requireAnotherAdmin(account);
      write((accounts) => accounts.set(name, { ...account, role, changedAt: now() }));
    },
    /** Sessions that began before are over. @throws RangeError when there is none. */
    setPassword(name: string, password: PasswordHash): void {
      const account = known(name);
      write((accounts) => accounts.set(name, { ...account, password, changedAt: now() }));
    },
  };

  function now(): string {
    return isoOf(clock.now());
  }
}

/** @throws RangeError with what is wrong with a password that somebody chose, without the password. */
export function requireGoodPassword(name: string, password: string): void {
  const fault = passwordFault(name, password);
  if (fault !== undefined) throw new RangeError(fault);
}

function scopeFault({ role, points, password }: NewAccount): string | undefined {
  if (role === "sensor" && (points === undefined || points.length === 0))
    return "a sensor needs the points it publishes for: --points site/line/machine/point";
  if (role !== "sensor" && points !== undefined) return "only a sensor has points";
  if (isPerson(role) && password === undefined) return "a person needs a password";
  return undefined;
}

/** Changes whenever the file does; empty when there is none. */
function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
}

function readAll(path: string): Map<string, Account> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // The parser's own words quote the file, which is nobody's business.
    const why = error instanceof SyntaxError ? "it is no JSON" : String(error);
    throw new Error(`the accounts file ${path} cannot be read: ${why}`);
  }
  const parsed = accountsFile.safeParse(content);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new Error(`the accounts file ${path} is not what it should be at ${where}`);
  }
  return new Map(parsed.data.accounts.map((account) => [account.name, account]));
}

/** Beside the old file, to disk, then in its place: a power cut leaves the old one or the new one. */
function writeAll(path: string, accounts: readonly Account[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${randomBytes(6).toString("hex")}`;
  const file = openSync(beside, "wx", 0o600);
  try {
    writeSync(file, `${JSON.stringify({ version: 1, accounts }, undefined, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}
