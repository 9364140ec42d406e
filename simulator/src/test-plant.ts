import { findBearing } from "@raceway/bearings/catalogue";
import type { Channel, Machine, MeasurementPoint, Plant } from "@raceway/model/plant";
import type { ChannelKind, Unit } from "@raceway/model/unit";

/** A small plant for the tests beside: a ring grinder and a superfinisher with a 6205 each. */

function channel(id: string, kind: ChannelKind, unit?: Unit): Channel {
  return {
    id,
    name: id,
    kind,
    silentAfter: 60,
    limits: [],
    ...(unit !== undefined && { unit }),
    ...(unit === "m/s2" && { fullScale: 500 }),
  };
}

function point(machine: string, channels: readonly Channel[]): MeasurementPoint {
  const row = findBearing("6205");
  if (row === undefined) throw new Error("the catalogue has no 6205");
  return {
    path: `factory/line-1/${machine}/spindle`,
    id: "spindle",
    name: "spindle",
    bearing: {
      designation: "6205",
      orders: row.orders,
      tolerance: row.tolerance,
      source: row.source,
      rotating: "inner",
    },
    channels,
  };
}

function machine(id: string, channels: readonly Channel[]): Machine {
  return {
    id,
    name: id,
    speed: { nominalRpm: 1800, tolerance: 0.02 },
    loadUnit: "%",
    lineFrequencyHz: 50,
    points: [point(id, channels)],
  };
}

export const GRINDER = "factory/line-1/grinder/spindle";

export const TEST_PLANT: Plant = {
  site: "factory",
  name: "factory",
  trace: {},
  lines: [
    {
      id: "line-1",
      name: "line 1",
      machines: [
        machine("superfinisher", [channel("x", "vibration", "g")]),
        machine("grinder", [
          channel("x", "vibration", "m/s2"),
          channel("temperature", "temperature", "degC"),
          channel("mic", "sound", "Pa"),
        ]),
      ],
    },
  ],
};
