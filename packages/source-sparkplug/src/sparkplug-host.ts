import type { Nanos } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Admit, Message, Source } from "@raceway/ports/source";
import { jsonBytes } from "@raceway/wire/codec";
import { createEdgeLink, type EdgeLink } from "./edge-link.ts";
import type { MappedChannel } from "./metric-mapping.ts";
import { createPointStatus } from "./point-status.ts";
import { edgeFilter, parseSparkplugTopic, stateTopic } from "./sparkplug-topic.ts";

/** What the connection of a Sparkplug host application needs: a session of its own that begins clean, and its STATE as last will. */
export interface HostSession {
  readonly topics: readonly string[];
  /** Published once the subscriptions stand; retained, QoS 1. */
  readonly presence: {
    readonly topic: string;
    readonly online: (at: Nanos) => Uint8Array;
    readonly offline: (at: Nanos) => Uint8Array;
  };
}

export interface SparkplugHostOptions {
  /** Channels that Sparkplug metrics feed; at least one. */
  readonly channels: readonly MappedChannel[];
  /** Unique among the hosts of the broker; edge nodes that wait for a primary host name it. */
  readonly hostId: string;
  /** Makes the subscription: clean session, QoS 1, presence as told. */
  readonly subscribe: (session: HostSession) => Source;
  /** Reorder Timeout, milliseconds. Default 2000. */
  readonly reorderMs?: number;
  /** Shortest time between two rebirth requests to one edge node, milliseconds. Default 10 000; it doubles while they do not help. */
  readonly rebirthMs?: number;
  readonly clock?: Clock;
  readonly log: Log;
}

/**
 * A Sparkplug B 3.0 host application as a door: it follows the edge nodes that the plant file names, and hands each value on as the message that a
 * sensor would have published for its channel. Edge nodes publish with QoS 0, so nothing holds a message that the broker could not deliver; what is
 * missing shows as a gap in the sequence numbers, and the edge node is asked for its births.
 *
 * @throws RangeError without channels, or when the host id is no topic word.
 */
export function createSparkplugHost(options: SparkplugHostOptions): Source {
  const { channels, hostId, log, clock = systemClock } = options;
  if (channels.length === 0)
    throw new RangeError("no channel of the plant file names a Sparkplug metric");
  if (hostId === "" || /[/+#]/.test(hostId))
    throw new RangeError(`"${hostId}" is no Sparkplug host id: a text without /, + and # is`);
  const edges = new Map<string, EdgeLink>();
  let connectedAt = 0n;
  let closing = false;
  let admit: Admit = () => Promise.reject(new Error("the Sparkplug host is not open"));

  const state = (online: boolean, at: Nanos) =>
    jsonBytes({ online, timestamp: Number(at / 1_000_000n) });
  const door = options.subscribe({
    topics: [
      stateTopic(hostId),
      ...new Set(channels.map(({ group, edge }) => edgeFilter(group, edge))),
    ],
    presence: {
      topic: stateTopic(hostId),
      online(at) {
        connectedAt = at;
        return state(true, at);
      },
      offline: (at) => state(false, at),
    },
  });
  const status = createPointStatus(door, log);

  for (const { group, edge } of channels) {
    const key = `${group}/${edge}`;
    if (edges.has(key)) continue;
    const link = createEdgeLink({
      group,
      edge,
      channels: channels.filter((channel) => channel.group === group && channel.edge === edge),
      admit: (message) => admit(message),
      publish: door.publish,
      onStatus: status.change,
      reorderMs: options.reorderMs ?? 2000,
      rebirthMs: options.rebirthMs ?? 10_000,
      clock,
      log,
    });
    edges.set(key, link);
  }

  async function receive(message: Message): Promise<void> {
    const topic = parseSparkplugTopic(message.topic);
    // Commands to edge nodes, ours among them, come along with the filter.
    if (topic === undefined) return;
    if (topic.type === "STATE") {
      if (topic.host === hostId) contradict(message.payload);
      return;
    }
    await edges.get(`${topic.group}/${topic.edge}`)?.receive(topic, message);
  }

  /** The will of an earlier connection may come after our birth (tck-id-message-flow-hid-sparkplug-state-message-delivered). */
  function contradict(payload: Uint8Array): void {
    if (closing || connectedAt === 0n || !saysOffline(payload)) return;
    door
      .publish(stateTopic(hostId), state(true, connectedAt), { retain: true })
      // Not subscribed yet: then our birth is still to come.
      .catch(() => undefined);
  }

  return {
    name: "sparkplug",
    async open(into) {
      admit = into;
      closing = false;
      await door.open(receive);
    },
    publish: door.publish,
    status: door.status,
    async close() {
      closing = true;
      for (const link of edges.values()) link.close();
      await door.close();
    },
  };
}

function saysOffline(payload: Uint8Array): boolean {
  try {
    const state: unknown = JSON.parse(Buffer.from(payload).toString("utf8"));
    return typeof state === "object" && state !== null && Reflect.get(state, "online") === false;
  } catch {
    return false;
  }
}
