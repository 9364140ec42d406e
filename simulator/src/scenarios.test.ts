import { describe, expect, it } from "vitest";
import { scenarioComplaints } from "./scenario.ts";
import { SCENARIOS } from "./scenarios.ts";
import { TEST_PLANT } from "./test-plant.ts";

describe("SCENARIOS", () => {
  it.each(Object.entries(SCENARIOS))("%s fits any plant and is plain data", (_name, of) => {
    const scenario = of(TEST_PLANT);
    expect(scenarioComplaints(TEST_PLANT, scenario)).toEqual([]);
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
  });

  it("plants another fault on every point, another sensor fault on every channel", () => {
    const faults = SCENARIOS["faults"]?.(TEST_PLANT).faults ?? [];
    expect(new Set(faults.map(({ fault }) => fault)).size).toBe(2);
    const sensors = SCENARIOS["sensors"]?.(TEST_PLANT).sensorFaults ?? [];
    expect(new Set(sensors.map(({ fault }) => fault)).size).toBe(4);
  });
});
