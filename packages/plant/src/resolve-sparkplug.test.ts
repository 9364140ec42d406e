import { pointsOf } from "@raceway/model/plant";
import { describe, expect, it } from "vitest";
import { PlantFileError, parsePlant } from "./plant-file.ts";

const parse = (...channels: readonly string[]) =>
  parsePlant(
    [
      "site: s\nlines:\n  - id: l\n    machines:\n      - id: m\n        points:\n          - id: p\n            channels:",
      ...channels.map((channel) => `              - { ${channel} }`),
    ].join("\n"),
    "plant.yaml",
    () => [],
  );

function faultsOf(...channels: readonly string[]): string {
  try {
    parse(...channels);
  } catch (error) {
    if (error instanceof PlantFileError) return error.message;
    throw error;
  }
  return "none";
}

const TEMP = "kind: temperature, unit: degC";

describe("sparkplug: of a channel", () => {
  it("names a metric of a device or of the edge node itself", () => {
    const device = "Works/PLC 1/Spindle:Bearing/Temp:front";
    const plant = parse(
      `id: a, ${TEMP}, sparkplug: "${device}"`,
      `id: b, ${TEMP}, sparkplug: "G/E:T"`,
    );
    const channels = pointsOf(plant).get("s/l/m/p")?.point.channels;
    expect(channels?.map(({ sparkplug }) => sparkplug)).toEqual([device, "G/E:T"]);
  });

  it.each(["G/E", "G:m", "G/E/D/F:m", "G/+/D:m", "G/E:"])("is not %s", (address) => {
    expect(faultsOf(`id: a, ${TEMP}, sparkplug: "${address}"`)).toContain(
      "allowed: `group/edge/device:metric`",
    );
  });

  it("needs a unit beside it", () => {
    expect(faultsOf('id: a, kind: temperature, sparkplug: "G/E:m"')).toContain(
      "channels[0].sparkplug: found a channel without unit; allowed: `unit` beside `sparkplug`",
    );
  });

  it("feeds one channel", () => {
    const twice = ["a", "b"].map((id) => `id: ${id}, ${TEMP}, sparkplug: "G/E:m"`);
    expect(faultsOf(...twice)).toContain(
      'channels[1].sparkplug: found "G/E:m", which feeds l/m/p/a already; allowed: a metric of its own for each channel',
    );
  });
});
