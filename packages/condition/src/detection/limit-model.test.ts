import type { PointContext } from "@raceway/model/plant";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repeatableNoise, SYNTHETIC_POINT, vibration } from "../synthetic-life.ts";
import { limitFindings, limitScore } from "./limit-model.ts";
import { ISO_10816_3, outOfScope, zoneBoundaries, zoneOf } from "./limits/iso-10816-3.ts";

const block = (velocity: number, speedRpm = 1500) => {
  const observation = vibration({ seconds: 0, speedRpm }, repeatableNoise(1));
  return { ...observation, indicators: { ...observation.indicators, velocity_rms: velocity } };
};

const inScope = (over: Partial<PointContext["machine"]> = {}): PointContext => ({
  ...SYNTHETIC_POINT,
  machine: {
    ...SYNTHETIC_POINT.machine,
    powerKw: 22,
    iso: { group: 2, support: "rigid" },
    ...over,
  },
});

describe("zones of ISO 10816-3:2009", () => {
  it.each([
    [{ powerKw: 7.5 }, {}, "7.5 kW: ISO 10816-3:2009 covers more than 15 kW"],
    [{}, {}, "no power declared"],
    [{ powerKw: 22 }, {}, "no support declared"],
    [inScope().machine, { speedRpm: 60 }, "60 r/min: ISO 10816-3:2009 covers 120 to 15000 r/min"],
    [inScope().machine, { unit: "V" }, "unit V, uncalibrated"],
  ] as const)("say why they do not apply: %j %j", (machine, question, reason) => {
    expect(outOfScope(machine, question)).toContain(reason);
  });
  it("apply to a machine in scope, and say by which edition", () => {
    expect(outOfScope(inScope().machine, { speedRpm: 1500, unit: "g" })).toBeUndefined();
    const [finding] = limitFindings(inScope(), block(5));
    expect(finding?.evidence.text).toContain("zone D of ISO 10816-3:2009");
  });

  it("hold the published boundaries", () => {
    expect(zoneBoundaries({ group: 1, support: "rigid" }, 400, 1500)).toMatchObject({
      ab: 2.3,
      bc: 4.5,
      cd: 7.1,
    });
    expect(zoneBoundaries({ group: 1, support: "flexible" }, 400, 1500)).toMatchObject({
      ab: 3.5,
      bc: 7.1,
      cd: 11,
    });
    expect(zoneBoundaries({ group: 2, support: "rigid" }, 22, 1500)).toMatchObject({
      ab: 1.4,
      bc: 2.8,
      cd: 4.5,
    });
    expect(zoneBoundaries({ group: 2, support: "flexible" }, 22, 1500)).toMatchObject({
      ab: 2.3,
      bc: 4.5,
      cd: 7.1,
    });
    expect(ISO_10816_3.edition).toBe("ISO 10816-3:2009");
  });
  it("are refused outside their scope: no class, 15 kW or less, too slow, too fast", () => {
    const iso = { group: 2, support: "rigid" } as const;
    expect(zoneBoundaries(undefined, 22, 1500)).toBeUndefined();
    expect(zoneBoundaries(iso, 15, 1500)).toBeUndefined();
    expect(zoneBoundaries(iso, 22, 119)).toBeUndefined();
    expect(zoneBoundaries(iso, 22, 15_001)).toBeUndefined();
  });
  it("begin at their boundaries", () => {
    const zones = zoneBoundaries({ group: 2, support: "rigid" }, 22, 1500);
    expect(zones && [1.39, 1.4, 2.79, 2.8, 4.49, 4.5].map((v) => zoneOf(v, zones)).join("")).toBe(
      "ABBCCD",
    );
  });
});

describe("limitFindings", () => {
  it("warns from B/C and alarms from C/D, with the edition in the evidence", () => {
    expect(limitFindings(inScope(), block(2))).toEqual([]);
    const [warning] = limitFindings(inScope(), block(2.8));
    expect(warning?.score).toBe(1);
    expect(warning?.evidence.text).toContain("zone C of ISO 10816-3:2009");
    expect(limitFindings(inScope(), block(4.5))[0]?.score).toBe(2);
  });
  it("does not judge an uncalibrated channel by absolute limits", () => {
    expect(limitFindings(inScope(), { ...block(9), calibrated: false })).toEqual([]);
  });
  it("takes absolute limits from the plant file", () => {
    const [x, ...others] = SYNTHETIC_POINT.point.channels;
    if (x === undefined) throw new Error("the synthetic point has channels");
    const limited = { ...x, limits: [{ indicator: "kurtosis", warning: 5, alarm: 10 }] };
    const context = {
      ...SYNTHETIC_POINT,
      point: { ...SYNTHETIC_POINT.point, channels: [limited, ...others] },
    };
    const observation = { ...block(1), indicators: { kurtosis: 7.5 }, calibrated: false };
    const [finding] = limitFindings(context, observation);
    expect(finding?.score).toBeCloseTo(1.5, 9);
    expect(finding?.evidence).toMatchObject({ model: "limit", limit: 5, value: 7.5 });
    expect(finding?.evidence.text).toContain("from the plant file");
  });
  it("states a limit in the unit of the channel's signal", () => {
    const [x] = SYNTHETIC_POINT.point.channels;
    if (x === undefined) throw new Error("the synthetic point has channels");
    const limited = { ...x, limits: [{ indicator: "rms", warning: 5 }] };
    const context = {
      ...SYNTHETIC_POINT,
      point: { ...SYNTHETIC_POINT.point, channels: [limited] },
    };
    const [finding] = limitFindings(context, { ...block(1), indicators: { rms: 6 } });
    expect(finding?.evidence).toMatchObject({ unit: "m/s2", value: 6 });
  });
});

describe("limitScore", () => {
  const limits = fc
    .tuple(
      fc.double({ min: 1, max: 100, noNaN: true }),
      fc.double({ min: 1.01, max: 3, noNaN: true }),
    )
    .map(([warning, ratio]) => ({ indicator: "rms", warning, alarm: warning * ratio }));
  it("is 1 at the warning, 2 at the alarm, and never falls as the value rises", () => {
    fc.assert(
      fc.property(
        limits,
        fc.constantFrom("m/s2", "dB", "degC"),
        fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 2 }),
        (limit, unit, values) => {
          expect(limitScore(limit, limit.warning, unit)).toBeCloseTo(1, 9);
          expect(limitScore(limit, limit.alarm, unit)).toBeCloseTo(2, 9);
          const scores = values
            .sort((a, b) => a - b)
            .map((value) => limitScore(limit, value, unit));
          for (const [i, score] of scores.entries())
            expect(score).toBeGreaterThanOrEqual((scores[i - 1] ?? 0) - 1e-9);
        },
      ),
    );
  });
  it("never reaches the alarm by a warning limit alone, nor warns below a lone alarm limit", () => {
    expect(limitScore({ indicator: "rms", warning: 1 }, 100, "m/s2")).toBeLessThan(2);
    expect(limitScore({ indicator: "rms", alarm: 10 }, 9.9, "m/s2")).toBeLessThan(1);
    expect(limitScore({ indicator: "rms", alarm: 10 }, 10, "m/s2")).toBe(2);
  });
});
