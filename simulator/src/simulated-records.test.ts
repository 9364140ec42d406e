import { createHash } from "node:crypto";
import type { Plant } from "@raceway/model/plant";
import type { MeasuredRecord, Waveform } from "@raceway/model/record";
import { nanosOfIso, nanosOfSeconds } from "@raceway/model/time";
import { SIGNAL_FAULTS, type SignalFault } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { payloadOf } from "./publisher.ts";
import type { Scenario } from "./scenario.ts";
import { simulatedRecords } from "./simulated-records.ts";
import { GRINDER, TEST_PLANT } from "./test-plant.ts";

const start = nanosOfIso("2026-03-02T08:00:00Z") ?? 0n;

const quiet: Scenario = {
  name: "quiet",
  sampling: {
    vibrationEverySeconds: 1,
    soundEverySeconds: 2,
    readingEverySeconds: 1,
    samples: 2048,
  },
};

function records(scenario: Scenario, seconds: number, seed = 1): readonly MeasuredRecord[] {
  return [
    ...simulatedRecords(TEST_PLANT, scenario, {
      seed,
      start,
      end: start + nanosOfSeconds(seconds),
    }),
  ];
}

function digest(all: readonly MeasuredRecord[]): string {
  const hash = createHash("sha256");
  for (const record of all)
    hash.update(`${record.point} ${record.channel} ${record.time}`).update(payloadOf(record));
  return hash.digest("hex");
}

function of(all: readonly MeasuredRecord[], channel: string): readonly MeasuredRecord[] {
  return all.filter((record) => record.point === GRINDER && record.channel === channel);
}

function waveforms(all: readonly MeasuredRecord[], channel = "x"): readonly Waveform[] {
  return of(all, channel).filter((record) => record.type === "waveform");
}

function values(all: readonly MeasuredRecord[], channel = "temperature"): readonly number[] {
  return of(all, channel).flatMap((record) => (record.type === "reading" ? [record.value] : []));
}

function rms(samples: Float64Array): number {
  return Math.sqrt(samples.reduce((sum, v) => sum + v * v, 0) / samples.length);
}

function withSensorFault(fault: SignalFault, channel: string): Scenario {
  return { ...quiet, sensorFaults: [{ point: GRINDER, channel, fault, fromSeconds: 5 }] };
}

describe("simulatedRecords", () => {
  it("is the same byte for byte for the same seed, and another for another", () => {
    expect(digest(records(quiet, 6))).toBe(digest(records(quiet, 6)));
    expect(digest(records(quiet, 6, 2))).not.toBe(digest(records(quiet, 6)));
  });

  it("comes in time order, every channel at its own pace, in its own unit", () => {
    const all = records(quiet, 10);
    const times = all.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    expect(of(all, "x")).toHaveLength(10);
    expect(of(all, "mic")).toHaveLength(5);
    expect(of(all, "temperature")).toHaveLength(10);
    expect(new Set(all.map(({ unit }) => unit))).toEqual(new Set(["g", "m/s2", "degC", "Pa"]));
    expect(all.every((r) => r.type === "reading" || r.samples.every(Number.isFinite))).toBe(true);
  });

  it("reports velocity without the drift of an integrator", () => {
    const [line] = TEST_PLANT.lines;
    const plant = structuredClone(TEST_PLANT) as { lines: unknown };
    plant.lines = JSON.parse(JSON.stringify([line]).replaceAll('"m/s2"', '"mm/s"'));
    const span = { seed: 1, start, end: start + nanosOfSeconds(20) };
    const all = waveforms([
      ...simulatedRecords(
        plant as typeof TEST_PLANT,
        { ...quiet, sampling: { ...quiet.sampling, samples: 16_384 } },
        span,
      ),
    ]);
    for (const { samples } of all) {
      const mean = samples.reduce((sum, v) => sum + v, 0) / samples.length;
      expect(Math.abs(mean)).toBeLessThan(0.05);
      expect(rms(samples)).toBeGreaterThan(0.3);
      expect(rms(samples)).toBeLessThan(0.6);
    }
  });

  it("keeps a healthy plant steady", () => {
    const levels = waveforms(records(quiet, 30)).map(({ samples }) => rms(samples));
    expect(Math.max(...levels) / Math.min(...levels)).toBeLessThan(1.5);
    const temperatures = values(records(quiet, 30));
    expect(Math.max(...temperatures) - Math.min(...temperatures)).toBeLessThan(1);
  });

  it("lets damage grow to a multiple, heard by the microphone, and only where it was planted", () => {
    const scenario: Scenario = {
      ...quiet,
      thermalSeconds: 10,
      faults: [{ at: GRINDER, fault: "outer-race", onsetSeconds: 10, growthSeconds: 30 }],
    };
    const all = records(scenario, 60);
    const vibration = waveforms(all).map(({ samples }) => rms(samples));
    const pressure = waveforms(all, "mic").map(({ samples }) => rms(samples));
    expect((vibration.at(-1) ?? 0) / (vibration[0] ?? 1)).toBeGreaterThan(3);
    expect((pressure.at(-1) ?? 0) / (pressure[0] ?? 1)).toBeGreaterThan(1.3);
    expect((values(all).at(-1) ?? 0) - (values(all)[0] ?? 0)).toBeGreaterThan(4);
    const elsewhere = (list: readonly MeasuredRecord[]) =>
      digest(list.filter(({ point }) => point !== GRINDER));
    expect(elsewhere(all)).toBe(elsewhere(records(quiet, 60)));
  });

  it("tells the hall's own temperature on the channel that measures it, and warms every housing in a hot spell", () => {
    const hotSpells = [{ fromSeconds: 0, forSeconds: 120, kelvins: 20 }];
    const rise = (plant: Plant) => {
      const scenario = { ...quiet, thermalSeconds: 5, hotSpells };
      const end = start + nanosOfSeconds(60);
      const all = values([...simulatedRecords(plant, scenario, { seed: 1, start, end })]);
      return { first: all[0] ?? 0, last: all.at(-1) ?? 0 };
    };
    const [line] = TEST_PLANT.lines;
    if (line === undefined) throw new Error("the test plant has a line");
    const ambient = { point: GRINDER, channel: "temperature" };
    const measured = line.machines.map((machine) => ({ ...machine, ambient }));
    const housing = rise(TEST_PLANT);
    const hall = rise({ ...TEST_PLANT, lines: [{ ...line, machines: measured }] });
    expect(housing.last - housing.first).toBeGreaterThan(15);
    expect(hall.last - hall.first).toBeGreaterThan(18);
    expect(hall.last).toBeLessThan(housing.last - 10);
  });

  it("heats a bearing that runs dry by tens of kelvins", () => {
    const scenario: Scenario = {
      ...quiet,
      thermalSeconds: 5,
      faults: [
        { at: "factory/line-1/grinder", fault: "lubrication", onsetSeconds: 5, growthSeconds: 20 },
      ],
    };
    const temperatures = values(records(scenario, 60));
    expect((temperatures.at(-1) ?? 0) - (temperatures[0] ?? 0)).toBeGreaterThan(25);
  });

  it("stands still off shift and says so in the speed", () => {
    const scenario: Scenario = {
      ...quiet,
      machines: { "factory/line-1/grinder": { shiftHours: [9, 17] } },
    };
    const [first] = waveforms(records(scenario, 2));
    expect(first?.speedRpm).toBe(0);
    expect(rms(first?.samples ?? new Float64Array(1))).toBeLessThan(0.03);
  });

  it("follows a change of speed with the reported speed and the level", () => {
    const scenario: Scenario = {
      ...quiet,
      machines: { "factory/line-1/grinder": { speedSteps: [{ fromSeconds: 4, factor: 0.5 }] } },
    };
    const all = waveforms(records(scenario, 20));
    expect(Math.abs((all[0]?.speedRpm ?? 0) / 1800 - 1)).toBeLessThan(0.003);
    expect(Math.abs((all.at(-1)?.speedRpm ?? 0) / 900 - 1)).toBeLessThan(0.003);
    expect(rms(all.at(-1)?.samples ?? new Float64Array(1))).toBeLessThan(
      0.7 * rms(all[0]?.samples ?? new Float64Array(1)),
    );
  });

  it("refuses a scenario that does not fit the plant and lists every misfit", () => {
    const scenario: Scenario = {
      ...quiet,
      machines: { "factory/line-9/press": {} },
      faults: [{ at: "factory/line-1/nowhere", fault: "cage", onsetSeconds: 0, growthSeconds: 1 }],
      sensorFaults: [{ point: GRINDER, channel: "y", fault: "stuck", fromSeconds: 0 }],
      sampling: { ...quiet.sampling, samples: 0 },
    };
    expect(() => records(scenario, 1)).toThrow(/line-9\/press.*nowhere.*"y".*samples: found 0/s);
  });
});

describe("sensor faults on waveforms", () => {
  const spoilt = (fault: SignalFault) =>
    waveforms(records(withSensorFault(fault, "x"), 12)).slice(6);

  it("flat-line: every sample the same", () => {
    for (const { samples } of spoilt("flat-line")) expect(new Set(samples).size).toBe(1);
  });

  it("clipping: a tenth or more of the samples at full scale, none beyond", () => {
    for (const { samples } of spoilt("clipping")) {
      const at = samples.filter((v) => Math.abs(v) === 500).length / samples.length;
      expect(at).toBeGreaterThan(0.1);
      expect(Math.max(...samples.map(Math.abs))).toBe(500);
    }
  });

  it("drop-out: runs of zeros within the block", () => {
    for (const { samples } of spoilt("drop-out")) {
      const zeros = samples.filter((v) => v === 0).length / samples.length;
      expect(zeros).toBeGreaterThan(0.15);
      expect(zeros).toBeLessThan(0.25);
    }
  });

  it("stuck: the last good block again and again, with new times", () => {
    const all = waveforms(records(withSensorFault("stuck", "x"), 12));
    const [held, ...rest] = all.slice(4);
    for (const { samples } of rest) expect(samples).toEqual(held?.samples);
    expect(new Set(all.map(({ time }) => time)).size).toBe(all.length);
  });

  it("impossible-jump: the second half lies far above the first", () => {
    for (const { samples } of spoilt("impossible-jump")) {
      const half = samples.length / 2;
      expect(Math.min(...samples.slice(half))).toBeGreaterThan(Math.max(...samples.slice(0, half)));
    }
  });

  it("out-of-range: beyond full scale", () => {
    for (const { samples } of spoilt("out-of-range"))
      expect(Math.min(...samples)).toBeGreaterThan(500);
  });

  it("silence: nothing more", () => {
    expect(waveforms(records(withSensorFault("silence", "x"), 12))).toHaveLength(5);
  });
});

describe("sensor faults on readings", () => {
  const readings = (fault: SignalFault) =>
    values(records(withSensorFault(fault, "temperature"), 40));

  it("stuck: the last good value for ever, to the last digit", () => {
    const held = readings("stuck").slice(4);
    expect(new Set(held).size).toBe(1);
    expect(held[0]).not.toBe(0);
  });

  it("impossible-jump: tens of kelvins from one reading to the next", () => {
    const all = readings("impossible-jump");
    expect((all[5] ?? 0) - (all[4] ?? 0)).toBeGreaterThan(50);
  });

  it("out-of-range: more than a bearing can have", () => {
    expect(readings("out-of-range").at(-1)).toBe(1372);
  });

  it("drop-out: some readings are missing, some come", () => {
    const count = readings("drop-out").length;
    expect(count).toBeGreaterThan(12);
    expect(count).toBeLessThan(33);
  });

  it("flat-line: zero; silence: nothing more", () => {
    expect(readings("flat-line").at(-1)).toBe(0);
    expect(readings("silence")).toHaveLength(5);
  });

  it("every kind ends when its time is over", () => {
    for (const fault of SIGNAL_FAULTS) {
      const scenario = {
        ...quiet,
        sensorFaults: [
          { point: GRINDER, channel: "temperature", fault, fromSeconds: 5, forSeconds: 5 },
        ],
      };
      const healed = values(records(scenario, 20)).at(-1);
      expect(healed).toBe(values(records(quiet, 20)).at(-1));
    }
  });
});
