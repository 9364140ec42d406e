import { quantileRatio } from "@raceway/learn/remaining-density";
import { CURVE_SHARES } from "@raceway/learn/similar-lives";
import { describe, expect, it } from "vitest";
import { createFleet, FLEET_MOST } from "./fleet.ts";

const LIMIT = Math.log(4);
/** Lives that end soon after they came to a plateau at twice the baseline, and such that go on for long. */
const short = CURVE_SHARES.map((share) => (share < 0.9 ? 0.8 * share : 0.72 + 8 * (share - 0.9)));
const rise = Array.from({ length: 50 }, (_, i) => ({ age: 100 * i, value: 0.014 * i }));
const median = (fleet: ReturnType<typeof createFleet>, kind = "6205") =>
  quantileRatio(fleet.similarity(kind, LIMIT).remaining(rise), 0.5);

const told = (...curves: number[][]) => ({ lives: curves.map((curve) => ({ curve })), running: 0 });

describe("createFleet", () => {
  it("answers from textbook lives before there are any recorded", () => {
    expect(median(createFleet())).toBeGreaterThan(0);
  });
  it("lets a kind's recorded lives speak, and only for that kind", () => {
    const fleet = createFleet();
    fleet.tell("a/b/c/1", "6205", told(...Array(4).fill(short)));
    expect(median(fleet)).toBeLessThan(0.7 * median(createFleet()));
    expect(median(fleet, "6206")).toBe(median(createFleet()));
  });
  it("does not depend on which point told first", () => {
    const other = short.map((level) => 1.3 * level);
    const [one, two] = [createFleet(), createFleet()];
    one.tell("a", "6205", told(short));
    one.tell("b", "6205", told(other));
    two.tell("b", "6205", told(other));
    two.tell("a", "6205", told(short));
    expect(median(one)).toBe(median(two));
  });
  it("compares with a bounded number of lives, the newest of every point first", () => {
    const full = createFleet();
    for (let i = 0; i < FLEET_MOST; i++) full.tell(`p${i}`, "6205", told(short));
    const before = median(full);
    full.tell("q", "6205", told(short.map((level) => 3 * level)));
    expect(median(full)).toBe(before);
  });
  it("keeps to lives that it was given", () => {
    const fleet = createFleet(Array(4).fill({ kind: "6205", curve: short }));
    expect(median(fleet)).toBeLessThan(0.7 * median(createFleet()));
  });
});
