import { findBearing } from "@raceway/bearings/catalogue";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blowsPerTurn, impactsOf, loadZone } from "./impacts.ts";
import { operationAt } from "./operation.ts";
import { randomFor } from "./random.ts";
import { ring } from "./resonance.ts";
import { timeOfTurns, turnsAt } from "./shaft.ts";
import { ambientTemperature, settledTemperature, thermalBody } from "./temperature.ts";

describe("randomFor", () => {
  it("gives each name its own stream, of uniform mean ½ and normal mean 0, deviation 1", () => {
    const random = randomFor("moments");
    const uniform = Array.from({ length: 20_000 }, () => random.uniform());
    const normal = Array.from({ length: 20_000 }, () => random.gaussian());
    const mean = (list: readonly number[]) => list.reduce((sum, v) => sum + v, 0) / list.length;
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(mean(normal))).toBeLessThan(0.03);
    expect(Math.abs(mean(normal.map((v) => v * v)) - 1)).toBeLessThan(0.04);
    const firsts = Array.from({ length: 1000 }, (_, k) => randomFor("a", k).uniform());
    expect(new Set(firsts).size).toBe(1000);
    expect(Math.abs(mean(firsts) - 0.5)).toBeLessThan(0.05);
  });
});

describe("shaft", () => {
  it("finds the time of so many turns again", () => {
    const hertz = fc.double({ min: 1, max: 200, noNaN: true });
    fc.assert(
      fc.property(hertz, hertz, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
        const run = { startHz: a, endHz: b, seconds: 0.64 };
        const time = share * run.seconds;
        expect(timeOfTurns(run, turnsAt(run, time))).toBeCloseTo(time, 9);
      }),
    );
  });

  it("never gets anywhere at standstill", () => {
    const still = { startHz: 0, endHz: 0, seconds: 1 };
    expect(timeOfTurns(still, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("impactsOf", () => {
  const orders = findBearing("6205")?.orders;
  if (orders === undefined) throw new Error("the catalogue has no 6205");
  const run = { startHz: 30, endHz: 30, seconds: 20 };

  it.each(["outer-race", "inner-race", "rolling-element", "cage"] as const)(
    "strikes as often as the kinematics of a %s defect say, within 1 %",
    (place) => {
      const defect = { place, orders, rotating: "inner" as const, slip: 0, jitter: 0.01 };
      const impacts = impactsOf(defect, run, randomFor(place));
      const expected = blowsPerTurn(place, orders) * 30 * 20;
      expect(Math.abs(impacts.length / expected - 1)).toBeLessThan(0.01);
      const times = impacts.map(({ time }) => time);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    },
  );

  it("loads an inner-race defect once a turn and an outer-race defect evenly", () => {
    const spread = (place: "outer-race" | "inner-race"): number => {
      const defect = { place, orders, rotating: "inner" as const, slip: 0.01, jitter: 0.01 };
      const strengths = impactsOf(defect, run, randomFor(place)).map(({ strength }) => strength);
      return Math.max(...strengths) / Math.min(...strengths);
    };
    expect(spread("inner-race")).toBeGreaterThan(8);
    expect(spread("outer-race")).toBeLessThan(3);
    expect([loadZone(0), loadZone(0.5)]).toEqual([1, 0.1]);
  });
});

describe("ring", () => {
  it("answers a unit impulse with a sine of unit amplitude that decays as damping says", () => {
    const [rate, hz, damping] = [25_600, 2000, 0.02];
    const out = new Float64Array(400);
    const impulse = new Float64Array(400);
    impulse[0] = 1;
    ring(out, impulse, rate, { hz, damping });
    for (let i = 0; i < 400; i++) {
      const t = i / rate;
      const turn = 2 * Math.PI * hz;
      const exact = Math.exp(-turn * damping * t) * Math.sin(turn * (t + 1 / rate));
      expect(out[i]).toBeCloseTo(exact, 9);
    }
  });
});

describe("operationAt", () => {
  it("keeps night shifts over midnight", () => {
    const plan = { shiftHours: [22, 6] as const };
    expect(operationAt(plan, 0, 23 * 3600).speed).toBeGreaterThan(0.9);
    expect(operationAt(plan, 0, 3 * 3600).speed).toBeGreaterThan(0.9);
    expect(operationAt(plan, 0, 12 * 3600)).toEqual({ speed: 0, load: 0 });
  });
});

describe("temperature", () => {
  it("comes 63 % of the way in one time constant, in one step or in many", () => {
    const once = thermalBody(20, 100).advance(100, 60);
    const many = thermalBody(20, 100);
    let last = 20;
    for (let i = 0; i < 100; i++) last = many.advance(1, 60);
    expect(once).toBeCloseTo(20 + 40 * (1 - Math.exp(-1)), 9);
    expect(last).toBeCloseTo(once, 9);
  });

  it("rises with load, speed and every fault, over an ambient that swings with the day", () => {
    const healthy = { speed: 1, load: 0.5, severities: {} };
    const base = settledTemperature(22, healthy);
    expect(settledTemperature(22, { ...healthy, load: 1 })).toBeGreaterThan(base);
    expect(settledTemperature(22, { ...healthy, speed: 0.5 })).toBeLessThan(base);
    expect(settledTemperature(22, { ...healthy, severities: { lubrication: 0.5 } })).toBe(
      base + 20,
    );
    expect(ambientTemperature(16 * 3600)).toBeCloseTo(25, 9);
    expect(ambientTemperature(4 * 3600)).toBeCloseTo(19, 9);
    const spell = { fromSeconds: 0, forSeconds: 8 * 3600, kelvins: 10 };
    expect(ambientTemperature(4 * 3600, 0, [spell])).toBeCloseTo(29, 9);
    expect(ambientTemperature(16 * 3600, 0, [spell])).toBeCloseTo(25, 9);
  });
});
