import { isStorageFault } from "@raceway/journal/database";
import type { Log } from "@raceway/ports/log";

/** What is done with one message, and how the broker is told that it was. */
export interface HeldMessage {
  /** @throws when it cannot be done now (the journal's disk is full) or ever. A promise is for what needs no journal. */
  readonly carryOut: () => unknown;
  readonly acknowledge: () => void;
}

/** So many wait in memory; what comes after them stays with the broker. */
const MOST = 10_000;

export type HeldMessages = ReturnType<typeof createHeldMessages>;

/**
 * Acknowledges a message once it has been carried out. One that the journal cannot store waits, with all that come after it, until {@link HeldMessages.retry}
 * carries them out in their order; should the process die before, the broker gives them again.
 */
export function createHeldMessages(log: Log) {
  let held: HeldMessage[] = [];
  let reason: string | undefined;
  let proceed: (() => void) | undefined;

  function attempt({ carryOut, acknowledge }: HeldMessage): boolean {
    const failed = (error: unknown) =>
      log.error({ error: String(error) }, "alarms: message not carried out");
    try {
      const begun = carryOut();
      if (begun instanceof Promise) begun.catch(failed);
    } catch (error) {
      if (isStorageFault(error)) {
        note(String(error instanceof Error ? error.message : error));
        return false;
      }
      failed(error);
    }
    acknowledge();
    return true;
  }

  function note(why: string | undefined): void {
    if (why !== undefined && reason === undefined)
      log.error({ reason: why }, "alarms: nothing can be stored: messages are held");
    if (why === undefined && reason !== undefined)
      log.info({}, "alarms: messages are stored again");
    reason = why;
  }

  function goOn(): void {
    proceed?.();
    proceed = undefined;
  }

  return {
    /** @param next lets the next message come. */
    receive(message: HeldMessage, next: () => void): void {
      if (held.length > 0 || !attempt(message)) held.push(message);
      if (held.length < MOST) next();
      else proceed = next;
    },
    /** To be called every second or so. */
    retry(): void {
      let done = 0;
      for (const message of held) {
        if (!attempt(message)) break;
        done += 1;
      }
      held = held.slice(done);
      if (held.length > 0) return;
      note(undefined);
      goOn();
    },
    /** The connection is gone: the broker gives them again on the next one. */
    forget(): void {
      for (const { acknowledge } of held.splice(0)) acknowledge();
      goOn();
    },
    /** Why messages wait, and how many; undefined: none does. */
    state: () => (held.length === 0 ? undefined : { messages: held.length, reason: reason ?? "" }),
  };
}
