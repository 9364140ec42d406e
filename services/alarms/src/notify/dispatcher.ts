import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { type Notification, NotificationRefused, type Notifier } from "@raceway/ports/notifier";
import type { EvenClock } from "../even-clock.ts";
import type { NewsBatch, NewsOutbox, OutboxCounts } from "./news-outbox.ts";

/** Waits between attempts: from this, doubled each time, up to that; each between half and all of it at random. */
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 300_000;

/** Nobody wants to be told of yesterday's alarm as if it were news. */
const OLDEST_MS = 86_400_000;
const PRUNE_MS = 60_000;

/** Longest sleep, so that a clock that was set back delays nothing for long. */
const LONGEST_SLEEP_MS = 60_000;

export interface DispatcherParts {
  readonly outbox: NewsOutbox;
  readonly notifiers: ReadonlyMap<string, Notifier>;
  /** Undefined: there is nothing to tell any more. */
  readonly compose: (batch: NewsBatch) => Notification | undefined;
  readonly clock: Clock;
  /** For spans: nobody sets it. */
  readonly even: Pick<EvenClock, "now">;
  readonly log: Log;
  /** 0 to 1. */
  readonly random?: () => number;
}

/** How a channel fares, for people who look after the service. */
export interface ChannelStatus {
  readonly sent: number;
  readonly refused: number;
  /** Attempts that failed since the last success. */
  readonly failing: number;
  /** Why the last attempt failed. */
  readonly reason?: string;
}

export interface NotificationStatus extends OutboxCounts {
  readonly channels: Readonly<Record<string, ChannelStatus>>;
}

export type Dispatcher = ReturnType<typeof createDispatcher>;

/**
 * Sends what is owed, each channel at its own pace: one that is dead delays neither the others nor any alarm. A message is sent again until it was
 * taken or refused for good, or is a day old; one that was taken is not sent again, except when this process dies between the receiver's answer
 * and the next line: then it goes out a second time under the same id.
 */
export function createDispatcher(parts: DispatcherParts) {
  const { outbox, notifiers, clock, even, log } = parts;
  const random = parts.random ?? Math.random;
  const startedAt = evenMillis();
  let pruned = Number.NEGATIVE_INFINITY;
  const lanes = new Map([...notifiers].map(([name, notifier]) => [name, createLane(notifier)]));

  return {
    /** To be called after news were stored, and once at the start. */
    wake(): void {
      for (const lane of lanes.values()) lane.wake();
    },
    status(): NotificationStatus {
      return {
        ...outbox.counts(),
        channels: Object.fromEntries([...lanes].map(([name, lane]) => [name, lane.status()])),
      };
    },
    /** Whether something can be sent over a channel. */
    has: (channel: string): boolean => lanes.has(channel),
    /** One more channel, or another notifier in its place. */
    add(notifier: Notifier): void {
      void lanes.get(notifier.name)?.close();
      const lane = createLane(notifier);
      lanes.set(notifier.name, lane);
      lane.wake();
    },
    /** A channel is no more: what it still owes is dropped by and by. */
    remove(channel: string): void {
      void lanes.get(channel)?.close();
      lanes.delete(channel);
    },
    /** Lets what is being sent finish; what is owed stays stored. */
    async close(): Promise<void> {
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
    },
  };

  function millis(): number {
    return Number(clock.now() / 1_000_000n);
  }

  function evenMillis(): number {
    return Number(even.now() / 1_000_000n);
  }

  /**
   * Now and then: it looks through everything that waits. Nothing is given up that was not tried for a day: whether this service was off for a day or the
   * clock was set by one between two starts cannot be told.
   */
  function prune(): void {
    const now = evenMillis();
    if (now - pruned < PRUNE_MS) return;
    pruned = now;
    const before = now - startedAt < OLDEST_MS ? 0 : millis() - OLDEST_MS;
    const lost = outbox.prune(before, [...lanes.keys()]);
    if (lost > 0) log.error({ lost }, "notification: not sent for a day, given up");
  }

  function createLane(notifier: Notifier) {
    const { name } = notifier;
    let status: ChannelStatus = { sent: 0, refused: 0, failing: 0 };
    let cancelSleep: (() => void) | undefined;
    let running: Promise<void> | undefined;
    let closed = false;
    let broken = false;
    /** Taken by the receiver, and not yet struck out: the disk is full. */
    let taken: string | undefined;

    return {
      name,
      status: () => status,
      wake(): void {
        // A lane that waits after a failure is not woken by news: its receiver would be run over.
        if (status.failing === 0 || cancelSleep === undefined) look();
      },
      async close(): Promise<void> {
        closed = true;
        cancelSleep?.();
        await notifier.close();
        await running;
      },
    };

    function look(): void {
      cancelSleep?.();
      cancelSleep = undefined;
      if (closed || running !== undefined) return;
      // Not at once: whoever woke this lane may be in the middle of something.
      running = Promise.resolve()
        .then(work)
        .then(
          () => {
            broken = false;
          },
          (error: unknown) => {
            if (!broken)
              log.error({ channel: name, error: String(error) }, "notification: the outbox failed");
            broken = true;
          },
        )
        .finally(() => {
          running = undefined;
          if (!closed) sleep();
        });
    }

    async function work(): Promise<void> {
      prune();
      for (;;) {
        const batch = closed ? undefined : outbox.take(name, millis());
        if (batch === undefined) return;
        const message = batch.id === taken ? undefined : composed(batch);
        if (message !== undefined && !(await attempt(message))) return;
        taken = batch.id;
        outbox.done(batch.id);
      }
    }

    /** A message that cannot even be written must not hold up all others for a day. */
    function composed(batch: NewsBatch): Notification | undefined {
      try {
        return parts.compose(batch);
      } catch (error) {
        log.error({ channel: name, error: String(error) }, "notification: not written, given up");
        return undefined;
      }
    }

    /** @returns whether this message is over and done with. */
    async function attempt(message: Notification): Promise<boolean> {
      try {
        await notifier.send(message);
        if (status.failing > 0)
          log.info({ channel: name }, "notification: the channel works again");
        status = { sent: status.sent + 1, refused: status.refused, failing: 0 };
        return true;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (error instanceof NotificationRefused) {
          status = { ...status, refused: status.refused + 1, failing: 0, reason };
          log.error({ channel: name, reason }, "notification: refused for good, not sent");
          return true;
        }
        if (status.failing === 0 && !closed)
          log.warn({ channel: name, reason }, "notification: not sent, will be tried again");
        status = { ...status, failing: status.failing + 1, reason };
        return false;
      }
    }

    function sleep(): void {
      const due = outbox.nextDue(name);
      if (due === undefined) return;
      const { failing } = status;
      const wait = broken
        ? FIRST_RETRY_MS
        : failing > 0
          ? Math.min(FIRST_RETRY_MS * 2 ** (failing - 1), LAST_RETRY_MS) * (0.5 + random() / 2)
          : Math.min(Math.max(due - millis(), 0), LONGEST_SLEEP_MS);
      cancelSleep = clock.after(wait, look);
    }
  }
}
