import { describe, expect, it } from "vitest";
import { createLimitsInForce } from "./limits-in-force.ts";
import { createPointChain } from "./point-chain.ts";
import { repeatableNoise, SYNTHETIC_POINT, temperature } from "./synthetic-life.ts";

const FILE = {
  ...SYNTHETIC_POINT,
  point: {
    ...SYNTHETIC_POINT.point,
    channels: SYNTHETIC_POINT.point.channels.map((channel) =>
      channel.id === "temp"
        ? { ...channel, limits: [{ indicator: "temperature", warning: 90, alarm: 100 }] }
        : channel,
    ),
  },
};
const AT = "2026-11-22T06:00:00.000Z";
const edit = (limit: { warning?: number; alarm?: number } | null) => ({
  channel: "temp",
  indicator: "temperature",
  limit,
  who: "Jo",
  why: "new grease",
});
const limitsOf = (id: string, { context } = createLimitsInForce(FILE)) =>
  context.point.channels.find((channel) => channel.id === id)?.limits;

describe("the limits in force", () => {
  it("are the plant file's until somebody sets one", () => {
    expect(limitsOf("temp")).toEqual([{ indicator: "temperature", warning: 90, alarm: 100 }]);
  });

  it("are the edited one in its whole, and the plant file's again when it is taken back", () => {
    const limits = createLimitsInForce(FILE);
    limits.edit(edit({ alarm: 70 }), AT);
    expect(limitsOf("temp", limits)).toMatchObject([
      { indicator: "temperature", alarm: 70, edited: { who: "Jo", at: AT, why: "new grease" } },
    ]);
    expect(limitsOf("temp", limits)?.[0]).not.toHaveProperty("warning");
    expect(limitsOf("x", limits)).toEqual([]);
    limits.edit(edit(null), AT);
    expect(limitsOf("temp", limits)).toEqual(limitsOf("temp"));
  });
});

describe("a point's chain", () => {
  const noise = repeatableNoise(1);
  const warm = (k: number) => temperature({ seconds: 10 * k, level: 1 }, 60 + 0.2 * noise());
  const indicatorsNamed = (chain: ReturnType<typeof createPointChain>, k: number) =>
    chain
      .process(warm(k))
      .verdicts.flatMap((verdict) => (verdict.kind === "anomaly" ? verdict.evidence : []))
      .filter(({ model }) => model === "limit");

  it("judges by an edited limit from the next observation on, also after it learnt anew and was restored", () => {
    const chain = createPointChain(FILE);
    expect(indicatorsNamed(chain, 0)).toEqual([]);
    chain.editLimit(edit({ warning: 50 }), AT);
    expect(indicatorsNamed(chain, 1)).toMatchObject([
      { limit: 50, text: expect.stringContaining("set by Jo on 2026-11-22") },
    ]);
    chain.relearn();
    const restored = createPointChain(FILE);
    restored.restore(chain.snapshot());
    expect(indicatorsNamed(restored, 2)).toMatchObject([{ limit: 50 }]);
  });

  it("keeps an edited limit when its other state is of another version", () => {
    const chain = createPointChain(FILE);
    chain.editLimit(edit({ warning: 50 }), AT);
    const old = { ...(chain.snapshot() as object), version: 0 };
    const upgraded = createPointChain(FILE);
    expect(() => upgraded.restore(old)).toThrow("version 0");
    expect(indicatorsNamed(upgraded, 0)).toMatchObject([{ limit: 50 }]);
  });
});
