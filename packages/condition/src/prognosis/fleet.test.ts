import { quantileOf } from "@raceway/learn/remaining/belief";
import { viewOfRunning } from "@raceway/learn/remaining/life-view";
import { madeUpCourse, madeUpLife } from "@raceway/learn/remaining/made-up-lives";
import { curveOf } from "@raceway/learn/similar-lives";
import { describe, expect, it } from "vitest";
import { createFleet, FLEET_MOST, type OwnLife } from "./fleet.ts";

const LIMIT = Math.log(4);
const lived = (seconds: number, from = 0.6): OwnLife => ({
  curve: curveOf(
    madeUpCourse(seconds, from).map(({ age, values }) => ({ age, value: values[0] ?? 0 })),
  ),
  whole: madeUpLife(seconds, from),
});
const told = (...lives: OwnLife[]) => ({ lives, running: 0 });
const view = viewOfRunning(madeUpCourse(1000, 0.6, 0.8), 10);
const median = (fleet: ReturnType<typeof createFleet>, kind = "6205") => {
  const found = fleet
    .competition(kind, LIMIT)
    .answer(view, fleet.population(kind, undefined), true);
  return found === undefined ? Number.NaN : view.age * quantileOf(found.belief, 0.5);
};
const four = [900, 1000, 1100, 1000].map((seconds) => lived(seconds));

describe("createFleet", () => {
  it("answers what rises before any life has ended", () => {
    expect(median(createFleet())).toBeGreaterThan(0);
  });
  it("lets a kind's finished lives speak of its length, and only of that kind's", () => {
    const fleet = createFleet();
    fleet.tell("a/b/c/1", "6205", told(...four));
    expect(median(fleet)).toBeGreaterThan(100);
    expect(median(fleet)).toBeLessThan(400);
    expect(fleet.hasEnded("6205")).toBe(true);
    expect(fleet.hasEnded("6206")).toBe(false);
    expect(fleet.population("6206", undefined)).toBeUndefined();
  });
  it("lets lives of other kinds say how damage goes", () => {
    const fleet = createFleet();
    fleet.tell("a/b/c/1", "6205", told(...four));
    expect(median(fleet, "6206")).not.toBe(median(createFleet(), "6206"));
  });
  it("does not depend on which point told first", () => {
    const [one, two] = [createFleet(), createFleet()];
    one.tell("a", "6205", told(lived(900)));
    one.tell("b", "6205", told(lived(1200, 0.4)));
    two.tell("b", "6205", told(lived(1200, 0.4)));
    two.tell("a", "6205", told(lived(900)));
    expect(median(one)).toBe(median(two));
  });
  it("compares with a bounded number of lives, the newest of every point first", () => {
    const full = createFleet();
    for (let i = 0; i < FLEET_MOST; i++) full.tell(`p${i}`, "6205", told(lived(1000)));
    const before = median(full);
    full.tell("q", "6205", told(lived(3000)));
    expect(median(full)).toBe(before);
  });
  it("keeps to lives that it was given", () => {
    const fleet = createFleet(four.map((life) => ({ kind: "6205", ...life })));
    expect(median(fleet)).toBeLessThan(400);
    expect(fleet.hasEnded("6205")).toBe(true);
  });
  it("leaves out a life whose length cannot be true beside the others", () => {
    const sound = createFleet(four.map((life) => ({ kind: "6205", ...life })));
    const spoilt = createFleet(
      [...four, lived(1e9), lived(0.5)].map((life) => ({ kind: "6205", ...life })),
    );
    expect(median(spoilt)).toBe(median(sound));
  });
});
