import type { Clock } from "@raceway/ports/clock";
import type { Admit, Message } from "@raceway/ports/source";
import type { createAllowance } from "./allowance.ts";
import type { createOversizeMark } from "./oversize-mark.ts";

/** What of a PUBLISH (or a last will) the gate looks at. */
export interface PassingPacket {
  readonly topic: string;
  payload: string | Uint8Array;
  retain: boolean;
}

/**
 * What becomes of a publication. `store`: stored before it is acknowledged. `hand-on`: goes to those who have subscribed to it. The others are set aside where
 * a person finds them, some of each client: `foreign`, nothing here has a use for the topic; `assumed`, only this process speaks there, and nobody hears a client
 * that does; `unreadable`, nothing here reads that form of payload.
 */
export type Passage = "store" | "hand-on" | "foreign" | "assumed" | "unreadable";

export interface DurableGateOptions {
  readonly admit: Admit;
  readonly clock: Clock;
  readonly passage: (topic: string, payload: Uint8Array) => Passage;
  readonly allowance: ReturnType<typeof createAllowance>;
  readonly mark: ReturnType<typeof createOversizeMark>;
}

export type DurableGate = ReturnType<typeof createDurableGate>;

/** Stands for a payload that nobody gets. */
const NOTHING = new Uint8Array();

/**
 * Holds a sensor's message back until it is stored. The broker acknowledges after `pass` has resolved, and closes the connection when it rejects,
 * so that the sender keeps the message and sends it again.
 */
export function createDurableGate(options: DurableGateOptions) {
  const { admit, clock, mark, allowance } = options;
  const passing = new Set<Promise<void>>();
  let closed = false;
  let keptBack = 0;

  function messageOf(topic: string, payload: Uint8Array, sender: string | undefined): Message {
    const cut = mark.read(payload);
    const common = { topic, receivedAt: clock.now(), ...(sender && { sender }) };
    return cut === undefined
      ? { ...common, payload }
      : { ...common, payload: cut.head, oversize: cut.announced };
  }

  async function store(message: Message): Promise<void> {
    if (closed) throw new Error("the gateway is closing");
    const admitted = admit(message);
    passing.add(admitted);
    try {
      await admitted;
    } finally {
      passing.delete(admitted);
    }
  }

  return {
    /** What is to become of a packet. */
    passage(packet: PassingPacket): Passage {
      const payload = bytesOf(packet);
      return mark.isMarked(payload) ? "store" : options.passage(packet.topic, payload);
    },
    /**
     * Resolves when the broker may go on with a packet.
     *
     * @param client the broker's name of it, with its account: what its allowance is counted by. `sender` is the id that it chose itself.
     * @param shared whether others may have a message that is set aside: its sender may publish there.
     */
    async pass(
      packet: PassingPacket,
      passage: Passage,
      {
        client,
        sender,
        shared,
      }: {
        readonly client: string;
        readonly sender?: string | undefined;
        readonly shared: boolean;
      },
    ): Promise<void> {
      const { topic } = packet;
      const payload = bytesOf(packet);
      if (passage === "hand-on") return;
      // The inbox has it, or nobody wants it: the broker need not keep a copy in memory.
      packet.retain = false;
      if (passage === "store") return store(messageOf(topic, payload, sender));
      if (!shared) packet.payload = mark.write(NOTHING, payload.length);
      const before = allowance(client);
      if (before === undefined) keptBack += 1;
      else
        await store({
          ...messageOf(topic, payload, sender),
          ...(before > 0 && { keptBack: before }),
        });
    },
    /** Takes no more, and resolves when all that were being admitted are. */
    async close(): Promise<void> {
      closed = true;
      await Promise.allSettled(passing);
    },
    get waiting(): number {
      return passing.size;
    },
    /** Messages without a use here that were counted and not stored. */
    get keptBack(): number {
      return keptBack;
    },
  };
}

function bytesOf({ payload }: PassingPacket): Uint8Array {
  return typeof payload === "string" ? Buffer.from(payload) : payload;
}
