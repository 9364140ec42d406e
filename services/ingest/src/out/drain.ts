import { isCorruption } from "@raceway/journal/database";
import type { Journal } from "@raceway/journal/journal";
import type { OutboxRow } from "@raceway/journal/outbox";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { createStopSignal } from "../stop-signal.ts";
import { backoffMs } from "./backoff.ts";

export interface DrainParts {
  readonly journal: Journal;
  /** As configured in the journal. */
  readonly name: string;
  readonly rowsAtOnce: number;
  /** How long the first row of a batch waits for others, unless the batch is full, milliseconds: the longer, the longer a write takes. Absent: each goes at once. */
  readonly gatherMs?: readonly [least: number, most: number];
  /** Takes rows out; they are done with when it resolves, and tried again, in order, when it rejects. */
  readonly take: (rows: readonly OutboxRow[]) => Promise<void>;
  /** Longest pause between attempts, milliseconds. Default 30 000. */
  readonly capMs?: number;
  readonly clock: Clock;
  /** An even count of seconds. */
  readonly seconds: () => number;
  readonly log: Log;
  /** Is told of a journal that can no longer be read: then the drain has ended. */
  readonly onBroken: (error: unknown) => void;
}

/** A receiver that gathers rows is left alone for so many times as long as its last write took: writing small batches takes a fifth of its time at most. */
const REST = 4;

/** Moves results from the outbox to where they go, in order, for ever: an absent receiver only makes rows wait. */
export function createDrain(parts: DrainParts) {
  const { journal, name, clock, log } = parts;
  const signal = createStopSignal();
  let running: Promise<void> | undefined;
  let waitingFor: string | undefined;
  let tookMs = 0;

  async function run(): Promise<void> {
    for (let failures = 0; !signal.stopped; ) {
      await signal.orStopped(journal.outbox.arrived(name));
      await gather();
      if (signal.stopped) return;
      try {
        await moveSome();
        if (waitingFor !== undefined) log.info({ drain: name }, "results flow again");
        waitingFor = undefined;
        failures = 0;
      } catch (error) {
        if (isCorruption(error)) {
          parts.onBroken(error);
          return;
        }
        await waitAfter(error, failures++);
      }
    }
  }

  /** Few large batches cost a receiver less than many small ones. What waits already, because the receiver is slow or was away, waits no longer. */
  async function gather(): Promise<void> {
    const { gatherMs, rowsAtOnce } = parts;
    if (gatherMs === undefined) return;
    if ((journal.stats().outbox.drains[name]?.rows ?? 0) >= rowsAtOnce) return;
    const [least, most] = gatherMs;
    await pause(Math.min(most, Math.max(least, REST * tookMs)));
  }

  function pause(milliseconds: number): Promise<void> {
    return signal.orStopped(new Promise<void>((resolve) => clock.after(milliseconds, resolve)));
  }

  /** Rows that were taken and could not be ticked off (the journal's disk is full) are taken again: whoever takes them must not mind. */
  async function moveSome(): Promise<void> {
    const rows = journal.outbox.read(name, parts.rowsAtOnce);
    const last = rows.at(-1);
    if (last === undefined) return;
    const begun = parts.seconds();
    await parts.take(rows);
    tookMs = 1000 * (parts.seconds() - begun);
    journal.outbox.advance(name, last.id);
  }

  async function waitAfter(error: unknown, failures: number): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    if (waitingFor === undefined) log.warn({ drain: name, reason }, "results wait in the outbox");
    waitingFor = reason;
    await pause(backoffMs(failures, parts.capMs));
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
