import type { Journal } from "@raceway/journal/journal";
import type { RetainedMessage } from "@raceway/journal/retained";
import type { Publication } from "./results.ts";

/**
 * What an embedded broker, which forgets, is to be told again after a start. A topic of which something waits in the outbox is not among it: that comes in its
 * order, the newest last, and what was kept is that newest; told first, the older would seem to follow it.
 */
export function retainedAgain(journal: Journal): readonly RetainedMessage[] {
  const onTheirWay = new Set<string>();
  for (const { body } of journal.outbox.waiting("publish"))
    onTheirWay.add((JSON.parse(String(body)) as Publication).topic);
  return journal.retained.list().filter(({ topic }) => !onTheirWay.has(topic));
}
