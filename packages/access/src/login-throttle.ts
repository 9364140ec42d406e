import { NANOS_PER_SECOND } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";

/** How much a subject may fail before it must wait, how long at most, and after how long without a failure it begins anew. */
interface Patience {
  readonly free: number;
  readonly longestSeconds: number;
  readonly forgivenSeconds: number;
}

/**
 * Somebody who guesses one name is slowed after a few attempts. An address may hold many sensors behind one router, so it is given more. A name is guessed at
 * from many addresses too: what all strangers together may try at it is bounded, and none of it concerns an address from which the name has logged in.
 */
const PATIENCE = {
  pair: { free: 5, longestSeconds: 60, forgivenSeconds: 900 },
  address: { free: 30, longestSeconds: 300, forgivenSeconds: 900 },
  name: { free: 50, longestSeconds: 60, forgivenSeconds: 86_400 },
} as const satisfies Record<string, Patience>;
type Subject = keyof typeof PATIENCE;

/** Beyond so many subjects the oldest are forgotten: a flood of names must not fill the memory. */
const MOST_SUBJECTS = 20_000;
/** Names with an address from which they have logged in; only who knows a password adds to them. */
const MOST_FAMILIAR = 20_000;

interface Failures {
  readonly count: number;
  readonly last: bigint;
}

export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

/**
 * Counts failed logins by address, by name, and by both together, and says how long the next attempt has to wait. Where a name has logged in before, only the
 * failures of both together count: strangers elsewhere lock nobody out.
 *
 * @param guessable whether the passwords of this door are chosen by people: random ones need no bound for a name, which strangers could use up.
 */
export function createLoginThrottle(clock: Clock, guessable = true) {
  const failures = new Map<string, Failures>();
  const familiar = new Set<string>();

  function keyOf(subject: Subject, address: string, name: string): string {
    const host = networkOf(address);
    return { pair: `pair ${host} ${name}`, address: `address ${host}`, name: `name ${name}` }[
      subject
    ];
  }

  function recent(subject: Subject, key: string): Failures | undefined {
    const found = failures.get(key);
    const forgiven = BigInt(PATIENCE[subject].forgivenSeconds) * NANOS_PER_SECOND;
    return found !== undefined && clock.now() - found.last < forgiven ? found : undefined;
  }

  /** What counts for an attempt. */
  function subjectsOf(address: string, name: string): readonly Subject[] {
    if (familiar.has(keyOf("pair", address, name))) return ["pair"];
    return guessable ? ["pair", "address", "name"] : ["pair", "address"];
  }

  function count(subject: Subject, address: string, name: string): void {
    const key = keyOf(subject, address, name);
    const before = recent(subject, key)?.count ?? 0;
    // Deleted first, so that the first of the map is the one that failed longest ago.
    failures.delete(key);
    failures.set(key, { count: before + 1, last: clock.now() });
    const oldest = failures.keys().next();
    if (failures.size > MOST_SUBJECTS && !oldest.done) failures.delete(oldest.value);
  }

  return {
    /** Seconds until an attempt is looked at; 0: now. */
    waitSeconds(address: string, name: string): number {
      const waits = subjectsOf(address, name).map((subject) => {
        const found = recent(subject, keyOf(subject, address, name));
        if (found === undefined) return 0;
        const passed = Number(clock.now() - found.last) / 1e9;
        return Math.max(0, delayOf(PATIENCE[subject], found.count) - passed);
      });
      return Math.ceil(Math.max(...waits));
    },
    /**
     * Counts an attempt against its pair and its name before it is looked at, so that a burst of guesses at one name is not all looked at. Many sensors of one
     * address that log in together do not count against each other.
     */
    begins(address: string, name: string): void {
      for (const subject of subjectsOf(address, name))
        if (subject !== "address") count(subject, address, name);
    },
    failed(address: string, name: string): void {
      for (const subject of subjectsOf(address, name)) {
        if (subject === "address") count(subject, address, name);
        else waitsFromNow(subject, keyOf(subject, address, name));
      }
    },
    /** Forgives the pair only: with one account of their own nobody clears the address from which they guess at others, or what others did with the name. */
    succeeded(address: string, name: string): void {
      if (subjectsOf(address, name).includes("name")) uncount(keyOf("name", address, name));
      const pair = keyOf("pair", address, name);
      failures.delete(pair);
      familiar.delete(pair);
      familiar.add(pair);
      const oldest = familiar.keys().next();
      if (familiar.size > MOST_FAMILIAR && !oldest.done) familiar.delete(oldest.value);
    },
  };

  /** Looking at an attempt took a while. */
  function waitsFromNow(subject: Subject, key: string): void {
    const found = recent(subject, key);
    if (found !== undefined) failures.set(key, { count: found.count, last: clock.now() });
  }

  function uncount(key: string): void {
    const found = failures.get(key);
    if (found !== undefined) failures.set(key, { ...found, count: found.count - 1 });
  }
}

function delayOf({ free, longestSeconds }: Patience, count: number): number {
  return count < free ? 0 : Math.min(longestSeconds, 2 ** (count - free));
}

/** The address without its port; of IPv6 the /64, which one subscriber has whole. */
export function networkOf(address: string): string {
  const host = address.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^::ffff:(?=\d+\.)/, "");
  const colons = host.split(":").length - 1;
  if (colons === 0) return host;
  if (colons === 1 || host.includes(".")) return host.replace(/:\d+$/, "");
  return host.split(":").slice(0, 4).join(":");
}
