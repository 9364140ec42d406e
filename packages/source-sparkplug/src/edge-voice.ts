import sparkplug from "sparkplug-payload/lib/sparkplugPayloadProto.js";
import { DATATYPE, REBIRTH_METRIC } from "./payload.ts";

/**
 * What an edge node says, for tests: payloads written by Eclipse Tahu's own code, numbered and addressed as Sparkplug 3.0.0 demands. It knows no
 * network; a test may lose, keep back or repeat what it says.
 */

const { Payload } = sparkplug.org.eclipse.tahu.protobuf;

export interface Said {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export type VoiceProperties = Readonly<Record<string, number | string>>;

export interface VoiceMetric {
  readonly name: string;
  /** Given in births; then DATA messages carry it instead of the name (tck-id-payloads-alias-data-cmd-requirement). */
  readonly alias?: number;
  readonly datatype: number;
  readonly value:
    | number
    | boolean
    | string
    | Uint8Array
    | sparkplug.org.eclipse.tahu.protobuf.Payload.IDataSet
    | null;
  /** Milliseconds since 1970 (tck-id-payloads-name-birth-data-requirement). */
  readonly timestamp: number;
  readonly properties?: VoiceProperties;
  readonly isHistorical?: boolean;
}

export type EdgeVoice = ReturnType<typeof createEdgeVoice>;

/** The voice of the edge node `group/edge`; `clock` gives the time of its messages, milliseconds. */
export function createEdgeVoice(group: string, edge: string, clock: () => number = Date.now) {
  let bdSeq = -1;
  let seq = 0;

  const topic = (type: string, device?: string) =>
    ["spBv1.0", group, type, edge, ...(device === undefined ? [] : [device])].join("/");

  /** tck-id-payloads-sequence-num-incrementing: one more in each message, 0 after 255. */
  function numbered(
    type: string,
    device: string | undefined,
    metrics: readonly VoiceMetric[],
    brief: boolean,
  ): Said {
    const payload = Payload.encode({
      timestamp: clock(),
      seq,
      metrics: metrics.map((metric) => protoMetric(metric, brief)),
    }).finish();
    seq = (seq + 1) % 256;
    return { topic: topic(type, device), payload };
  }

  const bdSeqMetric = (): VoiceMetric => ({
    name: "bdSeq",
    datatype: DATATYPE.int64,
    value: bdSeq,
    timestamp: clock(),
  });

  return {
    get bdSeq() {
      return bdSeq;
    },
    commands: topic("NCMD"),
    /** The will of a new connection: only bdSeq, no sequence number; bdSeq counts connections (tck-id-topics-nbirth-bdseq-increment). */
    will(): Said {
      bdSeq = (bdSeq + 1) % 256;
      return this.death();
    },
    /** The same again, when the node goes on purpose (tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath). */
    death(): Said {
      const metrics = [protoMetric(bdSeqMetric(), false)];
      return {
        topic: topic("NDEATH"),
        payload: Payload.encode({ timestamp: clock(), metrics }).finish(),
      };
    },
    /** Sequence number 0, bdSeq of the will, `Node Control/Rebirth` = false (tck-id-topics-nbirth-…). */
    birth(metrics: readonly VoiceMetric[] = []): Said {
      seq = 0;
      const rebirth: VoiceMetric = {
        name: REBIRTH_METRIC,
        datatype: DATATYPE.boolean,
        value: false,
        timestamp: clock(),
      };
      return numbered("NBIRTH", undefined, [bdSeqMetric(), rebirth, ...metrics], false);
    },
    deviceBirth: (device: string, metrics: readonly VoiceMetric[]) =>
      numbered("DBIRTH", device, metrics, false),
    deviceDeath: (device: string) => numbered("DDEATH", device, [], false),
    /** Without datatype and, where there is an alias, without name. */
    data: (device: string | undefined, metrics: readonly VoiceMetric[]) =>
      numbered(device === undefined ? "NDATA" : "DDATA", device, metrics, true),
  };
}

function protoMetric(
  { name, alias, datatype, value, timestamp, properties, isHistorical }: VoiceMetric,
  brief: boolean,
): sparkplug.org.eclipse.tahu.protobuf.Payload.IMetric {
  return {
    ...(!(brief && alias !== undefined) && { name }),
    ...(alias !== undefined && { alias }),
    timestamp,
    ...(!brief && { datatype }),
    ...(isHistorical !== undefined && { isHistorical }),
    ...(properties !== undefined && { properties: propertySet(properties) }),
    ...(value === null ? { isNull: true } : valueField(value, datatype)),
  };
}

function propertySet(properties: VoiceProperties) {
  const entries = Object.entries(properties);
  return {
    keys: entries.map(([key]) => key),
    values: entries.map(([, value]) =>
      typeof value === "number"
        ? { type: DATATYPE.double, doubleValue: value }
        : { type: 12, stringValue: value },
    ),
  };
}

function valueField(value: NonNullable<VoiceMetric["value"]>, datatype: number) {
  if (typeof value === "boolean") return { booleanValue: value };
  if (typeof value === "string") return { stringValue: value };
  if (value instanceof Uint8Array) return { bytesValue: value };
  if (typeof value === "object") return { datasetValue: value };
  if (datatype === DATATYPE.float) return { floatValue: value };
  if (datatype === DATATYPE.double) return { doubleValue: value };
  if (datatype === DATATYPE.int64 || datatype === DATATYPE.uint64 || datatype === DATATYPE.uint32)
    return { longValue: value };
  return { intValue: value >>> 0 };
}
