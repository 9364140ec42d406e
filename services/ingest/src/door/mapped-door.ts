import type { Mappings } from "@raceway/mapping/mappings";
import type { Admit, Message } from "@raceway/ports/source";

/**
 * Takes what devices publish in their own way as the sensor messages that it stands for, each stored before the one message is acknowledged. What of it cannot
 * be turned into any becomes a dead letter with its reason, whole, beside what could. Storing happens in the order of the calls.
 */
export function createMappedDoor(first: Mappings, admit: Admit) {
  let mappings = first;
  let tail: Promise<unknown> = Promise.resolve();

  async function store(message: Message, translated: ReturnType<Mappings["translate"]>) {
    const { messages, fault } = await translated;
    const stored = messages.map((made) => admit({ ...message, ...made }));
    if (fault !== undefined) {
      const { reason, unknownDevice } = fault;
      stored.push(
        admit({ ...message, untranslatable: reason, ...(unknownDevice && { unknownDevice }) }),
      );
    }
    await Promise.all(stored);
  }

  return {
    /** From now on messages are translated by these. */
    know(changed: Mappings): void {
      mappings = changed;
    },
    take(message: Message): Promise<void> {
      if (message.oversize !== undefined || !mappings.covers(message.topic)) return admit(message);
      const now = mappings;
      const translated = tail.then(() => now.translate(message.topic, message.payload));
      tail = translated;
      return store(message, translated);
    },
  };
}
