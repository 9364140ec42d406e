import type { Journal } from "@raceway/journal/journal";
import type { OutboxRow } from "@raceway/journal/outbox";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { backoffMs } from "./backoff.ts";
import { createStopSignal } from "./stop-signal.ts";

export interface DrainParts {
  readonly journal: Journal;
  /** As configured in the journal. */
  readonly name: string;
  readonly rowsAtOnce: number;
  /** Takes rows out; they are done with when it resolves, and tried again, in order, when it rejects. */
  readonly take: (rows: readonly OutboxRow[]) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Moves results from the outbox to where they go, in order, for ever: an absent receiver only makes rows wait. */
export function createDrain({ journal, name, rowsAtOnce, take, clock, log }: DrainParts) {
  const signal = createStopSignal();
  let running: Promise<void> | undefined;
  let waitingFor: string | undefined;

  async function run(): Promise<void> {
    while (!signal.stopped) {
      await signal.orStopped(journal.outbox.arrived(name));
      if (signal.stopped) return;
      const rows = journal.outbox.read(name, rowsAtOnce);
      const last = rows.at(-1);
      if (last !== undefined && (await taken(rows))) journal.outbox.advance(name, last.id);
    }
  }

  /** Tries until the rows are taken; false when stopped before. */
  async function taken(rows: readonly OutboxRow[]): Promise<boolean> {
    for (let attempt = 0; !signal.stopped; attempt++) {
      try {
        await take(rows);
        if (waitingFor !== undefined) log.info({ drain: name }, "results flow again");
        waitingFor = undefined;
        return true;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (waitingFor === undefined)
          log.warn({ drain: name, reason }, "results wait in the outbox");
        waitingFor = reason;
        const pause = new Promise<void>((resolve) => clock.after(backoffMs(attempt), resolve));
        await signal.orStopped(pause);
      }
    }
    return false;
  }

  return {
    /** Why rows wait, when they do. */
    waitingFor: () => waitingFor,
    start(): void {
      running = run();
    },
    async stop(): Promise<void> {
      signal.stop();
      await running;
    },
  };
}

export type Drain = ReturnType<typeof createDrain>;
