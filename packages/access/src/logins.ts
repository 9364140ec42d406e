import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { type Account, type Identity, identityOf } from "./account.ts";
import { createLoginThrottle } from "./login-throttle.ts";
import { costOf, impossibleHash, isPassword, type PasswordHash } from "./password.ts";
import { isPerson } from "./role.ts";

/** What somebody shows to be let in. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  /** Where from, with or without a port. */
  readonly address: string;
}

export type LoginResult =
  | { readonly ok: true; readonly identity: Identity; readonly changedAt: string }
  | { readonly ok: false; readonly why: "refused" }
  | { readonly ok: false; readonly why: "throttled"; readonly retryAfterSeconds: number };

export interface LoginsParts {
  readonly accounts: { get(name: string): Account | undefined; list(): readonly Account[] };
  /** Whose door it is: of the others' accounts it knows nothing. Default: people's. */
  readonly machines?: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Is told of every refusal, without what was typed. */
  readonly onRefused?: (refusal: RefusedLogin) => void;
  /** Is told of every hash that is computed, and at which cost. */
  readonly onHash?: (hash: PasswordHash) => void;
}

export interface RefusedLogin {
  /** The account; never a name that none has. */
  readonly who: string;
  readonly address: string;
  readonly why: string;
}

/** Scrypt runs at once: each takes memory and one of the few threads that file access needs too. */
const AT_ONCE = 2;
/** Checks that may wait; beyond, everybody is asked to come again. */
const MOST_WAITING = 500;
/** Right passwords that are remembered, so that a plant that reconnects does not queue for scrypt. */
const MOST_REMEMBERED = 5000;

export type Logins = ReturnType<typeof createLogins>;

/**
 * Checks names and passwords, slows down whoever guesses, and logs refusals without what was typed: people type passwords into the field of the
 * name, so only names of accounts are ever written.
 */
export function createLogins({
  accounts,
  machines = false,
  clock,
  log,
  onRefused,
  onHash,
}: LoginsParts) {
  const throttle = createLoginThrottle(clock, !machines);
  const turn = createTurnstile(AT_ONCE, MOST_WAITING);
  const remembered = new Map<string, string>();
  const key = randomBytes(32);
  const strangers = new Map<string, PasswordHash>();

  const digestOf = (password: string) => createHmac("sha256", key).update(password).digest("hex");

  /** Of this door, and let in at all. */
  function accountOf(name: string): Account | undefined {
    const account = accounts.get(name);
    return account !== undefined && !account.disabled && isPerson(account.role) !== machines
      ? account
      : undefined;
  }

  /**
   * Every attempt costs the same, whoever is named: one hash of each cost that any account of this door has, of which the account's own may be one. (Sensors
   * whose passwords are all generated cost little, so that a hundred wrongly configured ones do not keep the others waiting.)
   */
  function hashesFor(own: PasswordHash | undefined): readonly PasswordHash[] {
    const hashes = new Map([[costOf(impossibleHash(machines)), impossibleHash(machines)]]);
    for (const { role, password } of accounts.list())
      if (password !== undefined && isPerson(role) !== machines)
        hashes.set(costOf(password), strangerFor(password));
    if (own !== undefined) hashes.set(costOf(own), own);
    return [...hashes.values()];
  }

  function strangerFor(like: PasswordHash): PasswordHash {
    const known = strangers.get(costOf(like));
    const made = known ?? impossibleHash(machines, like);
    strangers.set(costOf(like), made);
    return made;
  }

  async function matches(account: Account | undefined, password: string): Promise<boolean> {
    const kept = account?.password;
    const mark = kept && `${kept.hash} ${digestOf(password)}`;
    if (account !== undefined && mark !== undefined && remembered.get(account.name) === mark)
      return true;
    let isRight = false;
    await turn(async () => {
      for (const hash of hashesFor(kept)) {
        onHash?.(hash);
        const fits = await isPassword(password, hash);
        if (hash === kept) isRight = fits;
      }
    });
    if (!isRight || account === undefined || mark === undefined) return false;
    remembered.set(account.name, mark);
    const oldest = remembered.keys().next();
    if (remembered.size > MOST_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
    return true;
  }

  return {
    async login({ name, password, address }: Credentials): Promise<LoginResult> {
      const wait = throttle.waitSeconds(address, name);
      if (wait > 0) return { ok: false, why: "throttled", retryAfterSeconds: wait };
      const account = accountOf(name);
      throttle.begins(address, name);
      if ((await matches(account, password)) && account !== undefined) {
        throttle.succeeded(address, name);
        return { ok: true, identity: identityOf(account), changedAt: account.changedAt };
      }
      throttle.failed(address, name);
      const known = accounts.get(name);
      const who = known === undefined ? "a name that no account has" : known.name;
      const why = known?.disabled ? "its account is disabled" : "name or password is not right";
      log.warn({ account: who, address, why }, "login refused");
      onRefused?.({ who, address, why });
      return { ok: false, why: "refused" };
    },
  };
}

/** Lets so many run at once, in order. @throws Error when too many wait. */
function createTurnstile(atOnce: number, mostWaiting: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw new Error("too many logins at once");
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Who waited takes the place of who leaves.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
