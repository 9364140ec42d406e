/** So long may a batch take, and the messages behind it wait, before analysis counts as standing still, seconds. */
const LONGEST_BATCH_SECONDS = 30;

/** Whether analysis gets on, and what it was told when it does not. */
export interface Standstill {
  /** A batch is begun: until then there was nothing to do. */
  begun(): void;
  /** A batch's results are stored. */
  done(): void;
  /** Something failed and is tried again. */
  failed(reason: string): void;
  /** Why nothing has come of `messages` that wait; undefined while something does. */
  reason(messages: number): string | undefined;
}

/** @param seconds an even count of seconds. */
export function createStandstill(seconds: () => number): Standstill {
  let since = seconds();
  let failure: string | undefined;
  return {
    begun() {
      if (failure === undefined) since = seconds();
    },
    done() {
      since = seconds();
      failure = undefined;
    },
    failed(reason) {
      failure = reason;
    },
    reason(messages) {
      if (failure !== undefined) return failure;
      const passed = Math.round(seconds() - since);
      if (messages === 0 || passed <= LONGEST_BATCH_SECONDS) return undefined;
      return `no batch has been finished for ${passed} s while ${messages} messages wait`;
    },
  };
}
