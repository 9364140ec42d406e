import { describe, expect, it } from "vitest";
import type { Residual } from "../detection/channel-baseline.ts";
import { JUDGED } from "../detection/judged-indicators.ts";
import { createLevelCourse, levelAt, valueAt } from "./level-course.ts";

function residual(name: string, value: number, expected: number): Residual {
  const judged = JUDGED.find((one) => one.name === name);
  if (judged === undefined) throw new Error(`no indicator ${name}`);
  return { judged, value, expected, limit: 2 * expected, score: 0 };
}

describe("the course of a point's levels", () => {
  it("goes by rms where there is one, and by what the sensor computes where there is none", () => {
    const course = createLevelCourse();
    course.learn("x", 10, [residual("rms", 2, 1), residual("velocity_rms", 9, 1)]);
    expect(course.leading()).toMatchObject({ indicator: "rms", expected: 1 });
    const computed = createLevelCourse();
    computed.learn("v", 10, [residual("velocity_rms", 6, 2)]);
    expect(computed.leading()).toMatchObject({ channel: "v", indicator: "velocity_rms" });
    expect(computed.principal()).toEqual([{ age: 10, value: 1.099 }]);
  });
  it("goes by a temperature only where no vibration is watched", () => {
    const warm = createLevelCourse();
    warm.learn("t", 10, [residual("temperature", 52, 40)]);
    // 12 °C are the smallest change of a temperature worth attention, a factor 1.4 that of rms.
    expect(warm.leading()?.level).toBeCloseTo(Math.log(1.4), 6);
    const both = createLevelCourse();
    both.learn("x", 10, [residual("rms", 1, 1)]);
    both.learn("t", 11, [residual("temperature", 90, 40)]);
    expect(both.leading()).toMatchObject({ channel: "x", indicator: "rms" });
    expect(both.principal()).toHaveLength(1);
  });
  it("knows the value at a level and the level of a value", () => {
    for (const indicator of ["rms", "temperature"]) {
      const top = { indicator, expected: 40 };
      expect(levelAt(top, valueAt(top, 0.7))).toBeCloseTo(0.7, 9);
    }
    expect(valueAt({ indicator: "temperature", expected: 40 }, Math.log(1.4))).toBeCloseTo(52, 9);
  });
  it("goes on from its snapshot", () => {
    const course = createLevelCourse();
    course.learn("v", 10, [residual("velocity_rms", 4, 2)]);
    const restored = createLevelCourse();
    restored.restore(structuredClone(course.snapshot()));
    expect(restored.leading()).toEqual(course.leading());
    expect(restored.principal()).toEqual(course.principal());
  });
});
