import type { Aedes } from "aedes";

/** What aedes' persistence does for sessions; not part of its declared types. */
interface SessionStore {
  outgoingEnqueueCombi(
    subscriptions: readonly { readonly clientId: string; readonly topic: string }[],
    packet: { readonly topic: string; readonly payload: Uint8Array },
  ): Promise<void>;
}

export interface OfflineQueueLimits {
  /** Most messages that wait for one client. */
  readonly messages: number;
  /** Topics that never wait for anybody. */
  readonly excluded: (topic: string, payload: Uint8Array) => boolean;
  readonly onDropped: (clientId: string) => void;
}

/**
 * Bounds what the broker keeps in memory for clients with a persistent session that are away or do not acknowledge: aedes itself has no limit, and a
 * forgotten client would take all memory in the end. What exceeds the limit is not queued.
 *
 * @throws TypeError when this version of aedes keeps its sessions in another way.
 */
export function boundOfflineQueue(broker: Aedes, limits: OfflineQueueLimits): void {
  const store = sessionStoreOf(broker);
  const enqueue = store.outgoingEnqueueCombi.bind(store);
  const waiting = new Map<string, number>();
  store.outgoingEnqueueCombi = (subscriptions, packet) => {
    if (limits.excluded(packet.topic, packet.payload)) return enqueue([], packet);
    const queued = subscriptions.filter(({ clientId }) => {
      const count = waiting.get(clientId) ?? 0;
      if (count < limits.messages) waiting.set(clientId, count + 1);
      else limits.onDropped(clientId);
      return count < limits.messages;
    });
    return enqueue(queued, packet);
  };
  broker.on("ack", (_packet, client) => {
    const count = waiting.get(client.id) ?? 0;
    if (count > 1) waiting.set(client.id, count - 1);
    else waiting.delete(client.id);
  });
  broker.on("client", (client) => {
    if (client.clean) waiting.delete(client.id);
  });
}

function sessionStoreOf(broker: Aedes): SessionStore {
  const store: unknown = Reflect.get(broker, "persistence");
  if (isSessionStore(store)) return store;
  throw new TypeError(
    "aedes has no persistence.outgoingEnqueueCombi: its sessions cannot be bounded",
  );
}

function isSessionStore(store: unknown): store is SessionStore {
  return (
    typeof store === "object" &&
    store !== null &&
    typeof Reflect.get(store, "outgoingEnqueueCombi") === "function"
  );
}
