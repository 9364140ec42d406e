import { serialize } from "node:v8";
import type { Json } from "@raceway/model/json";
import type { Verdict } from "@raceway/model/verdict";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PointChain, PointState } from "./chain.ts";
import type { Observation } from "./observation.ts";
import { createPointChain } from "./point-chain.ts";
import {
  repeatableNoise,
  SYNTHETIC_POINT,
  sound,
  synthesizedTime,
  temperature,
  vibration,
} from "./synthetic-life.ts";

interface Told {
  readonly verdicts: readonly Verdict[];
  readonly states: readonly PointState[];
}

function run(
  observations: readonly Observation[],
  chain: PointChain = createPointChain(SYNTHETIC_POINT),
): Told {
  const judged = observations.map((observation) => chain.process(observation));
  return {
    verdicts: judged.flatMap(({ verdicts }) => verdicts),
    states: judged.map(({ state }) => state),
  };
}

const machineFaults = ({ verdicts }: Told) =>
  verdicts.filter((v) => v.kind === "anomaly" && v.persistent && v.severity !== "normal");
const sensorFaults = ({ verdicts }: Told) =>
  verdicts.filter((v) => v.kind === "sensor" && v.fault !== "none");
const remainingLives = ({ verdicts }: Told) =>
  verdicts.filter((v) => v.kind === "prognosis" && v.trend === "rising");

/** A life with all four channels, one snapshot each 10 s; `level` over the share of the life. */
function life(count: number, level: (share: number) => number, seed = 1): Observation[] {
  const noise = repeatableNoise(seed);
  return Array.from({ length: count }, (_, i) => {
    const moment = { seconds: 10 * i, level: level(i / count) };
    const heat = 45 + 4 * Math.log(moment.level) + 0.2 * noise();
    return [
      vibration(moment, noise, "x"),
      vibration(moment, noise, "y"),
      ...(i % 6 === 0 ? [temperature(moment, heat), sound(moment, noise)] : []),
    ];
  }).flat();
}

const failing = (share: number) => (share < 0.5 ? 1 : Math.exp(3 * (share - 0.5)));

describe("createPointChain", () => {
  it("says nothing about a healthy life but that it is learning, and then that there is no trend", () => {
    const told = run(life(800, () => 1));
    expect(told.verdicts.filter((v) => v.kind === "anomaly")).toEqual([]);
    expect(told.verdicts.filter((v) => v.kind === "sensor")).toEqual([]);
    expect(
      told.verdicts.flatMap((v) => (v.kind === "prognosis" ? [`${v.trend}: ${v.text}`] : [])),
    ).toEqual([
      "none: The point is still learning what is normal.",
      "none: No persistent anomaly: no trend.",
    ]);
    expect(told.states.at(-1)?.health).toBeGreaterThan(90);
  });

  it("does not mistake the run-in of a new bearing for a fault", () => {
    const told = run(life(600, (share) => 1 + 0.6 * Math.exp(-30 * share)));
    expect(machineFaults(told)).toEqual([]);
  });

  it("learns before it judges: a baseline of nothing gives no verdict", () => {
    const told = run(life(12, (share) => 1 + 5 * share));
    expect(told.verdicts.filter((v) => v.kind === "anomaly")).toEqual([]);
    expect(told.states.every(({ learning }) => learning)).toBe(true);
  });

  it("finds growing damage, names its evidence with shares, and raises it to an alarm", () => {
    const told = run(life(600, failing));
    const [first] = machineFaults(told);
    expect(first?.kind === "anomaly" && first.severity).toBe("warning");
    if (first?.kind !== "anomaly") return;
    expect(first.evidence[0]?.text).toMatch(/times what this point's own history expects/);
    expect(first.evidence.reduce((sum, e) => sum + (e.share ?? 0), 0)).toBeGreaterThan(0.9);
    expect(told.states.at(-1)?.severity).toBe("alarm");
  });

  it("forecasts only after a persistent anomaly, never negative, with an interval around the answer", () => {
    const told = run(life(600, failing));
    const firstAnomaly = told.verdicts.findIndex((v) => v.kind === "anomaly" && v.persistent);
    const firstForecast = told.verdicts.findIndex(
      (v) => v.kind === "prognosis" && v.trend === "rising",
    );
    expect(firstForecast).toBeGreaterThan(firstAnomaly);
    for (const v of remainingLives(told)) {
      if (v.kind !== "prognosis" || v.trend !== "rising") continue;
      expect(v.rulSeconds).toBeGreaterThan(0);
      expect(v.lowSeconds).toBeLessThan(v.rulSeconds);
      expect(v.highSeconds).toBeGreaterThan(v.rulSeconds);
    }
  });

  it("lets health only fall while damage only grows", () => {
    // Next to nothing, but no two blocks are equal to the last digit: those would be a stuck sensor's.
    let tick = 0;
    const noise = () => {
      tick += 1;
      return 1e-9 * tick;
    };
    const states = run(
      Array.from({ length: 400 }, (_, i) =>
        vibration({ seconds: 10 * i, level: failing(i / 400) }, noise),
      ),
    ).states;
    for (const [i, { health }] of states.entries())
      expect(health).toBeLessThanOrEqual(states[i - 1]?.health ?? 100);
    expect(states.at(-1)?.health).toBeLessThan(60);
  });

  it("says the same whether or not it was cut and restored anywhere", () => {
    const observations = life(150, failing);
    const whole = run(observations).verdicts;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: observations.length }), (cut) => {
        const first = createPointChain(SYNTHETIC_POINT);
        const before = run(observations.slice(0, cut), first).verdicts;
        const second = createPointChain(SYNTHETIC_POINT);
        second.restore(structuredClone(first.snapshot()));
        const after = run(observations.slice(cut), second).verdicts;
        expect([...before, ...after]).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  }, 30_000);

  it("remembers at most 72 kB, after a long life in many operating states", () => {
    const noise = repeatableNoise(3);
    const chain = createPointChain(SYNTHETIC_POINT);
    for (let i = 0; i < 4000; i++) {
      const moment = {
        seconds: 10 * i,
        speedRpm: 600 * 1.15 ** (i % 9),
        load: 10 + 15 * (i % 5),
        level: i < 3000 ? 1 : 1 + (i - 3000) / 200,
      };
      chain.process(vibration(moment, noise, "x"));
      chain.process(vibration(moment, noise, "y"));
      chain.process(sound(moment, noise));
      chain.process(temperature(moment, 50 + noise()));
    }
    const bytes = serialize(chain.snapshot()).length;
    expect(bytes).toBeGreaterThan(8 * 1024);
    expect(bytes).toBeLessThan(72 * 1024);
  }, 30_000);

  it("refuses a state of another version and says what to do", () => {
    expect(() => createPointChain(SYNTHETIC_POINT).restore({ version: 0 })).toThrow(
      /version 0.*begins anew/,
    );
  });

  it("takes nothing for normal while a fault with a name stands", () => {
    const observations = life(600, (share) => (share < 0.5 ? 1 : 1.08));
    const chain = createPointChain(SYNTHETIC_POINT);
    run(observations.slice(0, observations.length / 2), chain);
    const expectedAfter = (named: boolean) => {
      const state = structuredClone(chain.snapshot()) as { standing: Record<string, unknown> };
      const diagnosis = { fault: "outer-race", confidence: 0.9, persistent: true, time: "" };
      if (named) state.standing = { ...state.standing, diagnosis };
      const next = createPointChain(SYNTHETIC_POINT);
      next.restore(state as Json);
      const expected = observations.slice(observations.length / 2).flatMap((observation) => {
        const { expectations } = next.process(observation);
        const of = expectations.find(({ indicator }) => indicator === "rms");
        return observation.channel === "x" && of !== undefined ? of.expected : [];
      });
      return (expected.at(-1) ?? 0) / (expected[0] ?? 1);
    };
    expect(expectedAfter(true)).toBeCloseTo(1, 6);
    expect(expectedAfter(false)).toBeGreaterThan(1.02);
  });

  it("learns anew after maintenance", () => {
    const chain = createPointChain(SYNTHETIC_POINT);
    run(life(600, failing), chain);
    chain.relearn();
    const noise = repeatableNoise(9);
    const after = run(
      Array.from({ length: 200 }, (_, i) =>
        vibration({ seconds: 7000 + 10 * i, level: 0.8 }, noise),
      ),
      chain,
    );
    expect(after.states[5]?.learning).toBe(true);
    expect(after.states.at(-1)).toMatchObject({ severity: "normal", learning: false });
    expect(machineFaults(after)).toEqual([]);
  });
});

describe("operating states", () => {
  const SPEEDS = [900, 1200, 1500, 1800, 2400] as const;
  /** Levels grow with the square of the speed, and with load. */
  const at = (i: number, damage: number) => {
    const speedRpm = SPEEDS[Math.floor(i / 12) % SPEEDS.length] ?? 1500;
    const load = 40 + 20 * Math.sin(i / 7);
    const level = (speedRpm / 1500) ** 2 * (1 + load / 200) * damage;
    return { seconds: 60 * i, speedRpm, load, level };
  };

  it("are no anomaly when they change", () => {
    const noise = repeatableNoise(4);
    const told = run(Array.from({ length: 1500 }, (_, i) => vibration(at(i, 1), noise)));
    expect(machineFaults(told)).toEqual([]);
  });

  it("do not hide a fault behind a slow speed", () => {
    const noise = repeatableNoise(5);
    // Twice the level at 900 r/min is still far below what is normal at 2400.
    const healthy = Array.from({ length: 900 }, (_, i) => vibration(at(i, 1), noise));
    const slow = Array.from({ length: 40 }, (_, i) => {
      const moment = at(0, 2.5);
      return vibration({ ...moment, seconds: 60 * (900 + i) }, noise);
    });
    const told = run([...healthy, ...slow]);
    expect(machineFaults(told).length).toBeGreaterThan(0);
  });

  it("are not judged at standstill", () => {
    const noise = repeatableNoise(6);
    const running = Array.from({ length: 200 }, (_, i) =>
      vibration({ seconds: 60 * i, speedRpm: 1500 }, noise),
    );
    const still = Array.from({ length: 50 }, (_, i) =>
      vibration({ seconds: 60 * (200 + i), speedRpm: 0, level: 5 }, noise),
    );
    expect(run([...running, ...still]).verdicts.filter((v) => v.kind === "anomaly")).toEqual([]);
  });
});

describe("bad input", () => {
  const noise = repeatableNoise(7);
  const steady = (from: number, count: number, level = 1, gap = 0) =>
    Array.from({ length: count }, (_, i) =>
      vibration({ seconds: gap + 10 * (from + i), level }, noise),
    );

  it("survives a clock that steps backwards", () => {
    const told = run([...steady(0, 200), ...steady(0, 200, 1, -5000)]);
    expect(machineFaults(told)).toEqual([]);
  });

  it("survives gaps of hours", () => {
    const told = run([
      ...steady(0, 200),
      ...steady(200, 200, 1, 30_000),
      ...steady(400, 200, 1, 900_000),
    ]);
    expect(machineFaults(told)).toEqual([]);
  });

  it("calls a sensor of other sensitivity a sensor fault, not a machine fault, and learns anew", () => {
    const told = run([...steady(0, 200), ...steady(200, 200, 3)]);
    expect(machineFaults(told)).toEqual([]);
    expect(sensorFaults(told).map((v) => v.kind === "sensor" && v.fault)).toContain(
      "impossible-jump",
    );
    expect(told.states.at(-1)).toMatchObject({ severity: "normal", learning: false });
  });

  it("calls two exchanged sensors a sensor fault", () => {
    const other = Array.from({ length: 200 }, (_, i) => {
      const base = vibration({ seconds: 10 * (200 + i) }, noise);
      const { rms = 0, lf_rms = 0, mf_rms = 0, hf_rms = 0 } = base.indicators;
      const indicators = {
        ...base.indicators,
        rms: 2 * rms,
        lf_rms: 3 * lf_rms,
        mf_rms: 2.5 * mf_rms,
        hf_rms: hf_rms / 3,
      };
      return { ...base, indicators };
    });
    const told = run([...steady(0, 200), ...other]);
    expect(machineFaults(told)).toEqual([]);
    expect(sensorFaults(told).length).toBeGreaterThan(0);
  });

  it("calls a stuck channel stuck", () => {
    const last = vibration({ seconds: 2000 }, noise);
    const repeated = Array.from({ length: 20 }, (_, i) => ({
      ...last,
      time: synthesizedTime(2000 + 10 * i),
    }));
    const told = run([...steady(0, 200), ...repeated]);
    expect(sensorFaults(told).map((v) => v.kind === "sensor" && v.fault)).toContain("stuck");
  });

  it("doubts a temperature that jumps and believes it once it stays", () => {
    const readings = (from: number, count: number, value: number) =>
      Array.from({ length: count }, (_, i) =>
        temperature({ seconds: 10 * (from + i) }, value + 0.2 * noise()),
      );
    const told = run([...readings(0, 100, 45), ...readings(100, 100, 120)]);
    expect(machineFaults(told)).toEqual([]);
    expect(sensorFaults(told).map((v) => v.kind === "sensor" && v.fault)).toContain(
      "impossible-jump",
    );
  });

  it("does not judge a record that its sensor spoilt", () => {
    const spoilt = steady(200, 50, 20).map((o) => ({
      ...o,
      sensorFaults: [{ fault: "clipping", text: "flat tops" } as const],
    }));
    const told = run([...steady(0, 200), ...spoilt, ...steady(250, 50)]);
    expect(machineFaults(told)).toEqual([]);
    expect(sensorFaults(told).length).toBe(2);
  });

  it("survives indicators that are missing or zero", () => {
    const odd = steady(0, 100).map((o, i) =>
      i % 3 === 0 ? { ...o, indicators: { rms: 0, kurtosis: 3 } } : o,
    );
    expect(machineFaults(run(odd))).toEqual([]);
  });
});

describe("silence", () => {
  it("is a persistent sensor verdict after the channel's limit, told once, and ends with data", () => {
    const chain = createPointChain(SYNTHETIC_POINT);
    const noise = repeatableNoise(8);
    run(
      Array.from({ length: 5 }, (_, i) => vibration({ seconds: 10 * i }, noise)),
      chain,
    );
    expect(chain.elapse(() => synthesizedTime(500)).length).toBe(0);
    const silent = chain.elapse(() => synthesizedTime(700));
    expect(
      silent.map((v) => v.kind === "sensor" && [v.channel, v.fault, v.persistent]),
    ).toContainEqual(["x", "silence", true]);
    expect(chain.elapse(() => synthesizedTime(900))).toEqual([]);
    const [back] = chain.process(vibration({ seconds: 1000 }, noise)).verdicts;
    expect(back).toMatchObject({ kind: "sensor", channel: "x", fault: "none" });
  });
});
