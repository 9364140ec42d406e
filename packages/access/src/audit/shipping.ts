import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Audit } from "./audit.ts";
import type { Row } from "./chain.ts";

/** Somewhere else that keeps a copy of the audit. */
export interface Destination {
  /** Without secrets: it is in logs. */
  readonly name: string;
  /** Resolves when the entries have been taken. */
  send(entries: readonly Row[]): Promise<void>;
}

/** How a destination fares. */
export interface ShippingStatus {
  readonly destination: string;
  /** Entries that it does not have yet, and when the oldest of them was written. */
  readonly waiting: number;
  readonly since?: string;
  /** Why the last attempt failed; absent: it did not. */
  readonly failing?: string;
}

export interface ShippingParts {
  readonly audit: Pick<Audit, "rowsAfter" | "shipped" | "setShipped" | "waiting">;
  readonly destinations: readonly Destination[];
  readonly clock?: Clock;
  readonly log: Log;
}

/** Entries that are handed over at once: what is held in memory. The rest waits in the audit itself. */
const BATCH = 100;
const LOOK_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

export type Shipping = ReturnType<typeof startShipping>;

/**
 * Copies the audit elsewhere, in order, at least once (an entry's id tells copies apart), and remembers how far it came. No act waits for it; a destination
 * that is away is asked again ever more seldom, up to a minute.
 */
export function startShipping({ audit, destinations, clock = systemClock, log }: ShippingParts) {
  const couriers = destinations.map((destination) => createCourier(destination));
  for (const courier of couriers) void courier.round();

  function createCourier({ name, send }: Destination) {
    let failing: string | undefined;
    let waitMs = LOOK_MS;
    let cancel: (() => void) | undefined;
    let closed = false;

    async function shipBatch(): Promise<boolean> {
      const entries = audit.rowsAfter(audit.shipped(name), BATCH);
      const last = entries.at(-1);
      if (last === undefined) return false;
      await send(entries);
      audit.setShipped(name, Number(last["id"]));
      return true;
    }

    async function round(): Promise<void> {
      try {
        while (!closed && (await shipBatch()));
        if (failing !== undefined) log.info({ destination: name }, "the audit is shipped again");
        failing = undefined;
        waitMs = LOOK_MS;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (failing === undefined)
          log.warn({ destination: name, reason }, "the audit cannot be shipped: entries wait");
        failing = reason;
        waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      }
      if (!closed) cancel = clock.after(waitMs, () => void round());
    }

    return {
      round,
      status: (): ShippingStatus => {
        const { entries: waiting, since } = audit.waiting(name);
        return {
          destination: name,
          waiting,
          ...(since !== undefined && { since }),
          ...(failing !== undefined && { failing }),
        };
      },
      close(): void {
        closed = true;
        cancel?.();
      },
    };
  }

  return {
    status: (): readonly ShippingStatus[] => couriers.map(({ status }) => status()),
    close(): void {
      for (const { close } of couriers) close();
    },
  };
}
