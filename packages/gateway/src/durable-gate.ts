import type { Clock } from "@raceway/ports/clock";
import type { Admit, Message } from "@raceway/ports/source";
import type { createOversizeMark } from "./oversize-mark.ts";

/** What of a PUBLISH (or a last will) the gate looks at. */
export interface PassingPacket {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  retain: boolean;
}

export interface DurableGateOptions {
  readonly admit: Admit;
  readonly clock: Clock;
  readonly isSensorTopic: (topic: string) => boolean;
  readonly mark: ReturnType<typeof createOversizeMark>;
}

export type DurableGate = ReturnType<typeof createDurableGate>;

/**
 * Holds a sensor's message back until it is stored. The broker acknowledges after `pass` has resolved, and closes the connection when it rejects,
 * so that the sender keeps the message and sends it again.
 */
export function createDurableGate({ admit, clock, isSensorTopic, mark }: DurableGateOptions) {
  const passing = new Set<Promise<void>>();
  let closed = false;

  function messageOf(packet: PassingPacket): Message {
    const payload =
      typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    const cut = mark.read(payload);
    const common = { topic: packet.topic, receivedAt: clock.now() };
    return cut === undefined
      ? { ...common, payload }
      : { ...common, payload: cut.head, oversize: cut.announced };
  }

  return {
    /** Resolves when the broker may go on with a packet. */
    async pass(packet: PassingPacket): Promise<void> {
      const isCut = typeof packet.payload !== "string" && mark.isMarked(packet.payload);
      if (!isCut && !isSensorTopic(packet.topic)) return;
      if (closed) throw new Error("the gateway is closing");
      // The inbox has it: the broker need not keep a second copy in memory.
      packet.retain = false;
      const admitted = admit(messageOf(packet));
      passing.add(admitted);
      try {
        await admitted;
      } finally {
        passing.delete(admitted);
      }
    },
    /** Takes no more, and resolves when all that were being admitted are. */
    async close(): Promise<void> {
      closed = true;
      await Promise.allSettled(passing);
    },
    get waiting(): number {
      return passing.size;
    },
  };
}
