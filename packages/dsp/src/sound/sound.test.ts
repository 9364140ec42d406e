import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../golden/sound.json" with { type: "json" };
import { noise, sine } from "../../test/samples.ts";
import { levelDb, SILENCE_DB } from "../spectra/decibel.ts";
import { aWeightedLevel, aWeightingDb, aWeightingGain } from "./a-weighting.ts";
import { soundLevelMeter } from "./sound-level.ts";
import { thirdOctaveBands, thirdOctaveSpectrum } from "./third-octave.ts";

const sound = Float64Array.from(golden.samples);

describe("A-weighting", () => {
  it.each(golden.table3)("at $frequency Hz is $db dB as in IEC 61672-1, table 3", (row) => {
    expect(Math.abs(aWeightingDb(row.frequency) - row.db)).toBeLessThan(0.06);
  });

  it.each(golden.exact)("at $frequency Hz is what SciPy makes of its poles", (row) => {
    expect(aWeightingGain(row.frequency)).toBeCloseTo(row.gain, 12);
  });
});

describe("the A-weighted level of a block", () => {
  it("is NumPy's", () => {
    expect(aWeightedLevel(sound, golden.rate)).toBeCloseTo(golden.blockLevel, 9);
  });

  it("of a calibrator at 1 kHz and 1 Pa r.m.s. is 94 dB", () => {
    const calibrator = sine(48_000, 48_000, 1000, Math.SQRT2);
    expect(aWeightedLevel(calibrator, 48_000)).toBeCloseTo(93.98, 2);
  });

  it("of silence is a number", () => {
    expect(aWeightedLevel(new Float64Array(100), 48_000)).toBe(SILENCE_DB);
    expect(levelDb(1e-300)).toBe(SILENCE_DB);
    expect(levelDb(4, 2)).toBe(0);
  });
});

describe("the sound level meter", () => {
  it.each(["fast", "slow"] as const)("reads what SciPy's filters read, %s", (time) => {
    const { last, max, equivalent } = soundLevelMeter(golden.rate, time).process(sound);
    expect(last).toBeCloseTo(golden[time].last, 8);
    expect(max).toBeCloseTo(golden[time].max, 8);
    expect(equivalent).toBeCloseTo(golden.equivalent, 8);
  });

  it("reads the same however the sound is cut, also over a snapshot", () => {
    const whole = soundLevelMeter(8000).process(noise(2000));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), 2000];
        let meter = soundLevelMeter(8000);
        let max = Number.NEGATIVE_INFINITY;
        let last = Number.NaN;
        places.slice(1).forEach((to, i) => {
          const level = meter.process(noise(2000).subarray(places[i], to));
          max = Math.max(max, level.max);
          last = level.last;
          const saved = meter.snapshot();
          meter = soundLevelMeter(8000);
          meter.restore(saved);
        });
        expect(last).toBe(whole.last);
        expect(max).toBe(whole.max);
      }),
      { numRuns: 20 },
    );
  });

  it("settles on the level of a steady tone and forgets it at the standard's pace", () => {
    const meter = soundLevelMeter(48_000, "fast");
    const { last } = meter.process(sine(96_000, 48_000, 1000, Math.SQRT2));
    expect(last).toBeCloseTo(93.98, 1);
    const after = meter.process(new Float64Array(24_000));
    expect((last - after.last) / 0.5).toBeCloseTo(34.7, 0);
  });

  it("strays from the standard's curve as much as it says", () => {
    const reading = (rate: number, frequency: number) => {
      const meter = soundLevelMeter(rate);
      const level = (f: number) => {
        meter.process(sine(rate, rate, f));
        return meter.process(sine(rate, rate, f)).equivalent;
      };
      return level(frequency) - level(1000) - aWeightingDb(frequency);
    };
    expect(reading(48_000, 4000)).toBeCloseTo(-0.04, 2);
    expect(reading(48_000, 8000)).toBeCloseTo(-0.54, 2);
    expect(reading(48_000, 12_500)).toBeCloseTo(-2.67, 2);
    expect(reading(25_600, 8000)).toBeCloseTo(-2.91, 2);
  });

  it("reads silence as a number and refuses rates too low for it", () => {
    expect(soundLevelMeter(8000).process(new Float64Array()).last).toBe(SILENCE_DB);
    expect(() => soundLevelMeter(2000)).toThrow("over 2000 Hz");
    expect(() => soundLevelMeter(8000).restore([1])).toThrow("7 needed");
  });
});

describe("third octaves", () => {
  it("have the nominal frequencies of IEC 61260-1", () => {
    const nominal = thirdOctaveBands(20, 20_000).map((band) => band.nominal);
    expect(nominal).toEqual([
      20, 25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250,
      1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10_000, 12_500, 16_000, 20_000,
    ]);
  });

  it("hold the power that NumPy finds between their edges", () => {
    const { bands, meanSquares } = thirdOctaveSpectrum(sound, golden.rate);
    expect(bands.length).toBeGreaterThanOrEqual(10);
    bands.forEach((band, b) => {
      const wanted = golden.thirdOctaves.find((row) => Math.abs(row.centre - band.centre) < 0.01);
      expect(wanted).toBeDefined();
      expect((meanSquares[b] ?? 0) / (wanted?.meanSquare ?? 0)).toBeCloseTo(1, 8);
    });
  });

  it("hold a sine in the band of its frequency", () => {
    const { bands, meanSquares } = thirdOctaveSpectrum(sine(8192, 25_600, 1000, 2), 25_600);
    const at = bands.findIndex((band) => band.nominal === 1000);
    expect(meanSquares[at]).toBeCloseTo(2, 3);
    expect(bands[0]?.nominal).toBe(50);
    expect(bands.at(-1)?.nominal).toBe(10_000);
  });

  it("of a block too short for any are none", () => {
    expect(thirdOctaveSpectrum(noise(4), 1000).bands).toHaveLength(0);
  });
});
