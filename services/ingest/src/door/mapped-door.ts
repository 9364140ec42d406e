import type { Mappings } from "@raceway/mapping/mappings";
import type { Admit, Message } from "@raceway/ports/source";

/**
 * Takes what devices publish in their own way as the sensor messages that it stands for, each stored before the one message is acknowledged; what cannot be
 * turned into any becomes a dead letter with its reason. Storing happens in the order of the calls.
 */
export function createMappedDoor(first: Mappings, admit: Admit) {
  let mappings = first;
  let tail: Promise<unknown> = Promise.resolve();

  async function store(message: Message, translated: ReturnType<Mappings["translate"]>) {
    const mapped = await translated;
    if (!mapped.ok) return admit({ ...message, untranslatable: mapped.reason });
    await Promise.all(mapped.messages.map((made) => admit({ ...message, ...made })));
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
