import { nanosOfIso } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { createPointChain } from "../point-chain.ts";
import { repeatableNoise, SYNTHETIC_POINT, temperature } from "../synthetic-life.ts";

const POINT = {
  ...SYNTHETIC_POINT,
  point: {
    ...SYNTHETIC_POINT.point,
    channels: SYNTHETIC_POINT.point.channels.map((channel) =>
      channel.id === "temp"
        ? { ...channel, limits: [{ indicator: "temperature", warning: 50 }] }
        : channel,
    ),
  },
};

/** Seconds at which something is said of an anomaly, of a reading in ten seconds. */
function said(degrees: readonly number[]): readonly number[] {
  const chain = createPointChain(POINT);
  const noise = repeatableNoise(1);
  return degrees.flatMap((value, i) =>
    chain
      .process(temperature({ seconds: 10 * i, level: 1 }, value + 0.2 * noise()))
      .verdicts.flatMap((verdict) =>
        verdict.kind === "anomaly" ? [Number(nanosOfIso(verdict.time)) / 1e9] : [],
      ),
  );
}

describe("an anomaly that lasts", () => {
  it("is said again once a minute while it is the same", () => {
    const times = said(new Array(60).fill(60));
    // Once it has come to stay.
    const steps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(steps.slice(-4)).toEqual([60, 60, 60, 60]);
  });

  it("is said at once when it has grown by a tenth", () => {
    const same: number[] = new Array(60).fill(60);
    const grown = same.map((value, i) => value + Math.min(10, Math.max(0, i - 33)));
    const more = said(grown).filter((time) => !said(same).includes(time));
    expect(more.length).toBeGreaterThan(0);
  });
});
