import { faultOf } from "./api.ts";
import { redraw } from "./redraw.ts";

export interface Reading<T> {
  /** What was read last. */
  shown(): T | undefined;
  /** Why the last attempt failed. */
  fault(): string | undefined;
  /** Reads, unless the last time is less than `everyMs` ago. */
  refresh(): void;
  /** Reads now. */
  read(): void;
}

/** What a page asks the server for by itself; the page is drawn anew when the answer is there. */
export function createReading<T>(ask: () => Promise<T>, everyMs: number): Reading<T> {
  let shown: T | undefined;
  let fault: string | undefined;
  let readAt = Number.NEGATIVE_INFINITY;

  async function answer(): Promise<void> {
    try {
      shown = await ask();
      fault = undefined;
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  function read(): void {
    readAt = performance.now();
    void answer();
  }

  return {
    shown: () => shown,
    fault: () => fault,
    refresh() {
      if (performance.now() - readAt >= everyMs) read();
    },
    read,
  };
}
