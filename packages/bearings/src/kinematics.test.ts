import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BearingGeometry,
  defectOrders,
  geometryComplaint,
  ordersComplaint,
  slippedOrders,
} from "./kinematics.ts";

const geometries = fc
  .record({
    balls: fc.integer({ min: 3, max: 30 }),
    share: fc.double({ min: 0.3, max: 0.95, noNaN: true }),
    pitchDiameter: fc.double({ min: 5, max: 500, noNaN: true }),
    contactAngleDeg: fc.double({ min: 0, max: 45, noNaN: true }),
  })
  .map(({ share, ...geometry }) => ({
    ...geometry,
    ballDiameter: share * geometry.pitchDiameter * Math.sin(Math.PI / geometry.balls),
  }));

describe("defectOrders", () => {
  it.each([
    ["SKF 6205-2RS JEM", 9, 7.94, 39.04, 0, [3.5848, 5.4152, 2.3567, 0.3983]],
    ["SKF 6203-2RS JEM", 8, 6.746, 28.5, 0, [3.053, 4.947, 1.994, 0.3816]],
    ["PRONOSTIA", 13, 3.5, 25.6, 0, [5.611, 7.389, 3.589, 0.4316]],
  ] as const)("gives the published orders of %s", (_name, balls, d, pitch, angle, expected) => {
    const orders = defectOrders({
      balls,
      ballDiameter: d,
      pitchDiameter: pitch,
      contactAngleDeg: angle,
    });
    expect(Math.abs(orders.bpfo - expected[0])).toBeLessThan(6e-4);
    expect(Math.abs(orders.bpfi - expected[1])).toBeLessThan(6e-4);
    expect(Math.abs(orders.bsf - expected[2])).toBeLessThan(6e-4);
    expect(Math.abs(orders.ftf - expected[3])).toBeLessThan(1e-4);
  });

  it.each([
    [
      "Rexnord ZA-2115 at 2000 r/min",
      2000 / 60,
      16,
      8.4,
      71.5,
      15.17,
      [236.4, 296.9, 139.9, 14.78],
    ],
    ["NICE at 25 Hz", 25, 8, 0.235, 1.245, 0, [81.12, 118.88, 63.86, 10.14]],
    ["LDK UER204 at 35 Hz", 35, 8, 7.92, 34.55, 0, [107.9, 172.1, 72.3, 13.49]],
  ] as const)(
    "gives the published frequencies of %s",
    (_n, hz, balls, d, pitch, angle, expected) => {
      const orders = defectOrders({
        balls,
        ballDiameter: d,
        pitchDiameter: pitch,
        contactAngleDeg: angle,
      });
      const found = [orders.bpfo, orders.bpfi, orders.bsf, orders.ftf].map((order) => order * hz);
      for (const [k, value] of expected.entries())
        expect(Math.abs((found[k] ?? 0) / value - 1)).toBeLessThan(1.5e-3);
    },
  );

  it("keeps the identities BPFO + BPFI = n, pass order of the standing ring = n × cage order", () => {
    fc.assert(
      fc.property(geometries, fc.constantFrom("inner", "outer"), (geometry, rotating) => {
        const { bpfo, bpfi, ftf } = defectOrders({ ...geometry, rotating });
        const n = geometry.balls;
        expect(bpfo + bpfi).toBeCloseTo(n, 9);
        expect(n * ftf).toBeCloseTo(rotating === "inner" ? bpfo : bpfi, 9);
        expect(bpfi).toBeGreaterThan(bpfo);
      }),
    );
  });

  it("lets the cage run faster when the outer ring turns, and changes nothing else", () => {
    const geometry = { balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04, contactAngleDeg: 0 };
    const inner = defectOrders(geometry);
    const outer = defectOrders({ ...geometry, rotating: "outer" });
    expect(outer.ftf).toBeCloseTo(1 - inner.ftf, 12);
    expect({ ...outer, ftf: 0 }).toEqual({ ...inner, ftf: 0 });
  });

  it.each([
    [{ balls: 8.5 }, "8.5 rolling elements"],
    [{ ballDiameter: -1 }, "ball diameter -1"],
    [{ pitchDiameter: 7 }, "pitch diameter 7"],
    [{ contactAngleDeg: 90 }, "contact angle 90"],
    [{ balls: 20 }, "do not fit"],
    [{ ballDiameter: Number.NaN }, "ball diameter NaN"],
  ])("refuses %j and names the value", (change: Partial<BearingGeometry>, text) => {
    const geometry = { balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04, contactAngleDeg: 0 };
    expect(() => defectOrders({ ...geometry, ...change })).toThrow(text);
    expect(geometryComplaint(geometry)).toBeUndefined();
  });
});

describe("slippedOrders", () => {
  it("keeps BPFO + BPFI = n, lowers the standing ring's line and raises the turning ring's", () => {
    fc.assert(
      fc.property(
        geometries,
        fc.double({ min: 0.001, max: 0.05, noNaN: true }),
        fc.constantFrom("inner", "outer"),
        (geometry, slip, rotating) => {
          const pure = defectOrders({ ...geometry, rotating });
          const slipped = slippedOrders(pure, slip, rotating);
          expect(slipped.bpfo + slipped.bpfi).toBeCloseTo(geometry.balls, 9);
          const [standing, turning] =
            rotating === "inner" ? (["bpfo", "bpfi"] as const) : (["bpfi", "bpfo"] as const);
          expect(slipped[standing]).toBeCloseTo(pure[standing] * (1 - slip), 9);
          expect(slipped[turning]).toBeGreaterThan(pure[turning]);
        },
      ),
    );
  });

  it("puts the 6203's outer line on the third shaft harmonic at 1.74 % slip: the known trap", () => {
    const pure = defectOrders({
      balls: 8,
      ballDiameter: 6.746,
      pitchDiameter: 28.5,
      contactAngleDeg: 0,
    });
    expect(slippedOrders(pure, 0.0174).bpfo).toBeCloseTo(3, 3);
    expect(() => slippedOrders(pure, 0.6)).toThrow("slip 0.6");
  });
});

describe("ordersComplaint", () => {
  it("accepts what geometry gives, rounded to three decimals as makers do", () => {
    fc.assert(
      fc.property(geometries, fc.constantFrom("inner", "outer"), (geometry, rotating) => {
        const exact = defectOrders({ ...geometry, rotating });
        const rounded = {
          bpfo: Math.round(exact.bpfo * 1e3) / 1e3,
          bpfi: Math.round(exact.bpfi * 1e3) / 1e3,
          bsf: Math.round(exact.bsf * 1e3) / 1e3,
          ftf: Math.round(exact.ftf * 1e3) / 1e3,
        };
        fc.pre(exact.bpfi - exact.bpfo > 0.2);
        expect(ordersComplaint(rounded, rotating)).toBeUndefined();
      }),
    );
  });

  const orders = { bpfo: 3.585, bpfi: 5.415, bsf: 2.357, ftf: 0.3983 };
  it.each([
    [{ bpfo: 5.415, bpfi: 3.585 }, "swapped"],
    [{ bpfo: 3.4 }, "whole"],
    [{ ftf: 0.6 }, "ftf 0.6"],
    [{ bsf: 4.714 }, "2 × bsf"],
    [{ bsf: 1.2 }, "bsf 1.2"],
    [{ bpfi: 0 }, "bpfi 0"],
  ])("says what contradicts what in %j", (change, text) => {
    expect(ordersComplaint({ ...orders, ...change })).toContain(text);
  });
});
