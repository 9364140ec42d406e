import { decodeAlarmAnswer, decodeAlarmAsk } from "@raceway/wire/alarm-answer";
import { decodeAlarm, decodeAlarmAct } from "@raceway/wire/alarm-message";
import { decodeAlarmReport } from "@raceway/wire/alarm-report";
import { decodeCbor } from "@raceway/wire/cbor";
import {
  type Decoded,
  decodeReading,
  decodeWaveform,
  encodeCbor,
  encodeReading,
  encodeWaveform,
  jsonBytes,
} from "@raceway/wire/codec";
import { decodeHandoverAsk } from "@raceway/wire/handover-ask";
import { decodeFeedback, decodeHistoryAsk } from "@raceway/wire/history-ask";
import { decodeEditedLimits, decodeLimitEdit } from "@raceway/wire/limit-message";
import { decodeMaintenance } from "@raceway/wire/maintenance-message";
import { decodeNotifyTest } from "@raceway/wire/notify-test";
import { REJECTIONS } from "@raceway/wire/rejection";
import { decodeSpectrum } from "@raceway/wire/spectrum-codec";
import { decodeStatus } from "@raceway/wire/status-message";
import { formatTopic, parseTopic } from "@raceway/wire/topic";
import { decodeVerdict } from "@raceway/wire/verdict-codec";
import type { Random } from "./random.ts";
import { structured } from "./structured.ts";
import { promised, promisePlain, shapeOf, type Target, words } from "./target.ts";

/** Messages of docs/topics.md: nothing that arrives may throw, and every reason is short enough for a log line. */

const LONGEST_REASON = 2000;
const LAST_NANOS = 2n ** 63n;

function outcome<T>(decoded: Decoded<T>): string {
  if (decoded.ok) {
    promisePlain(decoded.body);
    return "ok";
  }
  const { code, reason } = decoded.rejection;
  promised(Object.hasOwn(REJECTIONS, code), "a rejection has a known code");
  promised(reason.length > 0 && reason.length <= LONGEST_REASON, "a reason is short");
  return `${code}: ${shapeOf(reason)}`;
}

const WAVEFORM = {
  time: 1_700_000_000_000_000_000n,
  sampleRate: 25_600,
  unit: "g",
  samples: Float64Array.of(0, 0.5, -0.25, 1),
  speedRpm: 1500,
  load: 40,
} as const;
const READING = { time: 1_700_000_000_000_000_000n, unit: "degC", value: 41.5 } as const;

const SPECTRUM = {
  step: 1.25,
  from: 2.5,
  unit: "g",
  values: Float64Array.of(0, 0.5, 0.25),
  speedRpm: 1500,
} as const;

const JSON_WORDS = words(
  ...[
    '"__proto__":',
    '{"__proto__":{"polluted":1}}',
    '"constructor":{"prototype":{"polluted":1}}',
    '"prototype"',
  ],
  ...["{", "}", "[", "]", ",", ":", '"', "\\", "\\u0000", "\\ud800", "null", "true", "false"],
  ...[
    "1e999",
    "-1e999",
    "1e-999",
    "-0",
    "0.1e1",
    "9007199254740993",
    "NaN",
    "Infinity",
    "[[",
    '{"a":',
    "\u0000",
  ],
  ...[
    '"time":',
    '"sampleRate":',
    '"unit":',
    '"samples":',
    '"scale":',
    '"value":',
    '"seq":',
    '"speedRpm":',
  ],
);

/** Heads of CBOR items: maps, arrays, tags of typed arrays, bignums, floats, indefinite lengths, breaks. */
const CBOR_WORDS = [
  ...words("__proto__", "constructor", "prototype", "polluted", "samples", "time", "unit"),
  ...[
    [0xa1, 0x69, ...Buffer.from("__proto__"), 0xa1, 0x61, 0x78, 0x01],
    [0x9f],
    [0xbf],
    [0x5f],
    [0x7f],
    [0xff],
    [0xf6],
    [0xf7],
    [0xf5],
    [0x81],
    [0xa1],
    [0x9b, 0, 0, 0, 1, 0, 0, 0, 0],
    [0xbb, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
    [0x9a, 0xff, 0xff, 0xff, 0xff],
    [0x5a, 0x7f, 0xff, 0xff, 0xff],
    [0xd8, 0x40],
    [0xd8, 0x48],
    [0xd8, 0x4d],
    [0xd8, 0x55],
    [0xd8, 0x56],
    [0xd8, 0x52],
    [0xc0],
    [0xc1],
    [0xc2, 0x49],
    [0xc3, 0x49],
    [0xc4, 0x82],
    [0xc5, 0x82],
    [0xd8, 0x1b, 0x83],
    [0xd8, 0x1c],
    [0xd8, 0x1d, 0x00],
    [0xd9, 0xd9, 0xf7],
    [0xd8, 0x69, 0x84],
    [0xd9, 0x01, 0x02],
    [0xd9, 0xdf, 0xff],
    [0xd9, 0xdf, 0xfe],
    [0xd9, 0x01, 0x00],
    [0xd9, 0x01, 0x03],
    [0xda, 0x53, 0x52, 0x4c, 0x59],
    [0xf9, 0x7c, 0x00],
    [0xf9, 0x7e, 0x00],
    [0xfb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0],
    [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ].map((bytes) => Uint8Array.from(bytes)),
];

const WORDS = [...JSON_WORDS, ...CBOR_WORDS];

const waveforms: Target = {
  name: "waveform",
  seeds: [
    encodeWaveform(WAVEFORM, "json"),
    encodeWaveform(WAVEFORM, "cbor"),
    encodeWaveform(WAVEFORM, "cbor", { int16Scale: 0.001 }),
    encodeCbor({ sampleRate: 100, unit: "Pa", samples: [1, 2, 3] }),
    encodeCbor({ sampleRate: 100, unit: "Pa", samples: new BigInt64Array(4) }),
    jsonBytes({
      time: "2026-11-22T06:00:00.000Z",
      sampleRate: 100,
      unit: "Pa",
      samples: [1, 2, 3],
      seq: 5,
    }),
  ],
  dictionary: WORDS,
  generate: (random) => structured([WAVEFORM, { ...WAVEFORM, samples: [1, 2, 3] }], random),
  run(input) {
    const decoded = decodeWaveform(input);
    if (!decoded.ok) return outcome(decoded);
    const { samples, sampleRate, time } = decoded.body;
    promised(
      samples.length > 0 && samples.every(Number.isFinite),
      "samples are finite, at least one",
    );
    promised(sampleRate > 0 && Number.isFinite(sampleRate), "the sample rate is above 0");
    promised(time === undefined || (time >= 0n && time < LAST_NANOS), "times fit in 63 bits");
    return outcome(decoded);
  },
};

const readings: Target = {
  name: "reading",
  seeds: [
    encodeReading(READING, "json"),
    encodeReading(READING, "cbor"),
    jsonBytes({ time: "1700000000000000000", unit: "degC", value: 1, seq: 3 }),
  ],
  dictionary: WORDS,
  generate: (random) => structured([READING], random),
  run(input) {
    const decoded = decodeReading(input);
    if (decoded.ok) promised(Number.isFinite(decoded.body.value), "values are finite");
    return outcome(decoded);
  },
};

const spectra: Target = {
  name: "sensor spectrum",
  seeds: [
    encodeCbor(SPECTRUM),
    jsonBytes({ ...SPECTRUM, values: [1, 2, 3] }),
    jsonBytes({ ...SPECTRUM, values: [1, 2], at: [30, 60], axis: "order", scale: 0.5 }),
  ],
  dictionary: WORDS,
  generate: (random) =>
    structured([SPECTRUM, { ...SPECTRUM, values: [1, 2, 3], at: [1, 2, 3] }], random),
  run(input) {
    const decoded = decodeSpectrum(input);
    if (!decoded.ok) return outcome(decoded);
    const { values, step } = decoded.body;
    promised(step > 0 && values.length > 0, "lines, and a distance above 0");
    promised(
      values.every((value) => Number.isFinite(value) || Number.isNaN(value)),
      "values are finite, or not said",
    );
    return outcome(decoded);
  },
};

const cbor: Target = {
  name: "cbor",
  seeds: [
    encodeCbor({
      a: 1,
      b: [1.5, -1n, null, true],
      c: { d: "text", e: Uint8Array.of(1, 2) },
      f: new Float64Array(3),
    }),
    encodeCbor([new Date(0), new Set([1]), new Map([["k", 1]]), /x/, 2n ** 70n]),
    encodeCbor(WAVEFORM),
  ],
  dictionary: CBOR_WORDS,
  generate: (random) => structured([READING, WAVEFORM, [1, [2, { a: 3 }]]], random),
  run(input) {
    let value: unknown;
    try {
      value = decodeCbor(input);
    } catch (error) {
      promised(error instanceof Error, "only errors are thrown");
      return `refused: ${shapeOf(String(error))}`;
    }
    promisePlain(value);
    return `${typeof value} ${Object.prototype.toString.call(value)}`;
  },
};

const topics: Target = {
  name: "topic",
  seeds: words(
    "raceway/v1/waveform/site/line/machine/point/vib",
    "raceway/v1/status/s/l/m/p",
    "raceway/v1/verdict/s/l/m/p/anomaly",
    "raceway/v1/spectrum/s/l/m/p/vib/envelope",
    "raceway/v1/dead-letter/s",
  ),
  dictionary: words(
    "/",
    "//",
    "+",
    "#",
    "$share/",
    "raceway/v1/",
    "__proto__",
    "constructor",
    "toString",
    "\u0000",
    "%2f",
    "..",
  ),
  run(input) {
    const text = Buffer.from(input).toString("utf8");
    const topic = parseTopic(text);
    if (topic === undefined) return "none";
    promised(formatTopic(topic) === text, "a topic that is understood is written the same");
    return topic.class;
  },
};

const ALARM = {
  id: "l.m.p.machine",
  occurrence: 1,
  point: "s/l/m/p",
  condition: "machine",
  where: { line: "l", machine: "m", point: "p" },
  state: "unacknowledged",
  severity: "alarm",
  title: "Outer race",
  fault: "outer-race",
  evidence: ["one"],
  advice: "Look.",
  since: "2026-11-22T06:00:00.000Z",
  comments: [{ who: "Ann", at: "2026-11-22T06:00:00.000Z", text: "x" }],
};

const METRICS = {
  hours: 24,
  announced: 3,
  perOperatorPer10Minutes: { average: 0.1, most: 1 },
  floods: { count: 0, timeShare: 0, now: false },
  topTen: { share: 1, alarms: [{ id: "l.m.p.machine", count: 3 }] },
  chattering: [],
  fleeting: 0,
  stale: ["l.m.p.machine"],
  priorities: { low: 0.8, medium: 0.15, high: 0.05 },
};
const REPORT = {
  time: "2026-11-22T06:00:00.000Z",
  lastDay: METRICS,
  lastMonth: METRICS,
  covered: [],
  notification: { waiting: 0, channels: { mail: { sent: 1, refused: 0, failing: 0 } } },
};

const VERDICT_BASE = {
  type: "verdict",
  point: "s/l/m/p",
  time: "2026-11-22T06:00:00.000Z",
  persistent: true,
};

const JOURNAL_LINE = {
  at: "2026-11-22T06:00:00.000Z",
  alarm: "l.m.p.sensor",
  occurrence: 1,
  who: "raceway",
  act: "sensor",
  before: "normal",
  after: "unacknowledged",
  verdict: { ...VERDICT_BASE, kind: "sensor", fault: "silence", text: "silent" },
};

const FOUND = {
  ...{ who: "Ann", diagnosis: "right", found: "spall, 3 mm" },
  files: [
    {
      ...{ file: "01234567-89ab-cdef-0123-456789abcdef.jpg", name: "ring.jpg", bytes: 9 },
      sha256: "0".repeat(64),
    },
  ],
};

const OCCURRENCE = {
  ...{ id: "l.m.p.machine", occurrence: 1, condition: "machine", severity: "alarm" },
  ...{ where: { line: "L", machine: "M", point: "P" }, priority: "high", fault: "outer-race" },
  ...{ since: "2026-11-22T06:00:00.000Z", closed: "2026-11-22T07:00:00.000Z" },
  acknowledged: { who: "Ann", at: "2026-11-22T06:30:00.000Z" },
  feedback: { ...FOUND, at: "2026-11-22T08:00:00.000Z" },
};

function checked(
  name: string,
  decode: (input: Uint8Array) => Decoded<unknown>,
  ...examples: readonly unknown[]
): Target {
  const seeds = examples.flatMap((example) => [jsonBytes(example), encodeCbor(example)]);
  const generate = (random: Random) => structured(examples, random);
  return { name, seeds, dictionary: WORDS, generate, run: (input) => outcome(decode(input)) };
}

const LIMIT_EDIT = { channel: "temp", indicator: "temperature", who: "Ann", why: "new grease" };

export const MESSAGE_TARGETS: readonly Target[] = [
  waveforms,
  readings,
  spectra,
  cbor,
  topics,
  checked(
    "status",
    decodeStatus,
    { status: "online", battery: 80, text: "ok" },
    { status: "offline", time: "2026-11-22T06:00:00.000Z" },
  ),
  checked("alarm", decodeAlarm, ALARM),
  checked(
    "alarm-act",
    decodeAlarmAct,
    { act: "acknowledge", who: "Ann", occurrence: 1 },
    { act: "comment", who: "Ann", comment: "seen" },
    { act: "shelve", who: "Ann", comment: "later", minutes: 60 },
  ),
  checked("alarm-ask", decodeAlarmAsk, { ask: "a", offset: 0, limit: 20 }),
  checked("alarm-feedback", decodeFeedback, {
    ...{ ask: "a", id: "l.m.p.machine", occurrence: 1 },
    ...FOUND,
  }),
  checked("history-ask", decodeHistoryAsk, {
    ...{ ask: "a", line: "l1", lines: ["l1"], who: "Ann", severity: "alarm", condition: "machine" },
    ...{ acknowledged: true, open: false, sort: "since", descending: true, offset: 0, limit: 50 },
  }),
  checked(
    "handover-ask",
    decodeHandoverAsk,
    { ask: "a", act: "list", lines: ["l1"], waiting: true, offset: 0, limit: 20 },
    { ask: "a", act: "write", who: "Ann", line: "l1", text: "Press 2 runs slowly" },
    { ask: "a", act: "take", who: "Ann", note: 7 },
  ),
  checked(
    "alarm-answer",
    decodeAlarmAnswer,
    { ask: "a", refused: "it is not open" },
    { ask: "a", alarm: ALARM },
    { ask: "a", journal: { total: 1, lines: [JOURNAL_LINE] } },
    { ask: "a", history: { total: 1, people: ["Ann"], rows: [OCCURRENCE] } },
  ),
  checked("alarm-report", decodeAlarmReport, REPORT),
  checked(
    "limit-edit",
    decodeLimitEdit,
    { ...LIMIT_EDIT, limit: { warning: 60, alarm: 70.5 } },
    { ...LIMIT_EDIT, limit: null },
  ),
  checked("limits", decodeEditedLimits, {
    edited: [
      {
        channel: "temp",
        indicator: "temperature",
        warning: 60,
        edited: { who: "Ann", at: "2026-11-22T06:00:00.000Z", why: "new grease" },
      },
    ],
  }),
  checked("notify-test", decodeNotifyTest, { ask: "a1", channel: "shift-mail" }),
  checked("maintenance", decodeMaintenance, { work: "lubricated", who: "Ann", comment: "grease" }),
  checked(
    "verdict",
    decodeVerdict,
    { ...VERDICT_BASE, kind: "anomaly", severity: "alarm", score: 2, evidence: [] },
    { ...VERDICT_BASE, kind: "prognosis", trend: "none", text: "no trend" },
    { ...VERDICT_BASE, kind: "sensor", fault: "none", text: "fine" },
  ),
];
