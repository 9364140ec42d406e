import type { Waveform } from "@raceway/model/record";
import { describe, expect, it } from "vitest";
import { SYNTHETIC_POINT } from "../synthetic-life.ts";
import { createManipulation } from "./manipulation.ts";

const manipulate = createManipulation(SYNTHETIC_POINT);

/** The indicators of 0.2 s of tones of unit amplitude. */
function indicatorsOf(sampleRate: number, ...tones: readonly number[]) {
  const samples = Float64Array.from({ length: sampleRate / 5 }, (_, n) =>
    tones.reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * n) / sampleRate), 0),
  );
  const record: Waveform = {
    type: "waveform",
    point: SYNTHETIC_POINT.point.path,
    channel: "x",
    time: 0n,
    sampleRate,
    unit: "m/s2",
    samples,
  };
  return manipulate(record).indicators;
}

describe("octaves above 10 kHz", () => {
  it("hold what lies in them and nothing else", () => {
    const found = indicatorsOf(100_000, 7000, 12_000, 30_000);
    expect(found["band_10k_rms"]).toBeCloseTo(Math.SQRT1_2, 3);
    expect(found["band_20k_rms"]).toBeCloseTo(Math.SQRT1_2, 3);
    expect(found["hf_rms"]).toBeCloseTo(Math.sqrt(1.5), 3);
  });

  it("are left out where the samples hold next to nothing of them", () => {
    expect(indicatorsOf(20_000, 7000)).not.toHaveProperty("band_10k_rms");
    expect(indicatorsOf(25_600, 7000)).toHaveProperty("band_10k_rms");
    expect(indicatorsOf(25_600, 7000)).not.toHaveProperty("band_20k_rms");
  });
});
