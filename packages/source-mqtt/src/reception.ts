import type { Clock } from "@raceway/ports/clock";
import type { Admit, Message } from "@raceway/ports/source";
import type { IPublishPacket } from "mqtt";
import type { PacketReceiver } from "./connection.ts";

export interface ReceptionOptions {
  readonly admit: Admit;
  readonly clock: Clock;
  readonly maxPayloadBytes: number;
}

/** Bytes that may be on their way to the inbox before the broker is held back. */
const HIGH_WATER_BYTES = 32 * 1024 * 1024;
/** Bytes of a payload that is too large which are handed on. */
const HEAD_BYTES = 1024;

export type Reception = ReturnType<typeof createReception>;

/** Hands messages to the inbox and acknowledges them when they are stored. It outlives connections. */
export function createReception({ admit, clock, maxPayloadBytes }: ReceptionOptions) {
  const admitting = new Set<Promise<void>>();
  let bytes = 0;
  let held: (() => void)[] = [];
  let closed = false;

  function letOn(): void {
    if (bytes > HIGH_WATER_BYTES / 2) return;
    const waiting = held;
    held = [];
    for (const proceed of waiting) proceed();
  }

  function messageOf({ topic, retain }: IPublishPacket, payload: Uint8Array): Message {
    const common = { topic, receivedAt: clock.now(), ...(retain && { retained: true as const }) };
    return payload.length <= maxPayloadBytes
      ? { ...common, payload }
      : { ...common, payload: payload.subarray(0, HEAD_BYTES), oversize: payload.length };
  }

  /** Also a fault that is thrown at once is a rejection: it must not reach the MQTT client, which would stand still. */
  async function handIn(message: Message): Promise<void> {
    await admit(message);
  }

  return {
    /** What one connection gives its packets to. After a rejection it acknowledges nothing more: `onRejected` must begin a new connection. */
    receiver(onRejected: (error: unknown) => void): PacketReceiver {
      let broken = false;
      return (packet, acknowledge, proceed) => {
        if (closed || broken) {
          proceed();
          return;
        }
        const payload =
          typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
        const size = payload.length;
        bytes += size;
        const admitted = handIn(messageOf(packet, payload)).then(
          () => {
            if (!broken) acknowledge();
          },
          (error: unknown) => {
            if (broken) return;
            broken = true;
            onRejected(error);
          },
        );
        const settled = admitted.finally(() => {
          admitting.delete(settled);
          bytes -= size;
          letOn();
        });
        admitting.add(settled);
        if (bytes > HIGH_WATER_BYTES) held.push(proceed);
        else proceed();
      };
    },
    /** Takes no more, and resolves when all that were being admitted are. */
    async close(): Promise<void> {
      closed = true;
      await Promise.allSettled(admitting);
    },
  };
}
