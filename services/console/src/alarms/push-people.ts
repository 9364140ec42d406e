import type { Account } from "@raceway/access/account";
import { isPerson } from "@raceway/access/role";
import { guarded } from "@raceway/ports/guarded";
import type { Log } from "@raceway/ports/log";
import type { PushPerson } from "@raceway/wire/push-ask";

/** How often the accounts are looked at: they change here, on the command line, and by what an issuer says at a login. */
const LOOK_MS = 2000;
/** Told anew after so many looks, ten minutes: what changed and changed back between two of them is not seen. */
const LOOKS_PER_TELLING = 300;

export interface PushPeopleParts {
  readonly accounts: { list(): readonly Account[] };
  /** Resolves once the alarm service has heard it. */
  readonly tell: (people: readonly PushPerson[]) => Promise<unknown>;
  readonly log: Log;
}

/**
 * Tells the alarm service who may be told of alarms, at the start and whenever an account changes, again and again until it has heard: phones of people who were
 * removed or disabled, or may not see a line any more, are to be still.
 *
 * @returns what ends it.
 */
export function startPushPeople({ accounts, tell, log }: PushPeopleParts): () => void {
  let told = "";
  let looks = 0;
  let busy = false;
  let complained = false;

  async function look(): Promise<void> {
    const all = accounts.list();
    const now = all.map(({ name, changedAt }) => `${name} ${changedAt}`).join();
    looks += 1;
    if (busy || (now === told && looks % LOOKS_PER_TELLING !== 0)) return;
    busy = true;
    try {
      await tell(all.flatMap(personOf));
      told = now;
      complained = false;
    } finally {
      busy = false;
    }
  }

  const timer = setInterval(
    guarded(look, (error) => {
      if (!complained)
        log.warn(
          { error: error instanceof Error ? error.message : String(error) },
          "console: the alarm service has not heard yet who may be told; it is told again",
        );
      complained = true;
    }),
    LOOK_MS,
  );
  return () => clearInterval(timer);
}

function personOf({ name, role, lines, limited, disabled }: Account): readonly PushPerson[] {
  if (!isPerson(role) || disabled) return [];
  return [{ name, ...(limited && { lines: Object.keys(lines ?? {}) }) }];
}
