import { describe, expect, it } from "vitest";
import { curveOf } from "../similar-lives.ts";
import { logNormal, quantileOf } from "./belief.ts";
import { type Calibration, calibrated, calibrationOf } from "./calibration.ts";
import { type Competitor, createCompetition } from "./competition.ts";
import { damageIndicator } from "./damage-indicator.ts";
import { createLifePopulation } from "./life-population.ts";
import { viewOfFinished, viewOfRunning } from "./life-view.ts";
import { madeUpCourse, madeUpLife } from "./made-up-lives.ts";
import { stackingWeights } from "./stacking.ts";

const ended = (seconds: number, from: number) => ({
  curve: curveOf(
    madeUpCourse(seconds, from).map(({ age, values }) => ({ age, value: values[0] ?? 0 })),
  ),
  whole: madeUpLife(seconds, from),
});
const lives = [ended(900, 0.6), ended(1100, 0.5), ended(1000, 0.7), ended(1050, 0.65)];
const populationOf = (seconds: readonly number[]) =>
  createLifePopulation({ ended: seconds, running: [] });
/** Answers that the rest is so many times the truth of a life of 1000 s. */
const off = (
  factor: number,
  model: string,
  goesBy: Competitor["goesBy"] = "others",
): Competitor => ({
  goesBy,
  given: () => (view) => ({
    model,
    belief: logNormal(Math.log((factor * Math.max(1, 1000 - view.age)) / view.age), 0.4),
  }),
});
const view = viewOfRunning(madeUpCourse(1000, 0.6, 0.8), 10);

describe("a competition", () => {
  it("follows who foretold the finished lives well", () => {
    const competition = createCompetition([off(1, "good"), off(8, "bad")], lives, [], populationOf);
    const found = competition.answer(view, undefined, true);
    expect(found?.model).toBe("good");
    expect(found && 800 * quantileOf(found.belief, 0.5)).toBeLessThan(320);
    const turned = createCompetition([off(8, "bad"), off(1, "good")], lives, [], populationOf);
    expect(turned.answer(view, undefined, true)?.model).toBe("good");
  });
  it("asks nobody for a trend where nothing rises", () => {
    const trend = [off(1, "trend", "trend")];
    const competition = createCompetition(trend, lives, [], populationOf);
    expect(competition.answer(view, undefined, false)).toBeUndefined();
    expect(competition.answer(view, undefined, true)?.model).toBe("trend");
  });
  it("corrects what was always too late", () => {
    const competition = createCompetition([off(2, "late")], lives, [], populationOf);
    const found = competition.answer(view, undefined, true);
    expect(found && 800 * quantileOf(found.belief, 0.5)).toBeLessThan(0.8 * 400);
  });
  it("weighs all alike before any life has ended", () => {
    const competition = createCompetition([off(1, "a"), off(1, "b")], [], [], populationOf);
    expect(competition.answer(view, undefined, true)?.belief).toHaveLength(110);
  });
});

describe("stacking", () => {
  it("gives the likelier more, all alike nothing to choose, and the silent what they had", () => {
    const trial = (likelihoods: (number | undefined)[]) => ({ weight: 1, likelihoods });
    const [a = 0, b = 0] = stackingWeights(2, Array(8).fill(trial([2, 0.1])));
    expect(a).toBeGreaterThan(0.85);
    expect(a + b).toBeCloseTo(1, 12);
    expect(stackingWeights(2, [])).toEqual([0.5, 0.5]);
    const [, silent = 0] = stackingWeights(2, Array(8).fill(trial([2, undefined])));
    expect(silent).toBeCloseTo(0.5, 6);
  });
});

describe("calibration", () => {
  const width = (calibration: Calibration) => {
    const belief = calibrated(logNormal(-1, 0.5), calibration);
    return Math.log(quantileOf(belief, 0.9) / quantileOf(belief, 0.1));
  };
  it("leaves a belief as it is where truths lay evenly in it, and where there were none", () => {
    const even = Array.from({ length: 200 }, (_, i) => ({ at: (i + 0.5) / 200, weight: 0.1 }));
    expect(calibrationOf(even).shift).toBeCloseTo(0, 3);
    expect(calibrationOf(even).spread).toBeCloseTo(1, 1);
    expect(calibrationOf([])).toEqual({ shift: 0, spread: 1 });
  });
  it("widens what was too sure and narrows what was too vague", () => {
    const sure = [0.01, 0.99, 0.02, 0.98].map((at) => ({ at, weight: 2 }));
    const vague = [0.45, 0.5, 0.55, 0.52].map((at) => ({ at, weight: 2 }));
    expect(width(calibrationOf(sure))).toBeGreaterThan(1.2 * width({ shift: 0, spread: 1 }));
    expect(width(calibrationOf(vague))).toBeLessThan(0.8 * width({ shift: 0, spread: 1 }));
  });
});

describe("the damage indicator", () => {
  /** A feature that rises along every life, and one that wanders. */
  const course = (wander: number) =>
    madeUpLife(1000, 0.3).course.map((levels, i) => [levels[0] ?? 0, 1 + Math.sin(wander * i)]);
  const fleet = [1.1, 2.3, 3.7, 5.1].map((wander) => ({ seconds: 1000, course: course(wander) }));
  it("trusts features that rise along every life more than such that wander", () => {
    const damage = damageIndicator(fleet);
    expect(damage([2, 0])).toBeGreaterThan(1.5 * damage([0, 2]));
  });
  it("is the mean of what has risen before any life has ended, and 0 while nothing has", () => {
    expect(damageIndicator([])([1, 3, null])).toBe(2);
    expect(damageIndicator([])([-1, -3, null])).toBe(0);
  });
});

describe("a finished life as it was", () => {
  it("shows nothing of what came later", () => {
    const then = viewOfFinished(madeUpLife(1000, 0.5), 0.6);
    expect(then.age).toBe(600);
    expect(then.levels(1000)).toEqual(then.levels(600));
    expect(then.moments.at(-1)?.age).toBe(600);
  });
});
