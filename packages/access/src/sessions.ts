import { createHash, randomBytes } from "node:crypto";
import { isoOf, NANOS_PER_SECOND, type Nanos } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import { type Account, type Identity, identityOf } from "./account.ts";
import type { SessionView } from "./session-view.ts";

/** A shift and some, without a look at the console. */
const IDLE = 12n * 3600n * NANOS_PER_SECOND;
/** However busy: a week, so that a person logs in on a day of work and not in the middle of it. */
const LONGEST = 7n * 24n * 3600n * NANOS_PER_SECOND;
const MOST_SESSIONS = 5000;
/** 256 random bits as base64url. */
const ID_PATTERN = /^[A-Za-z0-9_-]{43}$/;
const LONGEST_AGENT = 200;

/** Where a person logged in, for them to recognise. */
export interface Whence {
  readonly address: string;
  /** What the browser calls itself. */
  readonly agent?: string | undefined;
  /** For a log out at the house that vouched: the ID token it gave. */
  readonly idToken?: string | undefined;
}

interface Session extends Whence {
  readonly name: string;
  /** The account as it was: a changed password or role ends its sessions. */
  readonly changedAt: string;
  readonly begunAt: Nanos;
  lastAt: Nanos;
}

export type Sessions = ReturnType<typeof createSessions>;

/**
 * Who is logged in. An id is 256 random bits and kept only as its SHA-256, so that what is in memory lets nobody in; sessions end with the
 * process, with the account, and with a change of its password or rights.
 */
export function createSessions(accounts: { get(name: string): Account | undefined }, clock: Clock) {
  const sessions = new Map<string, Session>();

  function isOver({ begunAt, lastAt }: Session): boolean {
    const now = clock.now();
    return now - lastAt > IDLE || now - begunAt > LONGEST;
  }

  function accountOf(session: Session): Account | undefined {
    const account = accounts.get(session.name);
    const isSame = account?.changedAt === session.changedAt && !account.disabled;
    return isSame && !isOver(session) ? account : undefined;
  }

  function forgetEnded(): void {
    for (const [key, session] of sessions) if (!accountOf(session)) sessions.delete(key);
    const oldest = sessions.keys().next();
    if (sessions.size >= MOST_SESSIONS && !oldest.done) sessions.delete(oldest.value);
  }

  return {
    /** A new session's id. */
    begin(name: string, whence: Whence): string {
      const account = accounts.get(name);
      if (account === undefined) throw new RangeError("only an account has sessions");
      forgetEnded();
      const id = randomBytes(32).toString("base64url");
      const now = clock.now();
      const agent = whence.agent?.slice(0, LONGEST_AGENT);
      const { changedAt } = account;
      sessions.set(keyOf(id), { ...whence, agent, name, changedAt, begunAt: now, lastAt: now });
      return id;
    },
    /** Whose session an id is; undefined: nobody's (any more). */
    find(id: string): Identity | undefined {
      if (!ID_PATTERN.test(id)) return undefined;
      const key = keyOf(id);
      const session = sessions.get(key);
      if (session === undefined) return undefined;
      const account = accountOf(session);
      if (account === undefined) sessions.delete(key);
      else session.lastAt = clock.now();
      return account && identityOf(account);
    },
    /** Present sessions, of one account when it is named; the latest first. */
    list(name?: string): readonly SessionView[] {
      const alive = [...sessions].filter(
        ([, session]) => (name === undefined || session.name === name) && accountOf(session),
      );
      return alive.map(([key, session]) => viewOf(key, session)).toReversed();
    },
    /** Ends the session of a key. @returns whether there was one. */
    endByKey: (key: string): boolean => sessions.delete(key),
    /** Ends all sessions of an account. @returns how many there were. */
    endOf(name: string): number {
      const keys = [...sessions].flatMap(([key, session]) => (session.name === name ? [key] : []));
      for (const key of keys) sessions.delete(key);
      return keys.length;
    },
    end: (id: string): boolean => sessions.delete(keyOf(id)),
    /** What the house that vouched wants to hear at the log out. */
    idToken: (id: string): string | undefined => sessions.get(keyOf(id))?.idToken,
    count: () => sessions.size,
  };
}

/** By which a session is kept and shown. */
export function keyOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}

function viewOf(key: string, { name, address, agent, begunAt, lastAt }: Session): SessionView {
  return {
    key,
    name,
    address,
    ...(agent !== undefined && { agent }),
    begunAt: isoOf(begunAt),
    lastAt: isoOf(lastAt),
  };
}
