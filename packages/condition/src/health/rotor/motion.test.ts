import { loadPffft } from "@raceway/dsp/transform/pffft";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManipulation } from "../../manipulation/manipulation.ts";
import { block, noise, RATE, SHAFT_HZ, testContext } from "../test-signal.ts";
import { motionOf } from "./motion.ts";
import { createShaftFaults } from "./shaft-fault.ts";

const engine = await loadPffft();
const AXES = ["x", "y", "z"];
const context = testContext(AXES);
const manipulate = createManipulation(context, { engine });

interface Axis {
  readonly degrees: number;
  readonly size?: number;
}

/** One second of a shaft's line on each axis, in m/s² (3 is 11 mm/s r.m.s.), the nominal speed off by a share of it. */
function records(axes: readonly Axis[], index: number, { off = 0, late = 0, seed = 1 } = {}) {
  return axes.map(({ degrees, size = 1 }, a) => {
    const samples = noise(RATE, seed + 10 * index + a).map((value, n) => {
      const turns = SHAFT_HZ * (1 + off) * (n / RATE + 0.37 * index) + degrees / 360;
      return 0.05 * value + 3 * size * Math.sin(2 * Math.PI * turns);
    });
    const { time, ...rest } = block(samples, index, { channel: AXES[a] ?? "x" });
    return manipulate({ ...rest, time: time + BigInt(a * late) });
  });
}

/** What is said of three seconds. */
function saidOf(axes: readonly Axis[], more: Parameters<typeof records>[2] = {}) {
  const faults = createShaftFaults(context);
  return [0, 1, 2]
    .flatMap((i) => records(axes, i, more))
    .map((one) => faults.judge(one))
    .at(-1);
}

const ROUND = [{ degrees: 0 }, { degrees: 95 }, { degrees: 40, size: 0.2 }];
const STRAIGHT = [{ degrees: 0 }, { degrees: 170 }, { degrees: 90, size: 0.2 }];

describe("an imbalance", () => {
  it("says so where two axes are a quarter turn apart, whatever the weak third does", () => {
    const said = saidOf(ROUND);
    expect(said).toMatchObject({ fault: "imbalance", confidence: 0.96 });
    expect(said?.reason).toMatch(/ and .* 9[3-7]° apart as a force that turns makes them/);
  });

  it("is less sure where the housing moves along a line, and says what else that may be", () => {
    const said = saidOf(STRAIGHT);
    expect(said).toMatchObject({ fault: "imbalance", confidence: 0.6 });
    expect(said?.reason).toMatch(/1(6[89]|7[0-2])° apart: along a line/);
  });

  it("says nothing of phase where the axes did not begin together", () => {
    const said = saidOf(STRAIGHT, { late: 1000 });
    expect(said).toMatchObject({ fault: "imbalance", confidence: 0.96 });
    expect(said?.reason).not.toContain("apart");
  });

  it("says nothing of phase where one axis alone moves, or where it is neither round nor a line", () => {
    const alone = [{ degrees: 0 }, { degrees: 90, size: 0.3 }, { degrees: 10, size: 0.2 }];
    const between = [{ degrees: 0 }, { degrees: 45 }, { degrees: 90, size: 0.2 }];
    for (const axes of [alone, between]) expect(saidOf(axes)?.reason).not.toContain("apart");
  });

  it("goes on from a snapshot with the phases that it had", () => {
    const [whole, cut] = [createShaftFaults(context), createShaftFaults(context)];
    for (const one of [0, 1].flatMap((i) => records(ROUND, i)))
      for (const faults of [whole, cut]) faults.judge(one);
    const resumed = createShaftFaults(context);
    resumed.restore(structuredClone(cut.snapshot()));
    for (const one of records(ROUND, 2)) expect(resumed.judge(one)).toEqual(whole.judge(one));
  });
});

describe("the angle between two axes", () => {
  it("is that of their motions, wherever the speed lies within its tolerance and whenever the block began", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 359 }),
        fc.double({ min: -0.009, max: 0.009, noNaN: true }),
        fc.integer({ min: 0, max: 50 }),
        (degrees, off, index) => {
          const [x, y] = records([{ degrees: 0, size: 1.1 }, { degrees }], index, { off });
          const heard = [x, y].map((one) => ({
            point: "s/l/m/p" as const,
            channel: one?.channel ?? "",
            label: one?.channel ?? "",
            lines: { all: 1, one: 1, two: 0, three: 0, mains: 0 },
            added: { all: 1, one: 1, two: 0, three: 0, mains: 0 },
            sure: true,
            phases: one?.shaftPhase === undefined ? [] : [{ ...one.shaftPhase, at: "0" }],
          }));
          const [strongest] = heard;
          const found = strongest && motionOf(strongest, heard);
          const angle = degrees > 180 ? 360 - degrees : degrees;
          if (found !== undefined) expect(Math.abs(found.degrees - angle)).toBeLessThanOrEqual(2);
          const clear = angle <= 27 || angle >= 153 || Math.abs(angle - 90) <= 37;
          expect(found !== undefined || !clear).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
