import { describe, expect, it } from "vitest";
import { inUnit, toCanonical, UNITS, type Unit } from "./unit.ts";
import { unitNamed } from "./unit-name.ts";

describe("unitNamed", () => {
  it.each([
    ["m/s^2", "m/s2"],
    ["m/s²", "m/s2"],
    ["m/s**2", "m/s2"],
    ["mm/s^2", "mm/s2"],
    ["IPS", "in/s"],
    ["in/sec", "in/s"],
    ["mils", "mil"],
    ["µm", "um"],
    ["μm", "um"],
    ["grms", "g"],
    ["Grms", "g"],
    ["m·s⁻²", "m/s2"],
    ["mm·s-1", "mm/s"],
    ["g RMS", "g"],
    ["mm/s rms", "mm/s"],
    ["gE", "gE"],
    ["°C", "degC"],
    ["° C", "degC"],
    ["℃", "degC"],
    ["°F", "degF"],
    ["RPM", "r/min"],
    ["cpm", "r/min"],
    ["min⁻¹", "r/min"],
    ["hz", "Hz"],
    ["dB(A)", "dB"],
    ["dB re 1e-9 m/s", "dB re 1 nm/s"],
  ] as const)("reads %s as %s", (text, unit) => expect(unitNamed(text)).toBe(unit));

  it("knows none in a text that names none, or could name two", () => {
    for (const text of ["", "counts", "MPa", "constructor", "G", "peak"])
      expect(unitNamed(text)).toBeUndefined();
  });

  it("knows every unit by its own name", () => {
    for (const unit of Object.keys(UNITS)) expect(unitNamed(unit)).toBe(unit);
  });
});

describe("toCanonical", () => {
  it.each([
    [1, "in/s", 25.4],
    [2, "mil", 50.8],
    [1000, "mm/s2", 1],
    [212, "degF", 100],
    [120, "dB re 1 um/s2", 1],
    [120, "dB re 1 nm/s", 1],
    [1, "hp", 0.7457],
  ] as const)("makes of %d %s what its definition says", (value, unit, canonical) =>
    expect(toCanonical(value, unit)).toBeCloseTo(canonical, 4),
  );
});

describe("inUnit", () => {
  it("comes back by the way it went", () => {
    const pairs = [
      ["degF", "K"],
      ["in/s", "dB re 1 nm/s"],
      ["mil", "mm"],
      ["g", "mg"],
    ] as const;
    for (const [from, to] of pairs as readonly (readonly [Unit, Unit])[])
      expect(inUnit(inUnit(12.5, from, to), to, from)).toBeCloseTo(12.5, 9);
  });
});
