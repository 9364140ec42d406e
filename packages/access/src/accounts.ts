import { isDeepStrictEqual } from "node:util";
import { isoOf } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { type Account, accountSchema, nameFault, type Voucher } from "./account.ts";
import { databasePath, takeOverOldFile } from "./old-accounts-file.ts";
import { type PasswordHash, passwordFault } from "./password.ts";
import { exclusively, openPrivateDatabase } from "./private-database.ts";
import { isPerson, type PersonRole, type Role } from "./role.ts";

/** An account as it is made. */
export interface NewAccount {
  readonly name: string;
  readonly role: Role;
  readonly points?: readonly string[];
  readonly lines?: Readonly<Record<string, PersonRole>>;
  readonly limited?: boolean;
  /** Absent: only its certificate, or who vouches for it, lets it in. */
  readonly password?: PasswordHash;
}

/** What a person may do where, as it is set. */
export interface Rights {
  readonly role: PersonRole;
  readonly lines?: Readonly<Record<string, PersonRole>>;
  readonly limited?: boolean;
}

export type Accounts = ReturnType<typeof openAccounts>;

const SCHEMA =
  "CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT";

/**
 * The accounts, in a database that only its owner may read. Several processes may have it open: each change is a transaction that reads what is so
 * then, and counts at once everywhere.
 *
 * @param path `accounts.sqlite`; an `accounts.json` of version 0.1 beside it (or named here) is taken over and kept as `accounts.json.migrated`.
 * @throws Error that names the file when it cannot be read or is not what it should be. Nothing is let in then.
 */
export function openAccounts(path: string, clock: Clock = systemClock) {
  const file = databasePath(path);
  const db = orNamed(file, () => {
    const opened = openPrivateDatabase(file);
    exclusively(opened, () => opened.exec(SCHEMA));
    return opened;
  });
  takeOverOldFile(db, file);
  const version = db.prepare("PRAGMA data_version");
  const all = db.prepare("SELECT body FROM account ORDER BY rowid");
  const put = db.prepare(
    "INSERT INTO account (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
  );
  const drop = db.prepare("DELETE FROM account WHERE name = ?");
  let read: { stamp: unknown; accounts: ReadonlyMap<string, Account> } | undefined;

  /** Read anew only when another process, or this one, has written. */
  function current(): ReadonlyMap<string, Account> {
    return orNamed(file, () => {
      const stamp = version.get()?.["data_version"];
      if (read?.stamp !== stamp) read = { stamp, accounts: readAll() };
      return read?.accounts ?? new Map();
    });
  }

  function readAll(): ReadonlyMap<string, Account> {
    const accounts = all.all().map(({ body }) => accountOf(String(body)));
    return new Map(accounts.map((account) => [account.name, account]));
  }

  /** @throws RangeError for what may not be; nothing is changed then. */
  function change<T>(work: (accounts: ReadonlyMap<string, Account>) => T): T {
    return orNamed(
      file,
      () => exclusively(db, () => work(readAll())),
      () => {
        read = undefined;
      },
    );
  }

  function write(account: Omit<Account, "changedAt">): void {
    const body = { ...account, changedAt: isoOf(clock.now()) };
    put.run(account.name, JSON.stringify(body));
  }

  /** Sessions that began before are over. */
  function alter(name: string, work: (account: Account, all: Map<string, Account>) => Account) {
    change((accounts) => {
      const altered = work(known(accounts, name), new Map(accounts));
      write(altered);
    });
  }

  current();
  return {
    path: file,
    get: (name: string): Account | undefined => current().get(name),
    list: (): readonly Account[] => [...current().values()],
    /** @throws RangeError when the name is taken or not right, or a sensor lacks its points. */
    add(account: NewAccount): void {
      const fault = nameFault(account.name) ?? scopeFault(account);
      if (fault !== undefined) throw new RangeError(`account "${account.name}": ${fault}`);
      change((accounts) => {
        if (accounts.has(account.name))
          throw new RangeError(`account "${account.name}" exists already: choose another name`);
        const { points, lines: _, limited: __, ...rest } = account;
        write({ ...rest, ...(points && { points: [...points] }), ...lineRoles(account) });
      });
    },
    /** @throws RangeError when there is none, or it is the last administrator. */
    remove(name: string): void {
      change((accounts) => {
        requireAnotherAdmin(accounts, known(accounts, name));
        drop.run(name);
      });
    },
    /** @throws RangeError when there is none, it is a machine's, another house vouches for it, or it is the last administrator's. */
    setRights(name: string, rights: Rights): void {
      alter(name, (account, accounts) => {
        requireOwnPerson(account);
        if (rights.role !== "admin") requireAnotherAdmin(accounts, account);
        const fault = scopeFault({ ...rights, name, password: account.password });
        if (fault !== undefined) throw new RangeError(`account "${name}": ${fault}`);
        const { lines: _, limited: __, ...rest } = account;
        return { ...rest, role: rights.role, ...lineRoles(rights) };
      });
    },
    /** @throws RangeError when there is none, or another house vouches for it. */
    setPassword(name: string, password: PasswordHash): void {
      alter(name, (account) => {
        if (account.voucher !== undefined)
          throw new RangeError(`"${name}" logs in at ${account.voucher.issuer}, not here`);
        return { ...account, password };
      });
    },
    /** Lets nobody in by this name until it is enabled again. @throws RangeError when there is none, or it is the last administrator. */
    disable(name: string): void {
      alter(name, (account, accounts) => {
        requireAnotherAdmin(accounts, account);
        return { ...account, disabled: true };
      });
    },
    /** @throws RangeError when there is none. */
    enable(name: string): void {
      alter(name, ({ disabled: _, ...account }) => account);
    },
    /**
     * The account of a person for whom another house vouches, made at the first login; its rights are those that the house says now.
     *
     * @throws RangeError when the name is somebody else's, or its account is disabled.
     */
    vouched(name: string, voucher: Voucher, rights: Rights): Account {
      const fault = nameFault(name);
      if (fault !== undefined) throw new RangeError(`account "${name}": ${fault}`);
      change((accounts) => {
        const before = accounts.get(name);
        if (before !== undefined && !isDeepStrictEqual(before.voucher, voucher))
          throw new RangeError(`account "${name}" is somebody else's`);
        if (before?.disabled) throw new RangeError(`account "${name}" is disabled`);
        const made = { name, role: rights.role, ...lineRoles(rights), voucher };
        if (before === undefined || !isDeepStrictEqual({ ...before }, withTime(made, before)))
          write(made);
      });
      return known(current(), name);
    },
    close: () => db.close(),
  };
}

const withTime = <T>(made: T, { changedAt }: Account) => ({ ...made, changedAt });

/** @throws RangeError with what is wrong with a password that somebody chose, without the password. */
export function requireGoodPassword(name: string, password: string): void {
  const fault = passwordFault(name, password);
  if (fault !== undefined) throw new RangeError(fault);
}

function known(accounts: ReadonlyMap<string, Account>, name: string): Account {
  const account = accounts.get(name);
  if (account === undefined) throw new RangeError(`there is no account "${name}"`);
  return account;
}

/** Somebody who can log in here, whatever becomes of other houses, must be left to manage accounts. */
function requireAnotherAdmin(accounts: ReadonlyMap<string, Account>, { name, role }: Account) {
  const others = [...accounts.values()].filter(
    (other) => other.name !== name && isWorkingAdmin(other),
  );
  if (role === "admin" && others.length === 0)
    throw new RangeError(`"${name}" is the last administrator: make another one first`);
}

export function isWorkingAdmin({ role, disabled, voucher }: Account): boolean {
  return role === "admin" && !disabled && voucher === undefined;
}

function requireOwnPerson({ name, role, voucher }: Account): void {
  if (!isPerson(role)) throw new RangeError(`"${name}" is no account of a person`);
  if (voucher !== undefined)
    throw new RangeError(`the rights of "${name}" come from groups at ${voucher.issuer}`);
}

type Scope = { readonly [K in keyof NewAccount]: NewAccount[K] | undefined } & {
  readonly role: Role;
};

function scopeFault({ role, points, lines, limited, password }: Scope): string | undefined {
  if (role === "sensor" && (points === undefined || points.length === 0))
    return "a sensor needs the points it publishes for: --points site/line/machine/point";
  if (isPerson(role) && points !== undefined) return "only a sensor or a service has points";
  if (!isPerson(role) && (lines !== undefined || limited)) return "only a person has roles by line";
  if (limited && Object.keys(lines ?? {}).length === 0)
    return "who is limited to lines needs a role on at least one of them";
  if (limited && role !== "viewer") return "who is limited to lines is viewer elsewhere";
  if (isPerson(role) && password === undefined) return "a person needs a password";
  return undefined;
}

function lineRoles({ lines, limited }: Pick<Scope, "lines" | "limited">) {
  const isGiven = lines !== undefined && Object.keys(lines).length > 0;
  return { ...(isGiven && { lines: { ...lines } }), ...(limited && { limited: true as const }) };
}

function accountOf(text: string): Account {
  const parsed = accountSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new Error(`it is not what it should be at ${where}`);
}

/** Runs something at the database; what goes wrong names its file, and what is not allowed stays as it is. */
function orNamed<T>(file: string, work: () => T, lastly: () => void = () => undefined): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const why = error instanceof SyntaxError ? "it is no JSON" : messageOf(error);
    throw new Error(`the accounts file ${file} cannot be used: ${why}`, { cause: error });
  } finally {
    lastly();
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
