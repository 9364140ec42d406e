import type { Json } from "@raceway/model/json";
import { describe, expect, it } from "vitest";
import type { Observation } from "../observation.ts";
import { createShaftFaults } from "./shaft-fault.ts";
import { testContext } from "./test-signal.ts";

const observation = (indicators: Record<string, number>, speedRpm = 1440): Observation => ({
  point: "s/l/m/p",
  channel: "vib",
  kind: "vibration",
  time: 0n,
  duration: 1,
  calibrated: true,
  speedRpm,
  sensorFaults: [],
  indicators: { kurtosis: 3, hf_rms: 1, lf_rms: 1, ...indicators },
  spectra: [],
});

const quiet = { velocity_rms: 1, shaft_1x: 0.8, shaft_2x: 0.3, shaft_3x: 0.2, line_2x: 0.1 };
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
    ["lubrication", { hf_rms: 4 }],
  ])("names %s from its signature when it has held for three records", (fault, indicators) => {
    const [first, second, third] = saidOf(indicators);
    expect([first, second]).toEqual([undefined, undefined]);
    expect(third?.fault).toBe(fault);
  });

  it("names nothing while vibration is near its normal, whatever its shape", () => {
    expect(saidOf({ velocity_rms: 2, shaft_1x: 2.8 })[2]).toBeUndefined();
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
    const said = [1, 2, 3].map(() => faults.judge(high)?.fault);
    expect(said).toEqual([undefined, undefined, "imbalance"]);
  });

  it("goes on from a snapshot as if never cut", () => {
    const whole = createShaftFaults(context);
    const cut = createShaftFaults(context);
    for (let i = 0; i < 21; i++) whole.judge(observation(quiet));
    cut.restore(JSON.parse(JSON.stringify(whole.snapshot())) as Json);
    for (let i = 0; i < 3; i++) {
      const record = observation({ ...quiet, velocity_rms: 6, shaft_1x: 8.2 });
      expect(cut.judge(record)).toEqual(whole.judge(record));
    }
  });
});
