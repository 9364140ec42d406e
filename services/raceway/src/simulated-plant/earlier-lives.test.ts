import { RISEN } from "@raceway/learn/similar-lives";
import { LIFE_CURVE_POINTS } from "@raceway/model/recorded-life";
import { expect, it } from "vitest";
import { earlierLives } from "./earlier-lives.ts";

it("remembers lives from where levels rise to their ends, of which none falls", () => {
  const lives = earlierLives("6208");
  expect(lives.length).toBeGreaterThan(3);
  for (const { kind, curve } of lives) {
    expect(kind).toBe("6208");
    expect(curve).toHaveLength(LIFE_CURVE_POINTS);
    expect(curve).toEqual(curve.toSorted((a, b) => a - b));
    expect(curve[0]).toBeCloseTo(RISEN, 2);
    expect(Math.exp(curve.at(-1) ?? 0)).toBeGreaterThan(3.5);
  }
  expect(new Set(lives.map(({ curve }) => curve.join())).size).toBe(lives.length);
});
