import { createLiveState } from "@raceway/console/live/live-state";
import { jsonBytes } from "@raceway/wire/codec";
import { plantOf } from "../running-ingest.ts";
import { structured } from "./structured.ts";
import { shapeOf, type Target } from "./target.ts";

/** What the console hears from its broker: the first byte of an input chooses the topic, the rest is the payload. */

const PLANT = plantOf(`
site: s
lines:
  - id: l
    machines:
      - id: m
        points:
          - { id: p, channels: [{ id: vib, kind: vibration, unit: g }, { id: temp, kind: temperature, unit: degC }] }
`);
const TIME = "2026-11-22T06:00:00.000Z";

const HEARD: readonly (readonly [topic: string, example: unknown])[] = [
  ["state/s/l/m/p", { time: TIME, severity: "warning", score: 1.2, health: 70, learning: false }],
  ["status/s/l/m/p", { status: "online", battery: 80 }],
  ["indicators/s/l/m/p/vib", { time: TIME, speedRpm: 1500, indicators: { rms: 1, peak: 3 } }],
  [
    "spectrum/s/l/m/p/vib/envelope",
    { time: TIME, unit: "g", step: 1, values: new Float32Array(64), band: [1, 2] },
  ],
  [
    "latest-waveform/s/l/m/p/vib",
    { time: TIME, sampleRate: 1000, unit: "g", length: 4, scale: 0.1, samples: new Int16Array(4) },
  ],
  ["limits/s/l/m/p", { edited: [] }],
  ["dead-letter/s", { topic: "t", code: "schema", reason: "r" }],
  ["service/s/ingest", { status: "online" }],
  [
    "verdict/s/l/m/p/sensor",
    {
      type: "verdict",
      kind: "sensor",
      point: "s/l/m/p",
      time: TIME,
      persistent: true,
      fault: "silence",
      text: "silent",
    },
  ],
];

const withTopic = (topic: number, payload: Uint8Array) =>
  new Uint8Array(Buffer.concat([Buffer.of(topic), payload]));
const live = createLiveState(
  PLANT,
  () => undefined,
  () => 0,
);

export const LIVE_TARGET: Target = {
  name: "console-live",
  seeds: HEARD.map(([, example], topic) => withTopic(topic, jsonBytes(example))),
  dictionary: [],
  generate(random) {
    const topic = random.below(HEARD.length);
    return withTopic(topic, structured([HEARD[topic]?.[1]], random));
  },
  run(input) {
    const [topic] = HEARD[(input[0] ?? 0) % HEARD.length] ?? [];
    const passedOver = live.receive(`raceway/v1/${topic}`, input.subarray(1));
    // What it keeps is shown: reading it must not fail either.
    live.point("s/l/m/p");
    return passedOver === undefined ? `taken ${topic}` : shapeOf(passedOver);
  },
};
