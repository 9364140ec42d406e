import { describe, expect, it } from "vitest";
import golden from "../../golden/orders.json" with { type: "json" };
import { expectClose, sine } from "../../test/samples.ts";
import { amplitudeSpectrum } from "../spectra/amplitude.ts";
import { SINC_REACH, sincInterpolate } from "./interpolate.ts";
import { orderTrack } from "./order-tracking.ts";
import { angleFromSpeed, angleFromTacho } from "./shaft-angle.ts";
import { synchronousAverage, synchronousResidual } from "./synchronous-average.ts";

const RATE = 10_000;

/** A shaft that runs up from 600 to 1800 r/min in two seconds, and what is bound to it: orders 1 and 7.3. */
function runUp() {
  const angle = angleFromSpeed(Float64Array.of(0, 2), Float64Array.of(600, 1800));
  const turned = (t: number) => 10 * t + 5 * t * t;
  const samples = Float64Array.from({ length: 2 * RATE }, (_, n) => {
    const phase = 2 * Math.PI * turned(n / RATE);
    return Math.sin(phase) + 0.5 * Math.sin(7.3 * phase);
  });
  return { angle, samples, turned };
}

describe("the shaft angle", () => {
  it("from tacho pulses is SciPy's spline", () => {
    const angle = angleFromTacho(Float64Array.from(golden.pulses), golden.pulsesPerRevolution);
    expectClose(golden.turns.map(angle.timeAt), golden.times, 1e-13);
    expect(angle.revolutions).toBe(7);
  });

  it.each(golden.few)("from $count pulses is SciPy's too", ({ count, values }) => {
    const angle = angleFromTacho(Float64Array.from(golden.pulses.slice(0, count)), 2);
    const asked = values.map((_, i) => (i / (values.length - 1)) * angle.revolutions);
    expectClose(asked.map(angle.timeAt), values, 1e-13);
  });

  it("from a speed profile is the inverse of its integral", () => {
    const { profile } = golden;
    const angle = angleFromSpeed(Float64Array.from(profile.times), Float64Array.from(profile.rpm));
    expect(angle.revolutions).toBeCloseTo(profile.revolutions, 11);
    expectClose(profile.asked.map(angle.timeAt), profile.at, 1e-11);
    expect(angle.slowest).toBe(7.5);
  });

  it("refuses pulses that do not rise and speeds that stand still", () => {
    expect(() => angleFromTacho(Float64Array.of(0, 1, 1))).toThrow(
      "number 2 is 1 s, not after 1 s",
    );
    expect(() => angleFromTacho(Float64Array.of(1))).toThrow("1 given, at least two");
    expect(() => angleFromSpeed(Float64Array.of(0, 1), Float64Array.of(100, 0))).toThrow(
      "0 r/min at 1 s",
    );
  });
});

describe("interpolation between samples", () => {
  it.each([0.01, 0.1, 0.25, 0.4])(
    "of a sine at %d of the rate errs less than 1e-4",
    (frequency) => {
      const samples = sine(200, 1, frequency, 1, 0.7);
      for (let at = SINC_REACH; at < 180; at += 0.37)
        expect(sincInterpolate(samples, at)).toBeCloseTo(
          Math.sin(2 * Math.PI * frequency * at + 0.7),
          4,
        );
    },
  );
});

describe("order tracking", () => {
  it("makes sharp lines of what a run-up smears", () => {
    const { angle, samples, turned } = runUp();
    const tracked = orderTrack(samples, RATE, angle);
    expect(tracked.samplesPerRevolution).toBe(1024);
    tracked.samples.forEach((value, n) => {
      const phase = 2 * Math.PI * (tracked.start + n / tracked.samplesPerRevolution);
      expect(Math.abs(value - Math.sin(phase) - 0.5 * Math.sin(7.3 * phase))).toBeLessThan(1e-3);
    });
    expect(tracked.start).toBeGreaterThanOrEqual(turned(SINC_REACH / RATE) - 1e-9);
    const { values, step } = amplitudeSpectrum(tracked.samples, 1024, { window: "flattop" });
    expect(values[Math.round(1 / step)]).toBeCloseTo(1, 2);
    expect(values[Math.round(7.3 / step)]).toBeCloseTo(0.5, 2);
    expect(values[Math.round(4 / step)]).toBeLessThan(1e-3);
  });

  it("takes away what fewer samples a revolution cannot hold", () => {
    const { angle, samples } = runUp();
    const tracked = orderTrack(samples, RATE, angle, { samplesPerRevolution: 8 });
    const { values, step } = amplitudeSpectrum(tracked.samples, 8, { window: "flattop" });
    expect(values[Math.round(1 / step)]).toBeCloseTo(1, 1);
    expect(values[Math.round(0.7 / step)]).toBeLessThan(0.05);
  });

  it("is empty when the block and the angle do not meet", () => {
    const angle = angleFromTacho(Float64Array.of(5, 6, 7));
    expect(orderTrack(new Float64Array(100), 100, angle).samples).toHaveLength(0);
    expect(() => orderTrack(new Float64Array(9), 0, angle)).toThrow("sample rate 0 Hz");
  });
});

describe("the synchronous average", () => {
  const { angular } = golden;
  const samples = Float64Array.from(angular.samples);

  it("is NumPy's mean revolution", () => {
    const { average, revolutions } = synchronousAverage(samples, angular.samplesPerRevolution);
    expectClose(average, angular.average, 1e-14);
    expect(revolutions).toBe(8);
    expectClose(
      synchronousResidual(samples, angular.samplesPerRevolution),
      angular.residual,
      1e-13,
    );
  });

  it("needs one revolution", () => {
    expect(() => synchronousAverage(new Float64Array(9), 10)).toThrow("one revolution at least");
    expect(() => synchronousAverage(new Float64Array(9), 2.5)).toThrow("whole number");
  });
});
