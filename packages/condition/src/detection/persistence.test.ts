import { describe, expect, it } from "vitest";
import { createPersistence, type Persistence } from "./persistence.ts";

const feed = (persistence: Persistence, scores: readonly number[], state = "a", from = 0) =>
  scores.map((score, i) => persistence.update({ age: from + i, score, state }, 5, 10));

describe("createPersistence", () => {
  it("calls an exceedance persistent after the on-delay in time, not before", () => {
    const standings = feed(createPersistence(), Array(7).fill(1.2));
    expect(standings.map((s) => s.pointwise)).toEqual(Array(7).fill(true));
    expect(standings.map((s) => s.persistent)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
  it("starts at the limit and ends below the release, so that noise at the limit does not chatter", () => {
    const standings = feed(createPersistence(), [0.99, 1, 0.9, 0.81, 0.79, 0.9]);
    expect(standings.map((s) => s.pointwise)).toEqual([false, true, true, true, false, false]);
  });
  it("starts the on-delay anew after a break", () => {
    expect(feed(createPersistence(), [1, 1, 1, 0, 1, 1, 1, 1]).at(-1)?.persistent).toBe(false);
  });
  it("ends after the off-delay in the state that showed it", () => {
    const persistence = createPersistence();
    feed(persistence, Array(30).fill(2));
    const standings = feed(persistence, Array(12).fill(0), "a", 30);
    expect(standings.findIndex((s) => !s.persistent)).toBe(9);
  });
  it("holds on while the machine runs in a state that never showed it", () => {
    const persistence = createPersistence();
    feed(persistence, Array(30).fill(2));
    expect(feed(persistence, Array(100).fill(0), "night", 30).at(-1)?.persistent).toBe(true);
    expect(feed(persistence, Array(500).fill(0), "night", 130).at(-1)?.persistent).toBe(false);
  });
});
