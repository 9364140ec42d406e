import { createEdgeVoice } from "@raceway/source-sparkplug/edge-voice";
import { DATATYPE, decodePayload } from "@raceway/source-sparkplug/payload";
import { ProtobufError } from "@raceway/source-sparkplug/protobuf";
import { createSparkplugHost } from "@raceway/source-sparkplug/sparkplug-host";
import { parseSparkplugTopic } from "@raceway/source-sparkplug/sparkplug-topic";
import {
  type FakeDoor,
  fakeDoor,
  handClock,
  mapped,
  warnings,
} from "@raceway/source-sparkplug/testing";
import { decodeReading, decodeWaveform } from "@raceway/wire/codec";
import { structuredSparkplug } from "./structured.ts";
import { promised, shapeOf, type Target, words } from "./target.ts";

/** What edge nodes send. */

const voice = createEdgeVoice("G", "E", () => 1_700_000_000_000);
voice.will();
const metric = (name: string, datatype: number, value: number | Uint8Array | string) => ({
  name,
  datatype,
  value,
  timestamp: 1_700_000_000_000,
});
const waveform = metric("Vib", DATATYPE.bytes, new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer));
const dataSet = {
  ...metric("Set", DATATYPE.dataSet, 0),
  value: {
    numOfColumns: 1,
    columns: ["samples"],
    types: [DATATYPE.double],
    rows: [1, 2, 3].map((value) => ({ elements: [{ doubleValue: value }] })),
  },
};
const PAYLOADS = [
  voice.birth(),
  voice.deviceBirth("D", [
    { ...metric("Temp", DATATYPE.float, 20.5), alias: 7 },
    { ...waveform, properties: { format: "float32", sampleRate: 1000, unit: "g", scale: 2 } },
    metric("Text", 12, "hello"),
    dataSet,
  ]),
  voice.data("D", [{ ...metric("Temp", DATATYPE.float, 21), alias: 7 }]),
  voice.data("D", [metric("Vib", DATATYPE.int16Array, Uint8Array.of(1, 0, 2, 0))]),
  voice.deviceDeath("D"),
  voice.death(),
].map(({ payload }) => payload);

const DICTIONARY = [
  ...words(
    "Temp",
    "Vib",
    "bdSeq",
    "Node Control/Rebirth",
    "__proto__",
    "constructor",
    "format",
    "unit",
    "sampleRate",
    "scale",
    "samples",
  ),
  ...[
    [0x08],
    [0x12, 0x00],
    [0x12, 0x7f],
    [0x18, 0x00],
    [0x18, 0xff, 0x01],
    [0x0a, 0x04],
    [0x10, 0x07],
    [0x20, 0x1e],
    [0x38, 0x01],
    [0x28, 0x01],
    [0x4a, 0x02],
    [0x50, 0xff, 0xff, 0xff, 0xff, 0x0f],
    [0x58, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    [0x65, 0, 0, 0xc0, 0x7f],
    [0x69, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
    [0x82, 0x01],
    [0x8a, 0x01],
    [0x92, 0x01],
    [0x9b, 0x01],
    [0x9c, 0x01],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ].map((bytes) => Uint8Array.from(bytes)),
];

const payloads: Target = {
  name: "sparkplug-payload",
  seeds: PAYLOADS,
  dictionary: DICTIONARY,
  generate: structuredSparkplug,
  share: 1,
  run(input) {
    try {
      const { metrics, seq } = decodePayload(input);
      const [first] = metrics;
      return `ok ${Math.min(metrics.length, 4)} ${seq === undefined} ${first?.value?.type} ${first?.datatype}`;
    } catch (error) {
      if (!(error instanceof ProtobufError)) throw error;
      return shapeOf(error.message);
    }
  },
};

const TYPES = ["DBIRTH", "DDATA", "DDATA", "NDEATH"];

/** The whole host: a birth that is well-formed, then the input as birth or data of the device or as death of the node, as its length says. What is handed on must decode, or say why not. */
const host: Target = {
  name: "sparkplug-host",
  seeds: PAYLOADS,
  dictionary: DICTIONARY,
  generate: structuredSparkplug,
  share: 1,
  async run(input) {
    const clock = handClock(1_700_000_000_000);
    const got: string[] = [];
    const doors: FakeDoor[] = [];
    const source = createSparkplugHost({
      channels: [
        mapped("G/E/D:Temp", { id: "temp" }),
        mapped("G/E/D:Vib", { id: "vib", kind: "vibration", unit: "g", sampleRate: 1000 }),
        mapped("G/E/D:Set", { id: "set", kind: "vibration", unit: "g", sampleRate: 1000 }),
      ],
      hostId: "h",
      subscribe(session) {
        const door = fakeDoor(session);
        doors.push(door);
        return door.source;
      },
      clock,
      log: warnings(),
    });
    await source.open(async ({ topic, payload, untranslatable }) => {
      if (untranslatable !== undefined) {
        promised(untranslatable.length < 2000, "a reason is short");
        got.push(shapeOf(untranslatable));
      } else if (topic.includes("/reading/")) {
        const read = decodeReading(payload);
        got.push(read.ok ? "reading" : read.rejection.code);
      } else {
        const read = decodeWaveform(payload);
        got.push(read.ok ? "waveform" : read.rejection.code);
      }
    });
    const [birth, deviceBirth] = PAYLOADS;
    const hearings: Promise<void>[] = [];
    const hear = (type: string, payload: Uint8Array | undefined) => {
      const topic = `spBv1.0/G/${type}/E${type.startsWith("D") ? "/D" : ""}`;
      const [door] = doors;
      if (door !== undefined && payload !== undefined)
        hearings.push(door.deliver({ topic, payload, receivedAt: clock.now() }));
    };
    hear("NBIRTH", birth);
    hear("DBIRTH", deviceBirth);
    hear(TYPES[input.length % TYPES.length] ?? "DDATA", input);
    clock.advance(10_000);
    await source.close();
    await Promise.all(hearings);
    return [...new Set(got)].toSorted().join("|").slice(0, 200);
  },
};

const topics: Target = {
  name: "sparkplug-topic",
  seeds: words(
    "spBv1.0/G/NBIRTH/E",
    "spBv1.0/G/DDATA/E/D",
    "spBv1.0/STATE/host",
    "spBv1.0/G/NCMD/E",
  ),
  dictionary: words(
    "/",
    "//",
    "+",
    "#",
    "STATE",
    "NDEATH",
    "DDEATH",
    "spBv1.0",
    "__proto__",
    "\u0000",
  ),
  run: (input) => parseSparkplugTopic(Buffer.from(input).toString("utf8"))?.type ?? "none",
};

export const SPARKPLUG_TARGETS: readonly Target[] = [payloads, host, topics];
