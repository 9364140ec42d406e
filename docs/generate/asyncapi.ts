import { alarmAnswer, alarmAsk } from "@raceway/wire/alarm-answer";
import { alarmEntryMessage } from "@raceway/wire/alarm-entry-message";
import { alarmActSchema, alarmSchema } from "@raceway/wire/alarm-message";
import { alarmReportSchema } from "@raceway/wire/alarm-report";
import { handoverAsk } from "@raceway/wire/handover-ask";
import { feedbackMessage, historyAsk } from "@raceway/wire/history-ask";
import { editedLimitsMessage, limitEditMessage } from "@raceway/wire/limit-message";
import { livesMessage } from "@raceway/wire/lives-message";
import { machineStateMessage } from "@raceway/wire/machine-state-message";
import { maintenanceMessage } from "@raceway/wire/maintenance-message";
import {
  partMessage,
  partResultMessage,
  relearnMessage,
  sortedMessage,
} from "@raceway/wire/part-message";
import {
  readingMessage,
  spectrumMessage,
  statusMessage,
  waveformMessage,
} from "@raceway/wire/sensor-message";
import { TOPIC_ROOT } from "@raceway/wire/topic";
import { sensorSchema, verdictSchema } from "@raceway/wire/verdict-message";
import type { z } from "zod";
import { jsonSchema } from "./schema-table.ts";

const POINT = ["site", "line", "machine", "point"] as const;
const MACHINE = ["site", "line", "machine"] as const;
const STAND = ["site", "line", "stand"] as const;

const MEANINGS: Readonly<Record<string, string>> = {
  site: "Site id of the plant file",
  line: "Line id",
  machine: "Machine id",
  point: "Measurement point id",
  channel: "Channel id",
  stand: "Test stand id",
  event: "whole, start, measurement, stop, sorted or relearn",
  kind: "anomaly, diagnosis, prognosis or sensor",
  condition: "machine or sensor",
};

interface ChannelDocument {
  readonly name: string;
  /** First word of the topic, where it is not the name. */
  readonly address?: string;
  readonly words: readonly string[];
  readonly schema: z.ZodType;
  readonly contentTypes: readonly string[];
  readonly summary: string;
}

const CHANNELS: readonly ChannelDocument[] = [
  {
    name: "waveform",
    words: [...POINT, "channel"],
    schema: waveformMessage,
    contentTypes: ["application/json", "application/cbor"],
    summary: "One evenly sampled block of one channel. QoS 1, not retained.",
  },
  {
    name: "reading",
    words: [...POINT, "channel"],
    schema: readingMessage,
    contentTypes: ["application/json", "application/cbor"],
    summary: "One number of one channel. QoS 1, not retained.",
  },
  {
    name: "sensor-spectrum",
    words: [...POINT, "channel"],
    schema: spectrumMessage,
    contentTypes: ["application/json", "application/cbor"],
    summary:
      "A spectrum, or the tallest lines of one, that a sensor computed itself. QoS 1, not retained.",
  },
  {
    name: "status",
    words: POINT,
    schema: statusMessage,
    contentTypes: ["application/json"],
    summary: "The sensor's own state. Retained, with offline as last will.",
  },
  {
    name: "maintenance",
    words: POINT,
    schema: maintenanceMessage,
    contentTypes: ["application/json"],
    summary: "Work done at a point. QoS 1, not retained.",
  },
  {
    name: "limit-edit",
    words: POINT,
    schema: limitEditMessage,
    contentTypes: ["application/json"],
    summary: "A limit in place of the plant file's, from the console. QoS 1, not retained.",
  },
  {
    name: "alarm-entry",
    words: ["site"],
    schema: alarmEntryMessage,
    contentTypes: ["application/json"],
    summary:
      "What a person did to an alarm, from the alarms service, for the record. QoS 1, not retained.",
  },
  {
    name: "limits",
    words: POINT,
    schema: editedLimitsMessage,
    contentTypes: ["application/json"],
    summary: "Limits that count in place of the plant file's. Retained, published by Raceway.",
  },
  {
    name: "lives",
    words: ["site"],
    schema: livesMessage,
    contentTypes: ["application/json"],
    summary: "How long bearings of each kind have lasted so far. Retained, published by Raceway.",
  },
  {
    name: "verdict",
    words: [...POINT, "kind"],
    schema: verdictSchema,
    contentTypes: ["application/json"],
    summary: "Latest verdict of a kind on a point. Retained, published by Raceway.",
  },
  {
    name: "verdict-sensor",
    address: "verdict",
    words: [...POINT, "kind", "channel"],
    schema: sensorSchema,
    contentTypes: ["application/json"],
    summary: "Latest verdict on one sensor. Retained, published by Raceway.",
  },
  {
    name: "machine-state",
    words: MACHINE,
    schema: machineStateMessage,
    contentTypes: ["application/json", "application/cbor"],
    summary: "What a machine does, why it stands, and what it has made. QoS 1.",
  },
  {
    name: "part",
    words: [...STAND, "event"],
    schema: partMessage,
    contentTypes: ["application/json", "application/cbor"],
    summary:
      "A finished bearing on a test stand: whole; or its start, its measurements, its stop. QoS 1, not retained.",
  },
  {
    name: "part-sorted",
    address: "part",
    words: [...STAND, "event"],
    schema: sortedMessage,
    contentTypes: ["application/json"],
    summary: "The truth about a part that was judged (event `sorted`). QoS 1, not retained.",
  },
  {
    name: "part-relearn",
    address: "part",
    words: [...STAND, "event"],
    schema: relearnMessage,
    contentTypes: ["application/json"],
    summary:
      "Where a type is in control is to be learnt anew (event `relearn`). QoS 1, not retained.",
  },
  {
    name: "part-result",
    words: STAND,
    schema: partResultMessage,
    contentTypes: ["application/json"],
    summary: "The result of one part, and the sorter's answer. Not retained, published by Raceway.",
  },
  {
    name: "alarm",
    words: [...POINT, "condition"],
    schema: alarmSchema,
    contentTypes: ["application/json"],
    summary: "An open alarm; an empty payload when it is closed. Retained, published by Raceway.",
  },
  {
    name: "alarm-act",
    words: [...POINT, "condition"],
    schema: alarmActSchema,
    contentTypes: ["application/json"],
    summary: "What a person does to an alarm. QoS 1, not retained.",
  },
  {
    name: "alarm-ask",
    words: [...POINT, "condition"],
    schema: alarmAsk,
    contentTypes: ["application/json"],
    summary: "A part of an alarm's journal is wanted. QoS 1, not retained.",
  },
  {
    name: "alarm-feedback",
    words: ["site"],
    schema: feedbackMessage,
    contentTypes: ["application/json"],
    summary: "What somebody found when they looked after an alarm. QoS 1, not retained.",
  },
  {
    name: "history-ask",
    words: ["site"],
    schema: historyAsk,
    contentTypes: ["application/json"],
    summary: "A part of the history of all alarms is wanted. QoS 1, not retained.",
  },
  {
    name: "handover-ask",
    words: ["site"],
    schema: handoverAsk,
    contentTypes: ["application/json"],
    summary:
      "Notes that shifts leave each other: wanted, written, taken over. QoS 1, not retained.",
  },
  {
    name: "alarm-answer",
    words: ["site"],
    schema: alarmAnswer,
    contentTypes: ["application/json"],
    summary:
      "What came of an act, or the journal or history that was asked for. Published by Raceway.",
  },
  {
    name: "alarm-report",
    words: ["site"],
    schema: alarmReportSchema,
    contentTypes: ["application/json"],
    summary: "Metrics of the alarms, and what is covered. Retained, published by Raceway.",
  },
];

/** What Raceway publishes; the rest it receives. */
const SENT = [
  "limits",
  "verdict",
  "verdict-sensor",
  "part-result",
  "alarm",
  "alarm-answer",
  "alarm-report",
];

/** The AsyncAPI 3 document of what sensors publish and Raceway answers. */
export function asyncApi(): object {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Raceway",
      version: "1",
      description:
        "What sensors publish to Raceway and what it publishes in return. See topics.md and verdicts.md.",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    defaultContentType: "application/json",
    servers: { gateway: { host: "localhost:1883", protocol: "mqtt", protocolVersion: "3.1.1" } },
    channels: Object.fromEntries(CHANNELS.map((channel) => [channel.name, channelOf(channel)])),
    operations: Object.fromEntries(CHANNELS.map(({ name }) => [name, operationOf(name)])),
    components: {
      messages: Object.fromEntries(CHANNELS.map((channel) => [channel.name, messageOf(channel)])),
    },
  };
}

function channelOf({ name, address = name, words, summary }: ChannelDocument): object {
  return {
    address: `${TOPIC_ROOT}/${address}/${words.map((word) => `{${word}}`).join("/")}`,
    description: summary,
    parameters: Object.fromEntries(words.map((word) => [word, { description: MEANINGS[word] }])),
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
  };
}

/** Raceway receives what sensors send, and sends verdicts. */
function operationOf(name: string): object {
  return {
    action: SENT.includes(name) ? "send" : "receive",
    channel: { $ref: `#/channels/${name}` },
    messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
  };
}

function messageOf({ name, schema, contentTypes, summary }: ChannelDocument): object {
  const { $schema: _, ...payload } = jsonSchema(schema) as { $schema?: string };
  return {
    name,
    summary,
    contentType: contentTypes[0],
    ...(contentTypes.length > 1 && {
      description: `Also as ${contentTypes.slice(1).join(", ")}, recognised by the first byte.`,
    }),
    payload,
  };
}
