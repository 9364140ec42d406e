import { describe, expect, it } from "vitest";
import { testContext } from "../test-signal.ts";
import { createShaftFaults } from "./shaft-fault.ts";
import { QUIET, shaftRecord } from "./test-record.ts";

let clock = 0n;
function nextSecond(): bigint {
  clock += 1_000_000_000n;
  return clock;
}

/** A record of one channel; each is a second later than the last. */
const observation = (indicators: Record<string, number>, speedRpm = 1440, channel = "vib") =>
  shaftRecord(nextSecond(), indicators, { channel, speedRpm });

const quiet = { ...QUIET, line_2x: 0.1 };
const context = { ...testContext(), machine: { ...testContext().machine, lineFrequencyHz: 50 } };

/** What is said of three records alike after twenty quiet ones. */
function saidOf(indicators: Record<string, number>, speedRpm?: number) {
  const faults = createShaftFaults(context);
  for (let i = 0; i < 20; i++) faults.judge(observation(quiet));
  return [1, 2, 3].map(() => faults.judge(observation({ ...quiet, ...indicators }, speedRpm)));
}

describe("faults of shaft, drive and lubrication", () => {
  it.each([
    ["imbalance", { velocity_rms: 6, shaft_1x: 8.2 }],
    ["misalignment", { velocity_rms: 6, shaft_1x: 5, shaft_2x: 6 }],
    ["looseness", { velocity_rms: 6, shaft_1x: 5, shaft_2x: 4, shaft_3x: 4.5 }],
    ["electrical", { velocity_rms: 6, line_2x: 8 }],
  ])("names %s from its signature", (fault, indicators) => {
    expect(saidOf(indicators).map((said) => said?.fault)).toEqual([fault, fault, fault]);
  });

  it("names a lack of lubrication when it has hissed for three records", () => {
    const said = saidOf({ hf_rms: 4 }).map((finding) => finding?.fault);
    expect(said).toEqual([undefined, undefined, "lubrication"]);
  });

  it("settles an imbalance once for all axes, whichever of them speaks last", () => {
    const faults = createShaftFaults(context);
    const axes = ["x", "y", "z"];
    for (let i = 0; i < 20; i++)
      for (const axis of axes) faults.judge(observation(quiet, 1440, axis));
    const unbalanced = { ...quiet, velocity_rms: 6, shaft_1x: 8.2 };
    faults.judge(observation(unbalanced, 1440, "x"));
    // The other two axes go on as ever: their turn does not take back what x says.
    const said = ["y", "z", "x", "y", "z"].map(
      (axis) => faults.judge(observation(axis === "x" ? unbalanced : quiet, 1440, axis))?.fault,
    );
    expect(said).toEqual(Array(5).fill("imbalance"));
  });

  it("does not hear an axis any more that has fallen silent", () => {
    const faults = createShaftFaults(context);
    for (let i = 0; i < 20; i++)
      for (const axis of ["x", "y"]) faults.judge(observation(quiet, 1440, axis));
    faults.judge(observation({ ...quiet, velocity_rms: 6, shaft_1x: 8.2 }, 1440, "x"));
    const said = [1, 2, 3].map(() => faults.judge(observation(quiet, 1440, "y"))?.fault);
    expect(said).toEqual(["imbalance", undefined, undefined]);
  });

  it("compares with what is normal at the speed of the record", () => {
    const faults = createShaftFaults(context);
    const fast = { ...quiet, velocity_rms: 4, shaft_1x: 5 };
    for (let i = 0; i < 20; i++) faults.judge(observation(quiet, 1440));
    for (let i = 0; i < 20; i++) faults.judge(observation(fast, 2900));
    expect(faults.judge(observation(fast, 2900))).toBeUndefined();
    expect(faults.judge(observation(fast, 1440))?.fault).toBe("imbalance");
  });

  it("is less sure of itself against a normal of two records than against one of twenty", () => {
    const saidAfter = (records: number) => {
      const faults = createShaftFaults(context);
      for (let i = 0; i < records; i++) faults.judge(observation(quiet));
      return faults.judge(observation({ ...quiet, velocity_rms: 6, shaft_1x: 8.2 }));
    };
    expect(saidAfter(1)).toBeUndefined();
    expect(saidAfter(2)?.fault).toBe("imbalance");
    expect(saidAfter(2)?.confidence).toBeLessThan(saidAfter(20)?.confidence ?? 0);
  });

  describe("of a shaft that shakes in three directions, and twice a turn too", () => {
    const shaking = { ...quiet, velocity_rms: 6.2, shaft_1x: 8, shaft_2x: 3 };
    /** What is said when the third axis has spoken, which moves as far as `share` says. */
    function saidBy(indicators: typeof shaking, share: number) {
      const faults = createShaftFaults(context);
      for (let i = 0; i < 20; i++)
        for (const axis of ["x", "y", "z"]) faults.judge(observation(quiet, 1440, axis));
      for (const axis of ["x", "y"]) faults.judge(observation(indicators, 1440, axis));
      const { velocity_rms, shaft_1x } = indicators;
      const third = { velocity_rms: share * velocity_rms, shaft_1x: share * shaft_1x };
      return faults.judge(observation({ ...indicators, ...third }, 1440, "z"))?.fault;
    }

    it("names nothing: it may be bent", () => {
      expect(saidBy(shaking, 1)).toBeUndefined();
      expect(saidBy(shaking, 0.45)).toBeUndefined();
    });
    it("names an imbalance where it turns in a plane", () => {
      expect(saidBy(shaking, 0.3)).toBe("imbalance");
    });
    it("names an imbalance where it knocks: a bent shaft's third harmonic is small", () => {
      expect(saidBy({ ...shaking, shaft_3x: 3.1 }, 0.45)).toBe("imbalance");
    });
  });

  it("names nothing while vibration is near its normal, whatever its shape", () => {
    expect(saidOf({ velocity_rms: 2, shaft_1x: 2.8 })[2]).toBeUndefined();
  });

  it("names nothing of a velocity that is many times its normal and still next to nothing", () => {
    const faults = createShaftFaults(context);
    const still = { ...quiet, velocity_rms: 0.1, shaft_1x: 0.1 };
    for (let i = 0; i < 20; i++) faults.judge(observation(still));
    expect(faults.judge(observation({ ...still, velocity_rms: 1, shaft_1x: 1.4 }))).toBeUndefined();
  });

  it("does not take impacts for a lack of lubrication", () => {
    expect(saidOf({ hf_rms: 4, kurtosis: 8 })[2]).toBeUndefined();
  });

  it("does not call electrical what may be a shaft harmonic", () => {
    expect(saidOf({ velocity_rms: 6, line_2x: 8 }, 1500)[2]?.fault).not.toBe("electrical");
  });

  it("takes zone B of ISO 10816-3 for the bound where the machine has a class", () => {
    const machine = {
      ...context.machine,
      powerKw: 90,
      iso: { group: 2, support: "rigid" } as const,
    };
    const faults = createShaftFaults({ ...context, machine });
    const high = observation({ ...quiet, velocity_rms: 3.1, shaft_1x: 4.2 });
    expect(faults.judge(high)?.fault).toBe("imbalance");
  });

  it("does not blame an unbalance that was always there for what else has grown over a limit", () => {
    const faults = createShaftFaults(context);
    const always = { ...quiet, velocity_rms: 6.5, shaft_1x: 8.8 };
    for (let i = 0; i < 20; i++) faults.judge(observation(always));
    expect(faults.judge(observation({ ...always, velocity_rms: 7.4, shaft_1x: 9.2 }))).toBe(
      undefined,
    );
    const grown = { ...always, velocity_rms: 8.5, shaft_1x: 11.7 };
    expect(faults.judge(observation(grown))?.fault).toBe("imbalance");
  });

  it("names a single record without a class only beyond what any machine may run at", () => {
    const once = (velocity: number) =>
      createShaftFaults(context).judge(
        observation({ ...quiet, velocity_rms: velocity, shaft_1x: 1.4 * velocity }),
      )?.fault;
    expect([once(7), once(7.2)]).toEqual([undefined, "imbalance"]);
  });

  it("goes on from a snapshot as if never cut", () => {
    const whole = createShaftFaults(context);
    const cut = createShaftFaults(context);
    for (let i = 0; i < 21; i++) whole.judge(observation(quiet));
    cut.restore(structuredClone(whole.snapshot()));
    for (let i = 0; i < 3; i++) {
      const record = observation({ ...quiet, velocity_rms: 6, shaft_1x: 8.2 });
      expect(cut.judge(record)).toEqual(whole.judge(record));
    }
  });
});
