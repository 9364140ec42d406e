import type { Clock } from "@raceway/ports/clock";

export interface RebirthOptions {
  /** Sends the request. */
  readonly ask: () => void;
  /** Shortest time between two requests, milliseconds. */
  readonly baseMs: number;
  readonly after: Clock["after"];
}

const LONGEST_MS = 600_000;

/**
 * Asks an edge node for its births, but not too often: the pause doubles each time it has to be asked again soon, up to ten minutes, so that an edge
 * node which cannot do better is not kept busy.
 */
export function createRebirth({ ask, baseMs, after }: RebirthOptions) {
  let pause = baseMs;
  let cancel: (() => void) | undefined;
  let muted = false;

  return {
    request(): void {
      if (muted) return;
      muted = true;
      cancel?.();
      const current = pause;
      cancel = after(current, () => {
        muted = false;
        pause = Math.min(current * 2, LONGEST_MS);
        // Quiet for as long again: the request has helped.
        cancel = after(current * 2, () => {
          pause = baseMs;
        });
      });
      ask();
    },
    close: () => cancel?.(),
  };
}
