import { findBearing } from "@raceway/bearings/catalogue";
import { slippedOrders } from "@raceway/bearings/kinematics";
import { describe, expect, it } from "vitest";
import { randomFor } from "./random.ts";
import type { Severities } from "./severity.ts";
import { type Housing, vibration } from "./vibration.ts";

const RATE = 25_600;
const COUNT = 32_768;
const HZ = 30;
const SLIP = 0.01;

const row = findBearing("6205");
if (row === undefined) throw new Error("the catalogue has no 6205");
const orders = slippedOrders(row.orders, SLIP);

const housing: Housing = {
  resonance: { hz: 3200, damping: 0.05 },
  bearing: { orders: row.orders, rotating: "inner" },
  slip: SLIP,
  nominalHz: HZ,
  lineHz: 50,
};

function block(severities: Severities, seed = 1, startHz = HZ, endHz = HZ): Float64Array {
  const run = { startHz, endHz, seconds: COUNT / RATE };
  const random = randomFor("vibration test", seed);
  return vibration(housing, { run, load: 0.6, severities }, RATE, COUNT, random);
}

function rms(samples: Float64Array): number {
  return Math.sqrt(samples.reduce((sum, v) => sum + v * v, 0) / samples.length);
}

/** Power of a Hann-windowed signal within ±1 % (at least ±1 Hz) of a frequency, largest of a fine grid. */
function line(signal: Float64Array, hz: number): number {
  const half = Math.max(1, 0.01 * hz);
  let most = 0;
  for (let f = hz - half; f <= hz + half; f += 0.2) most = Math.max(most, tone(signal, f));
  return most;
}

function tone(signal: Float64Array, hz: number): number {
  let re = 0;
  let im = 0;
  for (let i = 0; i < signal.length; i++) {
    const hann = 1 - Math.cos((2 * Math.PI * i) / signal.length);
    re += hann * (signal[i] ?? 0) * Math.cos((2 * Math.PI * hz * i) / RATE);
    im += hann * (signal[i] ?? 0) * Math.sin((2 * Math.PI * hz * i) / RATE);
  }
  return re * re + im * im;
}

/** Squared envelope, roughly: the square of the twice differenced signal, less its mean. Shaft harmonics do not pass the differences. */
function envelope(samples: Float64Array): Float64Array {
  const square = samples.map((v, i) =>
    i < 2 ? 0 : (v - 2 * (samples[i - 1] ?? 0) + (samples[i - 2] ?? 0)) ** 2,
  );
  const mean = square.reduce((sum, v) => sum + v, 0) / square.length;
  return square.map((v) => v - mean);
}

/** How far a line of the squared envelope stands above its surroundings. */
function prominence(samples: Float64Array, hz: number): number {
  const signal = envelope(samples);
  const around = [0.83, 0.87, 0.91, 1.09, 1.13, 1.17].map((k) => line(signal, k * hz));
  return line(signal, hz) / (around.reduce((sum, v) => sum + v, 0) / around.length);
}

describe("vibration", () => {
  it("shows BPFO and its double in the squared envelope of an outer-race defect, and not when healthy", () => {
    const sick = block({ "outer-race": 0.5 });
    const healthy = block({});
    for (const harmonic of [1, 2]) {
      expect(prominence(sick, harmonic * orders.bpfo * HZ)).toBeGreaterThan(20);
      expect(prominence(healthy, harmonic * orders.bpfo * HZ)).toBeLessThan(5);
    }
  });

  it("shows BPFI with sidebands at the shaft's speed for an inner-race defect", () => {
    const centre = orders.bpfi * HZ;
    const ratios = (samples: Float64Array): readonly number[] => {
      const signal = envelope(samples);
      const between = Math.max(line(signal, centre - HZ / 2), line(signal, centre + HZ / 2));
      return [-1, 0, 1].map((side) => line(signal, centre + side * HZ) / between);
    };
    expect(Math.min(...ratios(block({ "inner-race": 0.6 })))).toBeGreaterThan(5);
    expect(Math.max(...ratios(block({})))).toBeLessThan(5);
  });

  it("shows twice the ball spin frequency with sidebands of the cage for a rolling-element defect", () => {
    const signal = envelope(block({ "rolling-element": 1 }));
    const centre = 2 * orders.bsf * HZ;
    const cage = orders.ftf * HZ;
    const between = line(signal, centre + 0.5 * cage);
    for (const side of [-1, 0, 1])
      expect(line(signal, centre + side * cage)).toBeGreaterThan(3 * between);
  });

  it("grows with every fault's severity", () => {
    for (const fault of [
      "outer-race",
      "inner-race",
      "rolling-element",
      "cage",
      "lubrication",
    ] as const) {
      const levels = [0, 0.3, 0.6, 1].map((severity) => rms(block({ [fault]: severity })));
      expect(levels).toEqual(levels.toSorted((a, b) => a - b));
      expect(new Set(levels).size).toBe(4);
    }
  });

  it.each([
    ["imbalance", HZ],
    ["misalignment", 2 * HZ],
    ["looseness", 1.5 * HZ],
    ["electrical", 100],
  ] as const)("raises the line that %s is known by", (fault, hz) => {
    expect(line(block({ [fault]: 1 }), hz)).toBeGreaterThan(10 * line(block({}), hz));
  });

  it("lifts the floor at high frequencies when lubrication fails", () => {
    const high = (samples: Float64Array) =>
      rms(samples.map((v, i) => (i === 0 ? 0 : v - (samples[i - 1] ?? 0))));
    expect(high(block({ lubrication: 1 })) / high(block({}))).toBeGreaterThan(3);
  });

  it("follows a speed that changes within the block", () => {
    const ramp = block({ imbalance: 1 }, 1, 20, 40);
    const half = COUNT / 2;
    const early = ramp.slice(0, half);
    const late = ramp.slice(half);
    expect(line(early, 25)).toBeGreaterThan(3 * line(early, 35));
    expect(line(late, 35)).toBeGreaterThan(3 * line(late, 25));
  });

  it("leaves nothing but the sensor's noise at standstill", () => {
    const still = block({ "outer-race": 1, imbalance: 1 }, 1, 0, 0);
    expect(rms(still)).toBeLessThan(0.03);
    expect(rms(still)).toBeGreaterThan(0.01);
  });

  it("gives the same block for the same stream and another for another", () => {
    expect(block({ "inner-race": 0.3 }, 7)).toEqual(block({ "inner-race": 0.3 }, 7));
    expect(block({}, 7)).not.toEqual(block({}, 8));
  });
});
