import { type Channel, pointsOf, producingMachines } from "@raceway/model/plant";
import { standsOf } from "@raceway/model/test-stand";
import { parsePlant } from "@raceway/plant/plant-file";
import { encodeReading, encodeWaveform } from "@raceway/wire/codec";
import { describe, expect, it } from "vitest";
import { createAdmission } from "./admission.ts";

const PLANT = parsePlant(
  `
site: s
lines:
  - id: l
    machines:
      - id: m
        points:
          - id: p
            channels:
              - { id: vib, kind: vibration, unit: g, sensitivity: 100 mV/g }
              - { id: env, kind: vibration, unit: g, values: envelope_spectrum }
              - { id: temp, kind: temperature, unit: degC, scale: 0.1 }
`,
  "plant.yaml",
  () => [],
);
const admit = createAdmission({
  points: pointsOf(PLANT),
  stands: standsOf(PLANT),
  machines: producingMachines(PLANT),
});

function admitted(topicClass: string, channel: Channel["id"], payload: Uint8Array) {
  const topic = `raceway/v1/${topicClass}/s/l/m/p/${channel}`;
  const admission = admit({ topic, payload, receivedAt: 1_000_000_000n });
  return admission.ok ? admission.record : admission.rejection.reason;
}

describe("a message of a channel with a factor in the plant file", () => {
  it("is let in as the sensor says it, waveform or reading", () => {
    const wave = { sampleRate: 1000, samples: Float64Array.of(0.5, -0.25) };
    expect(
      admitted("waveform", "vib", encodeWaveform({ ...wave, unit: "V" }, "cbor")),
    ).toMatchObject({ type: "waveform", sampleRate: 1000 });
    expect(
      admitted("reading", "temp", encodeReading({ unit: "degC", value: 415 }, "json")),
    ).toMatchObject({ type: "reading", channel: "temp" });
  });

  it("is refused when its unit says that the factor would count twice", () => {
    const payload = encodeWaveform(
      { sampleRate: 1000, samples: Float64Array.of(1), unit: "g" },
      "json",
    );
    expect(admitted("waveform", "vib", payload)).toMatch(/sensitivity, which wants V or mV/);
  });
});

describe("a channel of spectra", () => {
  const spectrum = Buffer.from('{"step":1.25,"unit":"mg","values":[0.1,0.2]}');

  it("takes spectra, and says so to whoever sends it something else", () => {
    expect(admitted("sensor-spectrum", "env", spectrum)).toMatchObject({ channel: "env" });
    const wave = { sampleRate: 1000, samples: Float64Array.of(1), unit: "g" } as const;
    expect(admitted("waveform", "env", encodeWaveform(wave, "json"))).toBe(
      "s/l/m/p/env takes spectra (envelope_spectrum), no waveforms",
    );
    expect(admitted("reading", "env", encodeReading({ unit: "g", value: 1 }, "json"))).toMatch(
      /env takes spectra \(envelope_spectrum\); of a sensor that computes its values/,
    );
  });

  it("is the only one that does, and in its own quantity", () => {
    expect(admitted("sensor-spectrum", "vib", spectrum)).toMatch(
      /vib takes waveforms; of a sensor that computes spectra itself, `values` of the channel says/,
    );
    const velocity = Buffer.from('{"step":1.25,"unit":"mm/s","values":[0.1,0.2]}');
    expect(admitted("sensor-spectrum", "env", velocity)).toMatch(/unit "mm\/s" is velocity/);
  });
});

it("a unit is understood as firmware writes it", () => {
  const payload = Buffer.from('{"unit":"°C","value":415}');
  expect(admitted("reading", "temp", payload)).toMatchObject({ type: "reading" });
});
