import { describe, expect, it } from "vitest";
import type { Observation } from "../observation.ts";
import { repeatableNoise, vibration } from "../synthetic-life.ts";
import { createExchangeWatch } from "./exchange-watch.ts";

const noise = repeatableNoise(1);

/** A block on an axis; on y the high band is strong and the low one weak. */
function block(i: number, channel: "x" | "y", place: "x" | "y" = channel, level = 1): Observation {
  const { indicators, ...rest } = vibration({ seconds: 10 * i, level }, noise, channel);
  const { lf_rms = 1, hf_rms = 1, ...others } = indicators;
  const its = place === "x" ? { lf_rms, hf_rms } : { lf_rms: lf_rms / 3, hf_rms: 2 * hf_rms };
  return { ...rest, indicators: { ...others, ...its } };
}

const pairs = (from: number, count: number, of: (i: number) => readonly Observation[]) =>
  Array.from({ length: count }, (_, i) => of(from + i)).flat();
const sound = (from: number, count: number) =>
  pairs(from, count, (i) => [block(i, "x"), block(i, "y")]);
const swapped = (from: number, count: number) =>
  pairs(from, count, (i) => [block(i, "x", "y"), block(i, "y", "x")]);

function said(observations: readonly Observation[], watch = createExchangeWatch()) {
  const all = observations.map((o) => ({ channel: o.channel, ...watch.check(o, "state") }));
  return {
    doubted: all.filter(({ findings }) => findings.length > 0).length,
    replaced: all.filter(({ replaced }) => replaced).map(({ channel }) => channel),
    text: all.find(({ findings }) => findings.length > 0)?.findings[0]?.text,
  };
}

describe("createExchangeWatch", () => {
  it("sees two sensors change places within three blocks, has both learn anew, and then believes them", () => {
    const { doubted, replaced, text } = said([...sound(0, 30), ...swapped(30, 30)]);
    expect(text).toMatch(/reads as [xy] did before/);
    expect(replaced.toSorted()).toEqual(["x", "y"]);
    expect(doubted).toBe(10);
  });

  it("sees them change back", () => {
    const all = [...sound(0, 30), ...swapped(30, 30), ...sound(60, 30)];
    expect(said(all).replaced).toHaveLength(4);
  });

  it("says nothing of damage on one axis or both, nor of axes that read alike", () => {
    const growing = pairs(30, 60, (i) => [block(i, "x", "x", 1 + (i - 30) / 10), block(i, "y")]);
    const both = pairs(30, 60, (i) => [block(i, "x", "x", 3), block(i, "y", "y", 3)]);
    const alike = pairs(0, 60, (i) => [block(i, "x", "x"), block(i, "y", "x")]);
    for (const observations of [[...sound(0, 30), ...growing], [...sound(0, 30), ...both], alike])
      expect(said(observations)).toMatchObject({ doubted: 0, replaced: [] });
  });

  it("takes what changes with the operating state for the state's", () => {
    const watch = createExchangeWatch();
    for (const o of sound(0, 30)) watch.check(o, "slow");
    const found = swapped(30, 30).map((o) => watch.check(o, "fast").findings.length);
    expect(found.every((count) => count === 0)).toBe(true);
  });

  it("goes on after a restart as if never cut", () => {
    const first = createExchangeWatch();
    said([...sound(0, 30), ...swapped(30, 3)], first);
    const second = createExchangeWatch();
    second.restore(structuredClone(first.snapshot()));
    const rest = swapped(33, 20);
    expect(said(rest, second)).toEqual(said(rest, first));
  });
});
