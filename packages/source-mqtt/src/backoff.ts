export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** 0 ≤ random() < 1 */
  readonly random: () => number;
}

/**
 * How long to wait before the next attempt: doubling from the first to the largest, each shortened by a random part up to the half, so that many
 * who lost the same broker do not come back in one moment.
 */
export function createBackoff({ firstMs, maxMs, random }: BackoffOptions) {
  let failures = 0;
  return {
    next(): number {
      const full = Math.min(maxMs, firstMs * 2 ** failures);
      failures += 1;
      return full * (1 - random() / 2);
    },
    /** After a connection that held: begin again with the shortest. */
    reset(): void {
      failures = 0;
    },
  };
}
