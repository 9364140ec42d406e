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
      second.restore(path, structuredClone(first.snapshot(path)));
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

  it("remembers a speed once it is judged, however far ahead records are prepared", () => {
    const analysis = createPlantAnalysis(PLANT);
    const { path } = point;
    const prepare = (seconds: number, value: number) => {
      const { indicators: _, spectra: __, ...rest } = reading("shaft", "speed", seconds, value);
      analysis.prepare({ ...rest, type: "reading", unit: "r/min", value });
    };
    const shaft = "works/line-1/grinder/shaft";
    const remembered = () => {
      const again = createPlantAnalysis(PLANT);
      again.restore(shaft, analysis.snapshot(shaft));
      return again.speedOf(path);
    };
    prepare(0, 1500);
    analysis.judge(reading("shaft", "speed", 0, 1500));
    prepare(1, 900);
    expect(analysis.speedOf(path)).toBe(900);
    expect(remembered()).toBe(1500);
    analysis.judge(reading("shaft", "speed", 1, 900));
    expect(remembered()).toBe(900);
  });

  it("knows from a speed channel at 0 that every point of the machine stands", () => {
    const analysis = createPlantAnalysis(PLANT);
    analysis.judge(reading("shaft", "speed", 0, 1500));
    expect(analysis.judge(vibration({ seconds: 1 }, noise))?.state).not.toHaveProperty("stopped");
    analysis.judge(reading("shaft", "speed", 2, 0));
    expect(analysis.judge(temperature({ seconds: 3 }, 40))?.state.stopped).toBe("speed");
  });

  it("rolls the health of all points up, also of those heard before a restart", () => {
    const first = createPlantAnalysis(PLANT);
    first.judge(vibration({ seconds: 0 }, noise));
    const hot = { ...temperature({ seconds: 1 }, 120), point: "works/line-1/grinder/cabinet" };
    const limited: Plant = {
      ...PLANT,
      lines: PLANT.lines.map((each) => ({
        ...each,
        machines: each.machines.map((m) => ({
          ...m,
          points: m.points.map((p) => ({
            ...p,
            channels: p.channels.map((c) => ({
              ...c,
              limits:
                c.kind === "temperature"
                  ? [{ indicator: "temperature", warning: 60, alarm: 80 }]
                  : [],
            })),
          })),
        })),
      })),
    };
    const second = createPlantAnalysis(limited);
    second.restore(point.path, structuredClone(first.snapshot(point.path)));
    const { state, rollUps } = second.judge({ ...hot, channel: "value" }) ?? {};
    expect(state?.health).toBeLessThan(60);
    expect(rollUps?.site).toEqual(rollUps?.machine);
    expect(rollUps?.machine.worst).toBe(state?.health);
    expect(rollUps?.machine.weighted).toBeCloseTo(((state?.health ?? 0) + 100) / 2, 0);
  });

  it("sets limits by the plant file's rate of false alarms", () => {
    const limitAfter = (falseAlarmDays: number) => {
      const analysis = createPlantAnalysis({ ...PLANT, falseAlarmDays });
      const wide = repeatableNoise(3);
      const limits = Array.from({ length: 100 }, (_, i) => {
        const block = vibration({ seconds: 600 * i }, wide);
        const indicators = { ...block.indicators, rms: Math.exp(0.5 * wide()) };
        return analysis
          .judge({ ...block, indicators })
          ?.expectations.find(({ indicator }) => indicator === "rms")?.limit;
      });
      return limits.at(-1) ?? 0;
    };
    expect(limitAfter(100)).toBeGreaterThan(1.2 * limitAfter(1));
  });

  it("lets a late observation move nothing", () => {
    const analysis = createPlantAnalysis(PLANT);
    expect(analysis.judge(vibration({ seconds: 10 }, noise))).toBeDefined();
    expect(analysis.judge(vibration({ seconds: 5 }, noise))).toBeUndefined();
  });
});

describe("what a velocity is held to", () => {
  const fast = { speedRpm: 1500, indicators: { velocity_rms: 1, iso15242_low: 80 } };
  const judged = (change: Partial<Plant["lines"][number]["machines"][number]>) => {
    const analysis = createPlantAnalysis({
      ...PLANT,
      lines: [{ ...line, machines: [{ ...machine, ...change, points: [limited] }] }],
    });
    return {
      analysis,
      judge: () => analysis.judge({ ...vibration({ seconds: 60 }, noise), ...fast }),
    };
  };
  const limited = {
    ...point,
    channels: point.channels.map((channel) => ({
      ...channel,
      limits: [{ indicator: "iso15242_low", alarm: 120 }],
    })),
  };

  it("are the zones of the machine's class, where the plant file says one that is in scope", () => {
    const iso = { group: 2, support: "rigid" } as const;
    expect(judged({ iso, powerKw: 30 }).judge()?.zones).toMatchObject({
      ab: 1.4,
      bc: 2.8,
      cd: 4.5,
    });
    expect(judged({ iso, powerKw: 10 }).judge()?.zones).toBeUndefined();
  });

  it("are the alarm limits of its bands of ISO 15242, as people set them last", () => {
    const { analysis, judge } = judged({});
    const { channel } = vibration({ seconds: 60 }, noise);
    const limit = { alarm: 90 };
    analysis
      .chain(point.path)
      .editLimit({ channel, indicator: "iso15242_low", limit, who: "ann", why: "x" }, "");
    expect(judge()?.bandLimits).toEqual({ iso15242_low: 90 });
    expect(judged({}).judge()?.bandLimits).toEqual({ iso15242_low: 120 });
  });
});

describe("an analysis of another plant file", () => {
  const alarmed = {
    ...point,
    channels: point.channels.map((one) => ({ ...one, silentAfter: 60 })),
  };
  const withMachine = (change: Partial<typeof machine>): Plant => {
    const [own = line] = PLANT.lines;
    return {
      ...PLANT,
      lines: [{ ...own, machines: own.machines.map((one) => ({ ...one, ...change })) }],
    };
  };
  const points = PLANT.lines[0]?.machines[0]?.points ?? [];
  const further = { path: "works/line-1/grinder/new", id: "new", name: "new", channels: [] };

  function heard(): PlantAnalysis {
    const analysis = createPlantAnalysis(PLANT);
    for (const o of minutes(0, 60, 20)) analysis.judge(o);
    return analysis;
  }

  it("goes on with every point that stands there as before, and judges as one that was restored", () => {
    const before = heard();
    const states = new Map([...before.points.keys()].map((path) => [path, before.snapshot(path)]));
    const next = withMachine({ points: [...points, further] });
    const { analysis, missing } = before.succeededBy(next, new Set());
    expect(missing).toEqual([further.path]);
    const restored = createPlantAnalysis(next);
    for (const [path, state] of structuredClone(states)) restored.restore(path, state);
    for (const path of restored.points.keys())
      expect(analysis.snapshot(path)).toEqual(restored.snapshot(path));
    for (const o of minutes(60, 30, 30)) {
      const wanted = restored.judge(o);
      expect(analysis.judge(o)).toEqual(wanted);
    }
  });

  it("leaves out what is described otherwise, what was changed, and everything where all are judged otherwise", () => {
    const missing = (next: Plant, changed: readonly string[] = []) =>
      heard().succeededBy(next, new Set(changed)).missing;
    const all = points.map(({ path }) => path);
    // The shaft has said nothing yet.
    const silent = "works/line-1/grinder/shaft";
    expect(missing(PLANT)).toEqual([silent]);
    expect(missing(PLANT, [point.path])).toEqual([point.path, silent]);
    expect(
      missing(withMachine({ points: points.map((one) => (one === point ? alarmed : one)) })),
    ).toEqual([point.path, silent]);
    expect(missing(withMachine({ name: "another" }))).toEqual(all);
    expect(missing({ ...PLANT, falseAlarmDays: 7 })).toEqual(all);
  });
});
