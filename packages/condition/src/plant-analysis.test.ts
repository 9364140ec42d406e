import type { Plant, PointContext } from "@raceway/model/plant";
import { describe, expect, it } from "vitest";
import type { Observation } from "./observation.ts";
import { createPlantAnalysis, type PlantAnalysis } from "./plant-analysis.ts";
import { repeatableNoise, SYNTHETIC_POINT, temperature, vibration } from "./synthetic-life.ts";

const { line, machine, point } = SYNTHETIC_POINT;

/** The synthetic machine, with a speed channel of its own and the hall's temperature at its control cabinet. */
const PLANT: Plant = (() => {
  const channel = (id: string, kind: "temperature" | "speed") => ({
    id,
    name: id,
    kind,
    silentAfter: 600,
    limits: [],
  });
  const beside = (id: string, kind: "temperature" | "speed"): PointContext["point"] => ({
    path: `works/line-1/grinder/${id}`,
    id,
    name: id,
    channels: [channel("value", kind)],
  });
  const cabinet = beside("cabinet", "temperature");
  const grinder = {
    ...machine,
    speed: { tolerance: 0.02, channel: "shaft/value" },
    ambient: { point: cabinet.path, channel: "value" },
    points: [point, cabinet, beside("shaft", "speed")],
  };
  return { site: "works", name: "works", trace: {}, lines: [{ ...line, machines: [grinder] }] };
})();

const noise = repeatableNoise(1);

function reading(id: string, kind: "temperature" | "speed", seconds: number, value: number) {
  const { time } = temperature({ seconds }, value);
  return {
    ...temperature({ seconds }, value),
    point: `works/line-1/grinder/${id}`,
    channel: "value",
    kind,
    time,
    indicators: { [kind]: value },
  };
}

/** A bearing 20 K above the hall, for so many minutes. */
function minutes(from: number, count: number, hall: number): Observation[] {
  return Array.from({ length: count }, (_, i) => {
    const seconds = 60 * (from + i);
    return [
      reading("cabinet", "temperature", seconds, hall + 0.2 * noise()),
      temperature({ seconds }, hall + 20 + 0.2 * noise()),
    ];
  }).flat();
}

const expectedTemperature = (analysis: PlantAnalysis, seconds: number, value: number) =>
  analysis.judge(temperature({ seconds }, value))?.expectations[0]?.expected;

describe("createPlantAnalysis", () => {
  it("judges by the temperature that another point of the machine measured last, also after a restart", () => {
    const first = createPlantAnalysis(PLANT);
    for (const o of minutes(0, 60, 20)) first.judge(o);
    first.judge(reading("cabinet", "temperature", 3600, 35));
    const second = createPlantAnalysis(PLANT);
    for (const path of first.points.keys())
      second.restore(path, JSON.parse(JSON.stringify(first.snapshot(path))));
    expect(expectedTemperature(first, 3601, 55)).toBeCloseTo(55, 0);
    expect(expectedTemperature(second, 3601, 55)).toBe(expectedTemperature(first, 3602, 55));
  });

  it("passes over an ambient reading that its sensor spoilt", () => {
    const analysis = createPlantAnalysis(PLANT);
    for (const o of minutes(0, 60, 20)) analysis.judge(o);
    analysis.judge({
      ...reading("cabinet", "temperature", 3600, 867),
      sensorFaults: [{ fault: "out-of-range", text: "867 °C" }],
    });
    expect(expectedTemperature(analysis, 3601, 40)).toBeCloseTo(40, 0);
  });

  it("knows from a speed channel at 0 that every point of the machine stands", () => {
    const analysis = createPlantAnalysis(PLANT);
    analysis.judge(reading("shaft", "speed", 0, 1500));
    expect(analysis.judge(vibration({ seconds: 1 }, noise))?.state).not.toHaveProperty("stopped");
    analysis.judge(reading("shaft", "speed", 2, 0));
    expect(analysis.judge(temperature({ seconds: 3 }, 40))?.state.stopped).toBe("speed");
  });

  it("lets a late observation move nothing", () => {
    const analysis = createPlantAnalysis(PLANT);
    expect(analysis.judge(vibration({ seconds: 10 }, noise))).toBeDefined();
    expect(analysis.judge(vibration({ seconds: 5 }, noise))).toBeUndefined();
  });
});
