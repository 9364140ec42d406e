import { madeUpCourse, madeUpLife } from "@raceway/learn/remaining/made-up-lives";
import { curveOf } from "@raceway/learn/similar-lives";
import type { RecordedLife } from "@raceway/model/recorded-life";
import type { PrognosisVerdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import type { Observation } from "../observation.ts";
import { createPointChain } from "../point-chain.ts";
import { repeatableNoise, SYNTHETIC_POINT, temperature, vibration } from "../synthetic-life.ts";
import { createFleet } from "./fleet.ts";

/** Four lives of the point's kind, 2500 to 3400 s long. */
const FLEET: readonly RecordedLife[] = [2500, 2800, 3100, 3400].map((seconds) => ({
  kind: SYNTHETIC_POINT.point.path,
  curve: curveOf(
    madeUpCourse(seconds, 0.5).map(({ age, values }) => ({ age, value: values[0] ?? 0 })),
  ),
  whole: {
    seconds,
    course: madeUpLife(seconds, 0.5).course.map(([level]) => [level ?? 0, ...Array(5).fill(null)]),
  },
}));

function forecasts(observations: readonly Observation[], lives = FLEET) {
  const chain = createPointChain(SYNTHETIC_POINT, { fleet: createFleet(lives) });
  return observations.flatMap((observation) =>
    chain
      .process(observation)
      .verdicts.filter((verdict): verdict is PrognosisVerdict => verdict.kind === "prognosis"),
  );
}

/** A level over the shares of a life of 300 blocks, one every 10 s. */
const along = (level: (i: number) => number) => {
  const noise = repeatableNoise(7);
  return Array.from({ length: 300 }, (_, i) =>
    vibration({ seconds: 10 * i, level: level(i) }, noise),
  );
};
const growing = (i: number) => 4 ** Math.max(0, (i - 180) / 100);
const last = (verdicts: readonly PrognosisVerdict[]) => verdicts.at(-1);

/** Finite, positive, inside its interval, and no longer than a person would believe of lives of an hour. */
function expectSane(verdicts: readonly PrognosisVerdict[]) {
  expect(verdicts.length).toBeGreaterThan(0);
  for (const { rulSeconds, lowSeconds, highSeconds, text } of verdicts) {
    expect(text.length).toBeGreaterThan(10);
    if (rulSeconds === undefined) continue;
    expect(rulSeconds).toBeGreaterThan(0);
    expect(rulSeconds).toBeLessThan(1e5);
    expect(lowSeconds).toBeLessThanOrEqual(rulSeconds);
    expect(highSeconds).toBeGreaterThanOrEqual(rulSeconds);
    expect(highSeconds).toBeLessThan(1e6);
  }
}

describe("what a planner is told", { timeout: 60_000 }, () => {
  it("rests on the kind's lives before anything rises, and on the trend after", () => {
    const told = forecasts(along(growing));
    expect(told.some(({ trend, basis }) => trend === "none" && basis === "population")).toBe(true);
    expect(last(told)).toMatchObject({ trend: "rising", basis: "trend" });
  });
  it("never rises while the level does", () => {
    const rising = forecasts(along(growing)).filter(({ trend }) => trend === "rising");
    const answers = rising.map(({ rulSeconds = 0 }) => rulSeconds);
    expect(answers.length).toBeGreaterThan(10);
    // Single blocks of 5 % noise fall back a little; the course of the answers does not.
    const ends = [answers[0] ?? 0, answers[answers.length >> 1] ?? 0, answers.at(-1) ?? 0];
    expect(ends).toEqual([...ends].sort((a, b) => b - a));
  });
  it("has no trend in a burst that is over in minutes", () => {
    const told = forecasts(along((i) => (i >= 150 && i < 154 ? 8 : 1)));
    expect(told.every(({ trend }) => trend === "none")).toBe(true);
  });
  it("is some answer at every moment after learning, by what other lives say", () => {
    const told = forecasts(along(() => 1));
    expect(last(told)).toMatchObject({ trend: "none", basis: "population" });
    expectSane(told);
  });
  it("does not vanish when damage shows and levels fall back", () => {
    const told = forecasts(along((i) => 3 ** Math.max(0, 1 - Math.abs(i - 200) / 30)));
    expect(new Set(told.map(({ trend }) => trend)).size).toBe(2);
    const first = told.findIndex(({ rulSeconds }) => rulSeconds !== undefined);
    expect(told.slice(first).filter(({ rulSeconds }) => rulSeconds === undefined)).toEqual([]);
  });
  it("is answered of a point that only has a temperature", () => {
    const noise = repeatableNoise(3);
    const warm = Array.from({ length: 300 }, (_, i) =>
      temperature({ seconds: 10 * i }, 40 + 0.3 * noise() + Math.max(0, i - 180) * 0.4),
    );
    const told = forecasts(warm);
    expect(last(told)).toMatchObject({ trend: "rising", indicator: "temperature" });
    expectSane(told);
  });
});

describe("what cannot be trusted gives no absurd number", { timeout: 60_000 }, () => {
  it("a life that starts damaged", () => {
    expectSane(forecasts(along((i) => 6 + i / 100)));
  });
  it("a sensor exchanged at 60 %", () => {
    expectSane(forecasts(along((i) => (i < 180 ? 1 : 3) * growing(i))));
  });
  it("months of standstill, which do not age a bearing", () => {
    const noise = repeatableNoise(7);
    const stood = Array.from({ length: 300 }, (_, i) =>
      vibration({ seconds: 10 * i + (i > 150 ? 90 * 86_400 : 0), level: growing(i) }, noise),
    );
    const told = forecasts(stood);
    expectSane(told);
    const straight = forecasts(along(growing));
    const ratio = (last(told)?.rulSeconds ?? 0) / (last(straight)?.rulSeconds ?? 1);
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(3);
  });
  it("gaps", () => {
    expectSane(forecasts(along(growing).filter((_, i) => i % 50 < 30)));
  });
  it("a speed that doubles at 60 %", () => {
    const noise = repeatableNoise(7);
    expectSane(
      forecasts(
        Array.from({ length: 300 }, (_, i) =>
          vibration(
            { seconds: 10 * i, speedRpm: i < 180 ? 900 : 1800, level: i < 180 ? 1 : 2.5 },
            noise,
          ),
        ),
      ),
    );
  });
  it("a fleet with one absurd life", () => {
    const [first] = FLEET;
    if (first?.whole === undefined) return expect.unreachable();
    const absurd = { ...first, whole: { ...first.whole, seconds: 1e12 } };
    expectSane(forecasts(along(growing), [...FLEET, absurd]));
  });
  it("lives of another bearing type, which say nothing of how long this one lasts", () => {
    const foreign = FLEET.map((life) => ({ ...life, kind: "6312" }));
    const told = forecasts(along(growing), foreign);
    expectSane(told);
    expect(told.every(({ basis }) => basis === undefined || basis === "trend")).toBe(true);
  });
  it("times that are equal or go back", () => {
    const noise = repeatableNoise(7);
    const order = Array.from({ length: 300 }, (_, i) => (i % 10 === 0 ? Math.max(0, i - 5) : i));
    expectSane(
      forecasts(order.map((i) => vibration({ seconds: 10 * i, level: growing(i) }, noise))),
    );
  });
  it("a level that falls as a bearing runs in", () => {
    const told = forecasts(along((i) => 1 + 2 * Math.exp(-i / 40)));
    expectSane(told);
    expect(told.every(({ trend }) => trend === "none")).toBe(true);
  });
});
