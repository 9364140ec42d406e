import type { PointContext } from "@raceway/model/plant";
import { describe, expect, it } from "vitest";
import type { PointChain } from "./chain.ts";
import type { Observation } from "./observation.ts";
import { createPointChain } from "./point-chain.ts";
import {
  type Moment,
  repeatableNoise,
  SYNTHETIC_POINT,
  temperature,
  vibration,
} from "./synthetic-life.ts";

const HOUR = 3600;
const EVERY = 600;

const AMBIENT_POINT: PointContext = {
  ...SYNTHETIC_POINT,
  machine: {
    ...SYNTHETIC_POINT.machine,
    ambient: { point: SYNTHETIC_POINT.point.path, channel: "hall" },
  },
};

function anomaliesOf(chain: PointChain, observations: readonly Observation[]) {
  return observations
    .flatMap((observation) => chain.process(observation).verdicts)
    .filter((v) => v.kind === "anomaly" && v.persistent && v.severity !== "normal");
}

/** A housing 25 K above its surroundings, which swing by ±4 K a day; the hall in one reading each ten minutes. */
function days(from: number, count: number, hall: number, extra = 0, seed = 1) {
  const noise = repeatableNoise(seed);
  return Array.from({ length: (count * 24 * HOUR) / EVERY }, (_, i) => {
    const seconds = from * 24 * HOUR + i * EVERY;
    const ambient = hall + 4 * Math.sin((2 * Math.PI * seconds) / (24 * HOUR));
    return temperature({ seconds, ambient }, ambient + 25 + extra + 0.3 * noise());
  });
}

describe("the temperature around a machine", () => {
  it("makes a hot day no anomaly, which it is without", () => {
    const lived = [...days(0, 10, 20), ...days(10, 2, 45)];
    expect(anomaliesOf(createPointChain(SYNTHETIC_POINT), lived).length).toBeGreaterThan(0);
    expect(anomaliesOf(createPointChain(AMBIENT_POINT), lived)).toEqual([]);
  });

  it("does not hide a hot bearing on a cold day, which it does without", () => {
    const lived = [...days(0, 10, 20), ...days(10, 2, 2, 18)];
    expect(anomaliesOf(createPointChain(SYNTHETIC_POINT), lived)).toEqual([]);
    expect(anomaliesOf(createPointChain(AMBIENT_POINT), lived).length).toBeGreaterThan(0);
  });

  it("explains vibration that follows it, too", () => {
    const noise = repeatableNoise(2);
    const blocks = (from: number, count: number, hall: number) =>
      days(from, count, hall).map((o) => {
        const seconds = Number(o.time / 1_000_000_000n) - 1_767_225_600;
        // Thinner oil: 2 % more for each kelvin.
        const level = Math.exp(0.02 * ((o.ambient ?? 20) - 20));
        return vibration({ seconds, ambient: o.ambient ?? 20, level }, noise);
      });
    const chain = createPointChain(AMBIENT_POINT);
    for (const o of blocks(0, 10, 20)) chain.process(o);
    const expected = (ambient: number) =>
      chain
        .process(vibration({ seconds: 0, ambient }, noise))
        .expectations.find(({ indicator }) => indicator === "rms")?.expected ?? 0;
    expect(expected(24) / expected(16)).toBeGreaterThan(1.1);
  });
});

describe("a cold start", () => {
  /** Two shifts a day at a block a minute; stiff grease makes a cold machine twice as loud. */
  function shifts(count: number, from: number, damage: number, seed: number): Observation[] {
    const noise = repeatableNoise(seed);
    return Array.from({ length: count }, (_, day) => {
      const start = (from + day) * 24 * HOUR;
      const still = Array.from({ length: 8 * 60 }, (_, i) =>
        vibration({ seconds: start + 60 * i, speedRpm: 0, level: 0.01 }, noise),
      );
      const running = Array.from({ length: 4 * 60 }, (_, i) => {
        const level = damage * (1 + Math.exp(-i / 20));
        return vibration({ seconds: start + 8 * HOUR + 60 * i, speedRpm: 1500, level }, noise);
      });
      return [...still, ...running];
    }).flat();
  }

  it("is no anomaly, and hides none", () => {
    const chain = createPointChain(SYNTHETIC_POINT);
    expect(anomaliesOf(chain, shifts(6, 0, 1, 3))).toEqual([]);
    expect(anomaliesOf(chain, shifts(1, 6, 2.5, 4)).length).toBeGreaterThan(0);
  });
});

describe("what is known of the operating state", () => {
  it("is counted while the point learns", () => {
    const chain = createPointChain(SYNTHETIC_POINT);
    const noise = repeatableNoise(5);
    const state = (i: number) => chain.process(vibration({ seconds: 10 * i }, noise)).state;
    expect(state(0)).toMatchObject({ learning: true, learned: { have: 1, need: 20 } });
    for (let i = 1; i < 11; i++) state(i);
    expect(state(11)).toMatchObject({ learning: true, learned: { have: 12, need: 20 } });
    for (let i = 12; i < 30; i++) state(i);
    expect(state(30)).toMatchObject({ learning: false });
    expect(state(31)).not.toHaveProperty("learned");
  });

  it("is not lost when the load swings across the border of a bin, nor by a temperature that still warms up", () => {
    const chain = createPointChain(SYNTHETIC_POINT);
    const noise = repeatableNoise(6);
    const learning = Array.from({ length: 300 }, (_, i) => {
      const seconds = 2 * i;
      const load = 60 + 8 * Math.sin(i / 8);
      chain.process(temperature({ seconds }, 25 + 20 * (1 - Math.exp(-i / 150))));
      return chain.process(vibration({ seconds: seconds + 1, load, speedRpm: 1470 }, noise)).state
        .learning;
    });
    expect(learning.lastIndexOf(true)).toBeLessThan(60);
  });
});

describe("a machine that stops", () => {
  const running = (from: number, count: number, moment: Partial<Moment> = {}, seed = 7) => {
    const noise = repeatableNoise(seed);
    return Array.from({ length: count }, (_, i) =>
      vibration({ seconds: 10 * (from + i), ...moment }, noise),
    );
  };
  /** What a sensor on a machine at rest delivers: weak white noise, whose balance of bands is its own. */
  const floor = (from: number, count: number) =>
    running(from, count, { level: 0.01 }, 8).map((o) => ({
      ...o,
      indicators: { ...o.indicators, lf_rms: 0.001, mf_rms: 0.004, hf_rms: 0.009 },
    }));

  it.each([
    ["speed", { speedRpm: 0, level: 3, load: 50 }],
    ["load", { level: 3, load: 0 }],
  ])("by its %s is neither judged nor learnt", (reason, moment) => {
    const chain = createPointChain(SYNTHETIC_POINT);
    for (const o of running(0, 100, { load: 50 })) chain.process(o);
    const before = chain.snapshot() as { detection: { channels: [string, string, object][] } };
    const told = running(100, 50, moment).map((o) => chain.process(o));
    expect(told.flatMap(({ verdicts }) => verdicts)).toEqual([]);
    expect(told.at(-1)?.state).toMatchObject({ stopped: reason, severity: "normal" });
    const after = chain.snapshot() as typeof before;
    expect(after.detection.channels[0]?.[2]).toHaveProperty(
      "baseline",
      Reflect.get(before.detection.channels[0]?.[2] ?? {}, "baseline"),
    );
  });

  it("without saying so is told from its vibration, and is no fault of machine or sensor when it stops and starts again", () => {
    const chain = createPointChain(SYNTHETIC_POINT);
    const verdicts = (observations: readonly Observation[]) =>
      observations
        .flatMap((o) => chain.process(o).verdicts)
        .filter((v) => v.kind === "anomaly" || v.kind === "sensor");
    expect(verdicts(running(0, 200))).toEqual([]);
    expect(verdicts(floor(200, 300))).toEqual([]);
    const [last] = floor(500, 1).map((o) => chain.process(o).state);
    expect(last).toMatchObject({ stopped: "quiet", severity: "normal" });
    expect(verdicts(running(501, 200))).toEqual([]);
    const [again] = running(701, 1).map((o) => chain.process(o).state);
    expect(again).not.toHaveProperty("stopped");
  });

  it("is not what one silent sensor of two says", () => {
    const chain = createPointChain(SYNTHETIC_POINT);
    const noise = repeatableNoise(9);
    const y = (from: number, count: number, level: number) =>
      Array.from({ length: count }, (_, i) =>
        vibration({ seconds: 10 * (from + i) + 1, level }, noise, "y"),
      );
    const both = (from: number, x: readonly Observation[], growth: number) =>
      x.flatMap((o, i) => [o, ...y(from + i, 1, 1 + growth * i)]);
    for (const o of both(0, running(0, 200), 0)) chain.process(o);
    const found = anomaliesOf(chain, both(200, floor(200, 100), 0.03));
    expect(found.length).toBeGreaterThan(0);
  });
});
