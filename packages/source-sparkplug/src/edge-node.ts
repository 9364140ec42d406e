import type { KnownMetric } from "./metric-message.ts";
import type { Metric, Payload } from "./payload.ts";
import type { EdgeMessageType } from "./sparkplug-topic.ts";

/** One message of an edge node, in its order. */
export interface EdgeMessage {
  readonly type: EdgeMessageType;
  /** Absent for the node's own messages. */
  readonly device?: string;
  readonly payload: Payload;
}

export interface NamedMetric {
  /** Absent: a metric of the edge node itself. */
  readonly device?: string;
  readonly name: string;
  readonly metric: KnownMetric;
}

/** What a message amounts to. */
export interface Reaction {
  /** Values to hand on, in the message's order. */
  readonly metrics: readonly NamedMetric[];
  /** Metrics that no birth has announced. */
  readonly unknown: number;
  /** Whether the node must be asked for its births. */
  readonly needsBirth: boolean;
}

/** What a birth says once of a metric. */
interface BornMetric {
  readonly name: string;
  readonly device?: string;
  readonly datatype: number;
  readonly properties: Metric["properties"];
}

const NOTHING: Reaction = { metrics: [], unknown: 0, needsBirth: false };

export type EdgeNode = ReturnType<typeof createEdgeNode>;

/** What is known of one edge node from its births: which metrics it has, by name and by alias. Pure; messages come in their order. */
export function createEdgeNode() {
  let bdSeq: bigint | undefined;
  let online = false;
  /** By device ("" is the node itself) and name. */
  const born = new Map<string, Map<string, BornMetric>>();
  /** Unique across the edge node (tck-id-payloads-alias-uniqueness). */
  const aliases = new Map<bigint, BornMetric>();

  function birth({ device, payload }: EdgeMessage): Reaction {
    const metrics = new Map<string, BornMetric>();
    forget(device ?? "");
    born.set(device ?? "", metrics);
    for (const { name, alias, datatype = 0, properties } of payload.metrics) {
      if (name === undefined) continue;
      const known = { name, datatype, properties, ...(device !== undefined && { device }) };
      metrics.set(name, known);
      if (alias !== undefined) aliases.set(alias, known);
    }
    return data({ type: "DBIRTH", payload, ...(device !== undefined && { device }) });
  }

  function forget(device: string): void {
    for (const [alias, metric] of aliases)
      if ((metric.device ?? "") === device) aliases.delete(alias);
    born.delete(device);
  }

  /** A DATA message names a metric or gives its alias, and usually leaves out what the birth has said (tck-id-payloads-metric-datatype-not-req). */
  function data({ device, payload }: EdgeMessage): Reaction {
    const known = born.get(device ?? "");
    if (known === undefined)
      return { metrics: [], unknown: payload.metrics.length, needsBirth: true };
    const metrics: NamedMetric[] = [];
    let unknown = 0;
    for (const metric of payload.metrics) {
      const found =
        metric.name === undefined
          ? metric.alias !== undefined && aliases.get(metric.alias)
          : known.get(metric.name);
      if (!found) unknown += 1;
      else if (!metric.isNull && metric.value !== undefined) metrics.push(named(found, metric));
    }
    return { metrics, unknown, needsBirth: unknown > 0 };
  }

  return {
    get online() {
      return online;
    },
    /** Whether a death belongs to the session that runs (tck-id-topics-nbirth-bdseq-matching): an old will must not kill a new session. */
    isCurrentDeath(payload: Payload): boolean {
      const died = bdSeqOf(payload);
      return bdSeq === undefined || died === undefined || died === bdSeq;
    },
    /** Whether a device (or the node itself) has been born and not died since. */
    isBorn: (device: string | undefined) => online && born.has(device ?? ""),
    receive(message: EdgeMessage): Reaction {
      switch (message.type) {
        case "NBIRTH":
          // A new session: the devices announce themselves after it.
          born.clear();
          aliases.clear();
          bdSeq = bdSeqOf(message.payload);
          online = true;
          return birth(message);
        case "DBIRTH":
          // Without the node's birth the order of its messages is unknown.
          return online ? birth(message) : { ...NOTHING, needsBirth: true };
        case "NDEATH":
          online = false;
          born.clear();
          aliases.clear();
          return NOTHING;
        case "DDEATH":
          forget(message.device ?? "");
          return NOTHING;
        default:
          return data(message);
      }
    },
  };
}

function named({ name, device, datatype, properties }: BornMetric, metric: Metric): NamedMetric {
  const full: KnownMetric = {
    ...metric,
    datatype: metric.datatype ?? datatype,
    properties:
      metric.properties.size === 0 ? properties : new Map([...properties, ...metric.properties]),
  };
  return { name, metric: full, ...(device !== undefined && { device }) };
}

function bdSeqOf({ metrics }: Payload): bigint | undefined {
  const value = metrics.find(({ name }) => name === "bdSeq")?.value;
  return value?.type === "integer" ? value.bits : undefined;
}
