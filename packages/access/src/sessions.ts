import { createHash, randomBytes } from "node:crypto";
import { NANOS_PER_SECOND, type Nanos } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import { type Account, type Identity, identityOf } from "./account.ts";

/** A shift and some, without a look at the console. */
const IDLE = 12n * 3600n * NANOS_PER_SECOND;
/** However busy: a week, so that a person logs in on a day of work and not in the middle of it. */
const LONGEST = 7n * 24n * 3600n * NANOS_PER_SECOND;
const MOST_SESSIONS = 5000;
/** 256 random bits as base64url. */
const ID_PATTERN = /^[A-Za-z0-9_-]{43}$/;

interface Session {
  readonly name: string;
  /** The account as it was: a changed password or role ends its sessions. */
  readonly changedAt: string;
  readonly begunAt: Nanos;
  lastAt: Nanos;
}

export type Sessions = ReturnType<typeof createSessions>;

/**
 * Who is logged in. An id is 256 random bits and kept only as its SHA-256, so that what is in memory lets nobody in; sessions end with the
 * process, with the account, and with a change of its password or role.
 */
export function createSessions(accounts: { get(name: string): Account | undefined }, clock: Clock) {
  const sessions = new Map<string, Session>();
  const keyOf = (id: string) => createHash("sha256").update(id).digest("base64");

  function isOver({ begunAt, lastAt }: Session): boolean {
    const now = clock.now();
    return now - lastAt > IDLE || now - begunAt > LONGEST;
  }

  function isAlive(session: Session): boolean {
    return !isOver(session) && accounts.get(session.name)?.changedAt === session.changedAt;
  }

  return {
    /** A new session's id. */
    begin(name: string): string {
      const account = accounts.get(name);
      if (account === undefined) throw new RangeError("only an account has sessions");
      for (const [key, session] of sessions) if (isOver(session)) sessions.delete(key);
      const oldest = sessions.keys().next();
      if (sessions.size >= MOST_SESSIONS && !oldest.done) sessions.delete(oldest.value);
      const id = randomBytes(32).toString("base64url");
      const now = clock.now();
      const { changedAt } = account;
      sessions.set(keyOf(id), { name, changedAt, begunAt: now, lastAt: now });
      return id;
    },
    /** Whose session an id is; undefined: nobody's (any more). */
    find(id: string): Identity | undefined {
      if (!ID_PATTERN.test(id)) return undefined;
      const key = keyOf(id);
      const session = sessions.get(key);
      if (session === undefined) return undefined;
      const account = accounts.get(session.name);
      if (isOver(session) || account?.changedAt !== session.changedAt) {
        sessions.delete(key);
        return undefined;
      }
      session.lastAt = clock.now();
      return identityOf(account);
    },
    /** Present sessions of an account. */
    of: (name: string): number =>
      [...sessions.values()].filter((session) => session.name === name && isAlive(session)).length,
    /** Ends all sessions of an account. @returns how many there were. */
    endOf(name: string): number {
      const keys = [...sessions].flatMap(([key, session]) => (session.name === name ? [key] : []));
      for (const key of keys) sessions.delete(key);
      return keys.length;
    },
    end: (id: string): boolean => sessions.delete(keyOf(id)),
    count: () => sessions.size,
  };
}
