import type { Clock } from "@raceway/ports/clock";

/** More than all panels of 60 open points ask for. */
const MOST_ANSWERS = 512;
const MOST_BYTES = 16 * 1024 * 1024;

export type SharedAnswers = ReturnType<typeof createSharedAnswers>;

/**
 * Answers in JSON that are computed once for all who ask the same while it is being computed, and for a stated time after. Who may ask must be settled
 * before. At most 512 answers and 16 MiB are kept, the newest.
 */
export function createSharedAnswers(clock: Clock) {
  const kept = new Map<string, Kept>();
  let bytes = 0;

  function drop(key: string, entry: Kept): void {
    if (kept.get(key) === entry) kept.delete(key);
    bytes -= entry.bytes;
    entry.bytes = 0;
    entry.cancel();
  }

  function trim(): void {
    for (const [key, entry] of kept) {
      if (kept.size <= MOST_ANSWERS && bytes <= MOST_BYTES) return;
      drop(key, entry);
    }
  }

  return {
    /**
     * The JSON of what `compute` gives, or of what it gave to an equal key less than `milliseconds` ago. What it throws reaches all who wait for it, and
     * is not kept.
     */
    get(key: string, milliseconds: number, compute: () => unknown): Promise<Buffer> {
      const found = kept.get(key);
      if (found !== undefined) return found.answer;
      const answer = jsonOf(compute);
      const entry: Kept = { answer, bytes: 0, cancel: () => {} };
      kept.set(key, entry);
      trim();
      answer.then(
        ({ length }) => {
          // It may have had to go before it was there.
          if (kept.get(key) !== entry) return;
          entry.bytes = length;
          bytes += length;
          entry.cancel = clock.after(milliseconds, () => drop(key, entry));
          trim();
        },
        () => drop(key, entry),
      );
      return answer;
    },
    /** What is kept now. */
    size: () => ({ answers: kept.size, bytes }),
    close(): void {
      for (const [key, entry] of kept) drop(key, entry);
    },
  };
}

interface Kept {
  readonly answer: Promise<Buffer>;
  bytes: number;
  cancel: () => void;
}

async function jsonOf(compute: () => unknown): Promise<Buffer> {
  return Buffer.from(JSON.stringify(await compute()));
}
