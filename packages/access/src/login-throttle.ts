import { NANOS_PER_SECOND } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";

/** How much a subject may fail before it must wait, and how long at most. */
interface Patience {
  readonly free: number;
  readonly longestSeconds: number;
}

/**
 * Somebody who guesses one name is slowed after a few attempts. An address may hold many sensors behind one router, and a name must not be
 * locked by strangers for long, so both are given more.
 */
const PATIENCE = {
  pair: { free: 5, longestSeconds: 60 },
  address: { free: 30, longestSeconds: 300 },
  name: { free: 50, longestSeconds: 30 },
} as const satisfies Record<string, Patience>;
type Subject = keyof typeof PATIENCE;
const SUBJECTS = ["pair", "address", "name"] as const satisfies readonly Subject[];

/** So long after its last failure a subject begins anew. */
const FORGIVEN_AFTER = 900n * NANOS_PER_SECOND;
/** Beyond so many subjects the oldest are forgotten: a flood of names must not fill the memory. */
const MOST_SUBJECTS = 20_000;

interface Failures {
  readonly count: number;
  readonly last: bigint;
}

export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

/** Counts failed logins by address, by name, and by both together, and says how long the next attempt has to wait. */
export function createLoginThrottle(clock: Clock) {
  const failures = new Map<string, Failures>();

  function keyOf(subject: Subject, address: string, name: string): string {
    const host = networkOf(address);
    return { pair: `pair ${host} ${name}`, address: `address ${host}`, name: `name ${name}` }[
      subject
    ];
  }

  function recent(key: string): Failures | undefined {
    const found = failures.get(key);
    return found !== undefined && clock.now() - found.last < FORGIVEN_AFTER ? found : undefined;
  }

  function count(subject: Subject, address: string, name: string): void {
    const key = keyOf(subject, address, name);
    const before = recent(key)?.count ?? 0;
    // Deleted first, so that the first of the map is the one that failed longest ago.
    failures.delete(key);
    failures.set(key, { count: before + 1, last: clock.now() });
    const oldest = failures.keys().next();
    if (failures.size > MOST_SUBJECTS && !oldest.done) failures.delete(oldest.value);
  }

  return {
    /** Seconds until an attempt is looked at; 0: now. */
    waitSeconds(address: string, name: string): number {
      const waits = SUBJECTS.map((subject) => {
        const found = recent(keyOf(subject, address, name));
        if (found === undefined) return 0;
        const passed = Number(clock.now() - found.last) / 1e9;
        return Math.max(0, delayOf(PATIENCE[subject], found.count) - passed);
      });
      return Math.ceil(Math.max(...waits));
    },
    /**
     * Counts an attempt against its pair before it is looked at, so that a burst of guesses at one name is not all looked at. Many sensors of one
     * address that log in together do not count against each other.
     */
    begins: (address: string, name: string) => count("pair", address, name),
    failed(address: string, name: string): void {
      // The wait begins now: looking at the attempt took a while.
      const pair = recent(keyOf("pair", address, name));
      if (pair !== undefined)
        failures.set(keyOf("pair", address, name), { count: pair.count, last: clock.now() });
      count("address", address, name);
      count("name", address, name);
    },
    /** Forgives the pair only: with one account of their own nobody clears the address from which they guess at others. */
    succeeded(address: string, name: string): void {
      failures.delete(keyOf("pair", address, name));
    },
  };
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
