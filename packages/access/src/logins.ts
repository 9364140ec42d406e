import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { type Account, type Identity, identityOf } from "./account.ts";
import { createLoginThrottle } from "./login-throttle.ts";
import { impossibleHash, isPassword } from "./password.ts";

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
  readonly accounts: { get(name: string): Account | undefined };
  /**
   * Whether it is machines that log in, whose passwords are generated: a name that nobody has is then refused as fast as theirs are checked, so that a
   * hundred wrongly configured sensors do not keep the others waiting.
   */
  readonly machines?: boolean;
  readonly clock: Clock;
  readonly log: Log;
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
export function createLogins({ accounts, machines = false, clock, log }: LoginsParts) {
  const throttle = createLoginThrottle(clock);
  const turn = createTurnstile(AT_ONCE, MOST_WAITING);
  const remembered = new Map<string, string>();
  const key = randomBytes(32);
  const stranger = impossibleHash(machines);

  const digestOf = (password: string) => createHmac("sha256", key).update(password).digest("hex");

  async function matches(account: Account | undefined, password: string): Promise<boolean> {
    const kept = account?.password;
    if (account === undefined || kept === undefined) {
      await turn(() => isPassword(password, stranger));
      return false;
    }
    const mark = `${account.name} ${kept.hash} ${digestOf(password)}`;
    if (remembered.get(account.name) === mark) return true;
    if (!(await turn(() => isPassword(password, kept)))) return false;
    remembered.set(account.name, mark);
    const oldest = remembered.keys().next();
    if (remembered.size > MOST_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
    return true;
  }

  return {
    async login({ name, password, address }: Credentials): Promise<LoginResult> {
      const wait = throttle.waitSeconds(address, name);
      if (wait > 0) return { ok: false, why: "throttled", retryAfterSeconds: wait };
      const account = accounts.get(name);
      throttle.begins(address, name);
      if (account !== undefined && (await matches(account, password))) {
        throttle.succeeded(address, name);
        return { ok: true, identity: identityOf(account), changedAt: account.changedAt };
      }
      if (account === undefined) await matches(undefined, password);
      throttle.failed(address, name);
      const who = account === undefined ? "a name that no account has" : account.name;
      log.warn({ account: who, address }, "login refused");
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
