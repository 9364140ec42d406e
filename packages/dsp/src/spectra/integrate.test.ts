import fc from "fast-check";
import { describe, expect, it } from "vitest";
import blocks from "../../golden/blocks.json" with { type: "json" };
import golden from "../../golden/integration.json" with { type: "json" };
import { expectClose, noise, sine } from "../../test/samples.ts";
import { rmsOf } from "../statistics/moments.ts";
import type { IntegrationOrder } from "./integrate.ts";
import { bandRms, integrate, velocityRms } from "./integrate.ts";

describe("integration in the frequency domain", () => {
  it.each(golden.cases)("of $block in $band, order $order, is NumPy's", (wanted) => {
    const samples = Float64Array.from(wanted.block === "even" ? blocks.even : blocks.odd);
    const band = wanted.band as unknown as readonly [number, number];
    const order = wanted.order as IntegrationOrder;
    expectClose(integrate(samples, blocks.rate, band, order), wanted.samples);
    expect(bandRms(samples, blocks.rate, band, order) / wanted.rms).toBeCloseTo(1, 11);
  });

  it("turns a sine of acceleration into velocity and displacement", () => {
    const omega = 2 * Math.PI * 50;
    const acceleration = sine(1000, 1000, 50, 3);
    const velocity = integrate(acceleration, 1000, [10, 400], 1);
    const displacement = integrate(acceleration, 1000, [10, 400], 2);
    expectClose(velocity, sine(1000, 1000, 50, 3 / omega, -Math.PI / 2));
    expectClose(displacement, sine(1000, 1000, 50, 3 / omega ** 2, Math.PI));
    expectClose(integrate(velocity, 1000, [10, 400], 1), displacement);
  });
});

describe("broadband velocity", () => {
  it("of a sine is its amplitude over √2 ω", () => {
    const samples = sine(25_600, 25_600, 120.37, 5).map((x) => x + 9.81);
    const wanted = 5 / Math.SQRT2 / (2 * Math.PI * 120.37);
    expect(velocityRms(samples, 25_600) / wanted).toBeCloseTo(1, 4);
  });

  it("scales with the signal and reads the same wherever a sine begins", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.double({ min: 0, max: 6.3, noNaN: true }),
        (factor, phase) => {
          const samples = sine(2048, 2048, 333, 1, phase);
          const scaled = samples.map((x) => factor * x);
          const one = velocityRms(samples, 2048);
          expect(one * 333 * 2 * Math.PI * Math.SQRT2).toBeCloseTo(1, 4);
          expect(velocityRms(scaled, 2048) / one).toBeCloseTo(Math.abs(factor), 8);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("leaves out what lies outside the band, and all when the band holds no bin", () => {
    const samples = sine(4096, 4096, 5, 1);
    expect(velocityRms(samples, 4096)).toBeLessThan(1e-12);
    expect(velocityRms(samples, 4096, [20.1, 20.9])).toBe(0);
    expect(bandRms(samples, 4096, [3000, 4000])).toBe(0);
  });

  it("of order 0 over everything is the r.m.s. of the windowed block", () => {
    const samples = noise(20_000);
    expect(bandRms(samples, 1000, [0, 500]) / rmsOf(samples)).toBeCloseTo(1, 2);
  });
});
