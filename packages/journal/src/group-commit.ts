/** What became of one item inside a commit: a result, or an error of this item alone. */
export type Outcome<R> = { readonly result: R } | { readonly error: Error };

export interface GroupCommitOptions<T, R> {
  /** Stores items in order in one transaction. When it throws, nothing was stored. */
  readonly commit: (items: readonly T[]) => readonly Outcome<R>[];
  readonly sizeOf: (item: T) => number;
  /** Whether an item may be stored now, `ahead` bytes being stored in the same commit before it; else it waits, and all behind it. */
  readonly fits: (item: T, ahead: number) => boolean;
  /** Most items and bytes of one commit. */
  readonly maxItems: number;
  readonly maxBytes: number;
  /** Most bytes that may wait; what comes beyond is refused at once. */
  readonly maxWaitingBytes: number;
  /** How long an item may wait to fit, milliseconds. */
  readonly maxWaitMs: number;
  /** Calls back once after a span; the returned function cancels. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** Whether a commit's error has nothing to do with its items: then all of them fail, in order to be sent again in order. */
  readonly failsAll: (error: unknown) => boolean;
  /** Makes the error of an item that did not fit. */
  readonly refusal: (item: T) => Error;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly size: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export type GroupCommit<T, R> = ReturnType<typeof createGroupCommit<T, R>>;

/**
 * Stores what was added in the same turn of the event loop in one transaction, because a commit costs far more than a row. First in, first out:
 * nothing overtakes. Each promise settles after the commit of its own item.
 */
export function createGroupCommit<T, R>(options: GroupCommitOptions<T, R>) {
  let queue: Waiting<T, R>[] = [];
  let waitingBytes = 0;
  let scheduled: NodeJS.Immediate | undefined;
  let cancelTimer: (() => void) | undefined;
  let closed = false;

  function schedule(): void {
    scheduled ??= setImmediate(flush);
  }

  function takeGroup(): Waiting<T, R>[] {
    let bytes = 0;
    let count = 0;
    for (const { item, size } of queue) {
      if (count === options.maxItems || (count > 0 && bytes + size > options.maxBytes)) break;
      if (!options.fits(item, bytes)) break;
      bytes += size;
      count += 1;
    }
    return take(count);
  }

  function take(count: number): Waiting<T, R>[] {
    const taken = queue.splice(0, count);
    for (const { size } of taken) waitingBytes -= size;
    return taken;
  }

  function settle(group: readonly Waiting<T, R>[]): void {
    let outcomes: readonly Outcome<R>[];
    try {
      outcomes = options.commit(group.map(({ item }) => item));
    } catch (error) {
      // One item that SQLite will not take must not take the others of its turn with it.
      if (group.length === 1 || options.failsAll(error))
        for (const { reject } of group) reject(error);
      else for (const single of group) settle([single]);
      return;
    }
    group.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index];
      if (outcome === undefined) reject(new Error("the commit says nothing of this item"));
      else if ("error" in outcome) reject(outcome.error);
      else resolve(outcome.result);
    });
  }

  function flush(): void {
    if (scheduled !== undefined) clearImmediate(scheduled);
    scheduled = undefined;
    const group = takeGroup();
    if (group.length > 0) settle(group);
    const head = queue[0];
    if (head === undefined) stopTimer();
    else if (options.fits(head.item, 0)) schedule();
    else startTimer();
  }

  function startTimer(): void {
    cancelTimer ??= options.after(options.maxWaitMs, () => {
      cancelTimer = undefined;
      refuseAll();
      if (queue.length > 0) schedule();
    });
  }

  function stopTimer(): void {
    cancelTimer?.();
    cancelTimer = undefined;
  }

  /** Refuses all that wait when the head has waited its time: those behind it would only come to the same. */
  function refuseAll(): void {
    const head = queue[0];
    if (head === undefined || options.fits(head.item, 0)) return;
    for (const { item, reject } of take(queue.length)) reject(options.refusal(item));
  }

  return {
    add(item: T): Promise<R> {
      if (closed) return Promise.reject(new Error("the journal is closed"));
      const size = options.sizeOf(item);
      if (queue.length > 0 && waitingBytes + size > options.maxWaitingBytes)
        return Promise.reject(options.refusal(item));
      return new Promise((resolve, reject) => {
        queue.push({ item, size, resolve, reject });
        waitingBytes += size;
        if (queue.length >= options.maxItems || waitingBytes >= options.maxBytes) flush();
        else schedule();
      });
    },
    /** There may be room again for what waits. */
    retry(): void {
      if (queue.length > 0) schedule();
    },
    /** Stores what fits and refuses the rest; afterwards nothing is taken any more. */
    close(): void {
      closed = true;
      stopTimer();
      for (let group = takeGroup(); group.length > 0; group = takeGroup()) settle(group);
      if (scheduled !== undefined) clearImmediate(scheduled);
      scheduled = undefined;
      const rest = take(queue.length);
      queue = [];
      for (const { item, reject } of rest) reject(options.refusal(item));
    },
  };
}
