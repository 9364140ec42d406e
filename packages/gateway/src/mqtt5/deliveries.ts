import type { Buffer } from "node:buffer";

/** A message on its way to a subscriber, as it would be sent. */
export interface Delivery {
  readonly bytes: Buffer;
  readonly qos: number;
  /** Of QoS 1 and 2. */
  readonly messageId: number;
}

/** What an MQTT 5 client says it can take. */
export interface ClientBounds {
  /** Largest packet, bytes (§3.1.2.11.4). */
  readonly maximumPacketSize: number;
  /** Messages of QoS 1 and 2 that may be unacknowledged (§3.1.2.11.3). */
  readonly receiveMaximum: number;
}

/** What goes out now, to whom. */
export interface Outgoing {
  readonly client: readonly Buffer[];
  /** Acknowledgements in the client's place, for messages that it never gets. */
  readonly acknowledged: readonly {
    readonly cmd: "puback" | "pubrec" | "pubcomp";
    readonly messageId: number;
  }[];
}

/** So many wait in a connection; a session that is kept has them again. */
const MOST_WAITING = 1000;

const NOTHING: Outgoing = { client: [], acknowledged: [] };

/**
 * Keeps what a subscriber has said of its own bounds: a message larger than it takes is not sent, and counts as delivered [MQTT-3.1.2-25]; of those to be acknowledged no more are under way at once
 * than it wants [MQTT-3.3.4-9], the others wait in order.
 */
export function createDeliveries({ maximumPacketSize, receiveMaximum }: ClientBounds) {
  const underWay = new Set<number>();
  const discarded = new Set<number>();
  const waiting: Delivery[] = [];

  return {
    deliver(delivery: Delivery): Outgoing {
      const { bytes, qos, messageId } = delivery;
      if (bytes.length > maximumPacketSize) {
        if (qos === 0) return NOTHING;
        if (qos === 2) discarded.add(messageId);
        return { client: [], acknowledged: [{ cmd: qos === 1 ? "puback" : "pubrec", messageId }] };
      }
      if (qos === 0) return { client: [bytes], acknowledged: [] };
      if (underWay.size >= receiveMaximum) {
        if (waiting.length >= MOST_WAITING)
          throw new Error(`${MOST_WAITING} messages wait for the client's acknowledgements`);
        waiting.push(delivery);
        return NOTHING;
      }
      underWay.add(messageId);
      return { client: [bytes], acknowledged: [] };
    },
    /** The broker lets go of a message of QoS 2; undefined: it is the client's to answer. */
    release(messageId: number): Outgoing | undefined {
      if (!discarded.delete(messageId)) return undefined;
      return { client: [], acknowledged: [{ cmd: "pubcomp", messageId }] };
    },
    /** The client has acknowledged a message to the end: what may be sent in its place. */
    done(messageId: number): readonly Buffer[] {
      underWay.delete(messageId);
      const next = underWay.size < receiveMaximum ? waiting.shift() : undefined;
      if (next === undefined) return [];
      underWay.add(next.messageId);
      return [next.bytes];
    },
  };
}

export type Deliveries = ReturnType<typeof createDeliveries>;
