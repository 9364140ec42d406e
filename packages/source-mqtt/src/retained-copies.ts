/** A broker's answer to a subscription is here by then. */
const ANSWERED_MS = 60_000;

/**
 * Tells which copies of retained messages are older than what has come already. A broker looks for them while newer messages pass it (MQTT 3.1.1 §3.3.1.3 gives their
 * order no promise), so that the state from before may come after the one that holds: an alarm would close and open again.
 *
 * Bounded by the topics that speak within a minute of a connection.
 *
 * @param now milliseconds by an even clock.
 */
export function createRetainedCopies(now: () => number = () => performance.now()) {
  const heard = new Set<string>();
  let since = now();
  return {
    /** A new connection, whose subscriptions are answered anew. */
    connected(): void {
      heard.clear();
      since = now();
    },
    /** Is to be told of every message in the order in which they come. */
    isOutdated(topic: string, retained: boolean): boolean {
      if (now() - since > ANSWERED_MS) {
        heard.clear();
        return false;
      }
      if (!retained) heard.add(topic);
      return retained && heard.has(topic);
    },
  };
}
