import { describe, expect, it } from "vitest";
import { reckoningOf } from "./calibrated.ts";
import type { Channel } from "./plant.ts";
import type { Unit } from "./unit.ts";

function reckoned(channel: Partial<Channel>, said: Unit | undefined, value = 2) {
  const found = reckoningOf({ id: "x", kind: "vibration", ...channel }, said);
  return found.ok ? [found.convert?.(value) ?? value, found.unit] : found.reason;
}

describe("numbers of a channel", () => {
  it("keep the unit that they come with when it is one of the declared quantity", () => {
    expect(reckoned({ unit: "g" }, "mg")).toEqual([2, "mg"]);
    expect(reckoned({ unit: "g" }, undefined)).toEqual([2, "g"]);
    expect(reckoned({}, "in/s")).toEqual([2, "in/s"]);
    expect(reckoned({ unit: "V" }, "mV")).toEqual([2, "mV"]);
  });

  it("are refused, naming both, when the quantities differ", () => {
    expect(reckoned({ unit: "g" }, "mm/s")).toBe(
      'unit "mm/s" is velocity; the plant file declares "g" (acceleration)',
    );
    expect(reckoned({ unit: "g" }, "V")).toMatch(/sensitivity. of the channel says how many V/);
    expect(reckoned({ unit: "V" }, "FS")).toMatch(/relative/);
    expect(reckoned({ kind: "temperature" }, "g")).toMatch(/on temperature channel x: degC, K/);
    expect(reckoned({}, undefined)).toMatch(/unit is not said/);
  });

  it("are scaled, unless they are in a quantity already", () => {
    const scale = {
      unit: "degC",
      kind: "temperature",
      calibration: { factor: 0.1, offset: -40 },
    } as const;
    for (const said of [undefined, "degC", "mA", "V"] as const)
      expect(reckoned(scale, said)).toEqual([-39.8, "degC"]);
    expect(reckoned(scale, "K")).toMatch(
      /unit "K", and the plant file gives x a scale into "degC"/,
    );
  });

  it("are divided by a sensitivity when they are volts or millivolts", () => {
    const sensor = { unit: "g", calibration: { factor: 10, offset: 0, volts: true } } as const;
    expect(reckoned(sensor, undefined)).toEqual([20, "g"]);
    expect(reckoned(sensor, "V")).toEqual([20, "g"]);
    expect(reckoned(sensor, "mV")).toEqual([0.02, "g"]);
    expect(reckoned(sensor, "g")).toMatch(/sensitivity, which wants V or mV/);
  });

  it("that count fractions of full scale become the declared unit by it", () => {
    expect(reckoned({ unit: "g", fullScale: 16 }, "FS", 0.5)).toEqual([8, "g"]);
    expect(reckoned({ unit: "g" }, "FS")).toMatch(/fullScale. of the channel says how much g/);
  });
});
