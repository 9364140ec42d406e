/** Sequence numbers run from 0 to 255 and begin again (tck-id-payloads-sequence-num-incrementing). */
const CYCLE = 256;

export interface ReorderingOptions<T> {
  /** How long to wait for a missing message, milliseconds ("Reorder Timeout", tck-id-operational-behavior-host-reordering-param). */
  readonly timeoutMs: number;
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** Takes the messages in their order. */
  readonly deliver: (item: T) => void;
  /** A message is missing for good. */
  readonly onGap: (missing: number, next: number) => void;
}

export type Reordering<T> = ReturnType<typeof createReordering<T>>;

/**
 * Puts the messages of one edge node back into their order. One that comes too early waits for those before it, at most until the timeout; then all
 * that wait are delivered and the gap is reported. One that comes after its gap was reported is delivered as it comes: its values carry their own
 * times, and a late value is worth storing.
 */
export function createReordering<T>({ timeoutMs, after, deliver, onGap }: ReorderingOptions<T>) {
  let expected: number | undefined;
  let waiting = new Map<number, T>();
  let cancelTimer: (() => void) | undefined;

  function deliverFollowing(): void {
    for (let at = expected; at !== undefined; at = expected) {
      const item = waiting.get(at);
      if (item === undefined) break;
      waiting.delete(at);
      expected = (at + 1) % CYCLE;
      deliver(item);
    }
    if (waiting.size > 0) return;
    cancelTimer?.();
    cancelTimer = undefined;
  }

  /** Delivers everything that waits, in order, whatever is missing in between. */
  function release(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    const from = expected ?? 0;
    const order = [...waiting].toSorted(([a], [b]) => ahead(a, from) - ahead(b, from));
    waiting = new Map();
    const last = order.at(-1);
    if (last !== undefined) expected = (last[0] + 1) % CYCLE;
    for (const [, item] of order) deliver(item);
  }

  function giveUp(): void {
    const missing = expected ?? 0;
    const next = Math.min(...[...waiting.keys()].map((seq) => ahead(seq, missing)));
    release();
    onGap(missing, (missing + next) % CYCLE);
  }

  return {
    /** A birth: the numbers count on from there. What waits belongs to the time before. */
    restart(seq: number, item: T): void {
      release();
      expected = (seq + 1) % CYCLE;
      deliver(item);
    },
    push(seq: number, item: T): void {
      const distance = expected === undefined ? 0 : ahead(seq, expected);
      const isLate = distance >= CYCLE / 2;
      if (isLate || waiting.has(seq)) {
        deliver(item);
        return;
      }
      waiting.set(seq, item);
      if (distance > 0) cancelTimer ??= after(timeoutMs, giveUp);
      else {
        expected = seq;
        deliverFollowing();
      }
    },
    release,
  };
}

/** How many numbers `seq` lies after `from`. */
function ahead(seq: number, from: number): number {
  return (((seq - from) % CYCLE) + CYCLE) % CYCLE;
}
