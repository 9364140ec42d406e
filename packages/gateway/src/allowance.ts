import { NANOS_PER_SECOND } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";

/** So many at once; then one in so long. */
const AT_ONCE = 20;
const EACH = 10n * NANOS_PER_SECOND;
/** Beyond so many clients the one that was heard of longest ago is forgotten: a flood of names must not fill the memory. */
const MOST_CLIENTS = 1000;

interface Account {
  /** Moment at which the allowance is whole again. */
  wholeAt: bigint;
  keptBack: number;
}

/**
 * Lets each client have a few of something, and then one now and then, so that a client with nothing but useless messages cannot push out what others should
 * hear of. What is kept back is counted.
 *
 * @returns of one more of a client: how many of it were kept back before; undefined: it is kept back itself.
 */
export function createAllowance(clock: Clock) {
  const accounts = new Map<string, Account>();
  return (client: string): number | undefined => {
    const now = clock.now();
    const account = accounts.get(client) ?? { wholeAt: now, keptBack: 0 };
    accounts.delete(client);
    accounts.set(client, account);
    const oldest = accounts.keys().next();
    if (accounts.size > MOST_CLIENTS && !oldest.done) accounts.delete(oldest.value);
    const from = account.wholeAt > now ? account.wholeAt : now;
    if (from - now > BigInt(AT_ONCE - 1) * EACH) {
      account.keptBack += 1;
      return undefined;
    }
    const { keptBack } = account;
    account.wholeAt = from + EACH;
    account.keptBack = 0;
    return keptBack;
  };
}
