import { describe, expect, it } from "vitest";
import { parseScenario } from "./scenario-file.ts";
import { SCENARIOS } from "./scenarios.ts";
import { TEST_PLANT } from "./test-plant.ts";

describe("parseScenario", () => {
  it.each(Object.entries(SCENARIOS))("reads %s back from its own JSON", (name, of) => {
    const scenario = of(TEST_PLANT);
    expect(parseScenario(JSON.stringify(scenario), name)).toEqual(scenario);
  });

  it("reads YAML", () => {
    const text = `
name: night shift
sampling: { vibrationEverySeconds: 60, soundEverySeconds: 60, readingEverySeconds: 10, samples: 8192 }
machines:
  factory/line-1/grinder:
    shiftHours: [22, 6]
    speedSteps: [{ fromSeconds: 600, factor: 0.8 }]
faults:
  - { at: factory/line-1/grinder, fault: lubrication, onsetSeconds: 3600, growthSeconds: 7200, to: 0.5 }
`;
    const { machines, faults } = parseScenario(text, "night.yaml");
    expect(machines?.["factory/line-1/grinder"]?.shiftHours).toEqual([22, 6]);
    expect(faults?.[0]?.to).toBe(0.5);
  });

  it("lists every fault with its path", () => {
    const text = JSON.stringify({
      name: "",
      sampling: {
        vibrationEverySeconds: 0,
        soundEverySeconds: 1,
        readingEverySeconds: 1,
        samples: 1.5,
      },
      faults: [{ at: "x", fault: "rust", onsetSeconds: 0, growthSeconds: 1 }],
      weather: "rain",
    });
    let message = "";
    try {
      parseScenario(text, "bad.json");
    } catch (error) {
      message = String(error);
    }
    for (const part of [
      "bad.json",
      "name",
      "vibrationEverySeconds",
      "samples",
      "outer-race",
      "weather",
    ])
      expect(message).toContain(part);
    expect(() => parseScenario("a: [", "broken.yaml")).toThrow("broken.yaml");
  });
});
