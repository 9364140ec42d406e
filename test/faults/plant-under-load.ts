import type { Plant } from "@raceway/model/plant";
import { encodeWaveform } from "@raceway/wire/codec";
import { formatTopic } from "@raceway/wire/topic";
import { plantOf } from "../running-ingest.ts";

/** Small on purpose: what is counted is messages. */
const SAMPLES = 512;
const SAMPLE_RATE = 10_240;
/** Source time between two waveforms of a channel, milliseconds. */
const STEP_MS = 100;
const PLACE = { site: "works", line: "l", machine: "m" };

/** A plant with so many points, each with one vibration channel that is never called silent. */
export function plantText(points: number): string {
  const ids = Array.from({ length: points }, (_, n) => pointId(n));
  return `
site: ${PLACE.site}
lines:
  - id: ${PLACE.line}
    machines:
      - id: ${PLACE.machine}
        speed: { rpm: 1500 }
        points:
${ids.map((id) => `          - { id: ${id}, bearing: "6205", channels: [{ id: vib, kind: vibration, unit: g, silentAfter: 1000000 }] }`).join("\n")}
`;
}

export function plantUnderLoad(points: number): Plant {
  return plantOf(plantText(points));
}

export function pointId(sensor: number): string {
  return `p${sensor}`;
}

export function topicOf(sensor: number): string {
  return formatTopic({ class: "waveform", ...PLACE, point: pointId(sensor), channel: "vib" });
}

/** Some waveforms to send in turn: noise on a shaft's hum, different for every sensor. */
const shapes = Array.from({ length: 32 }, (_, shape) => {
  let state = shape + 1;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648 - 0.5;
  };
  return Float64Array.from({ length: SAMPLES }, (_, i) => Math.sin(i / 65) / 4 + random());
});

/** Source time of a sensor's waveform, milliseconds since 1970; `start` is that of its first. */
export function timeOf(start: number, index: number, stepMs = STEP_MS): number {
  return start + index * stepMs;
}

/** Which of a sensor's waveforms has a source time. */
export function indexOf(start: number, time: number): number {
  return Math.round((time - start) / STEP_MS);
}

/** The same sensor and source time (milliseconds since 1970) give the same bytes. */
export function payloadOf(sensor: number, ms: number): Uint8Array {
  const samples = shapes[(sensor * 7 + Math.round(ms / 100)) % shapes.length] ?? new Float64Array();
  const time = BigInt(ms) * 1_000_000n;
  return encodeWaveform({ time, sampleRate: SAMPLE_RATE, unit: "g", samples }, "cbor", {
    int16Scale: 1e-4,
  });
}
