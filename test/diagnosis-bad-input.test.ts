import type { Verdict } from "@raceway/model/verdict";
import { afterAll, describe, expect, it } from "vitest";
import type { Case } from "./accuracy/recordings.ts";
import { syntheticCase } from "./accuracy/synthetic.ts";
import { createReplays, type Told } from "./accuracy/through-replay.ts";

const replays = createReplays();
afterAll(replays.close);

/** A clear outer-race fault on a machine of 30 turns a second. */
const sick = syntheticCase({
  seed: 4,
  fault: "outer-race",
  disturbances: ["shaft"],
  snrDb: 0,
  seconds: 4,
  sampleRate: 12_000,
  shaftHz: 30,
});

function changed(name: string, samples: Float64Array, sampleRate = sick.sampleRate): Case {
  return { ...sick, name, samples, sampleRate };
}

async function saidOf(one: Case, told?: Told): Promise<readonly Verdict[]> {
  const verdicts = await replays.verdictsOn(one, told);
  // JSON has no NaN and no infinity: it would print null.
  expect(JSON.stringify(verdicts)).not.toContain("null");
  return verdicts;
}

function faultsOf(verdicts: readonly Verdict[]) {
  const named = (kind: Verdict["kind"]) =>
    verdicts.flatMap((verdict) =>
      verdict.kind === kind && "fault" in verdict ? [verdict.fault] : [],
    );
  const texts = verdicts.flatMap((v) => (v.kind === "diagnosis" ? [v.text] : []));
  return {
    bearing: [...new Set(named("diagnosis"))],
    sensor: [...new Set(named("sensor"))],
    texts,
  };
}

describe("a replayed record that is no good", () => {
  it("is named when nothing is wrong with it", async () => {
    expect(faultsOf(await saidOf(sick)).bearing.at(-1)).toBe("outer-race");
  });

  it("of too few turns for its bearing says so and names nothing", async () => {
    for (const turns of [3, 4.5, 5.9]) {
      const short = changed(`${turns} turns`, sick.samples.slice(0, (turns / 30) * 12_000));
      const { bearing, texts } = faultsOf(await saidOf(short));
      expect(bearing).toEqual(["unnamed"]);
      expect(texts[0]).toMatch(/shaft turns.*lines not sought/);
    }
  });

  it("of a machine whose speed nobody knows says so and names nothing", async () => {
    const { bearing, texts } = faultsOf(await saidOf(sick, { speedUnknown: true }));
    expect(bearing).toEqual(["unnamed"]);
    expect(texts).toEqual(["speed unknown: lines not sought"]);
  });

  it("whose speed varies by far more than the tolerance within a block gets no wrong name", async () => {
    const swept = sick.samples.map((_, n) => {
      const at = Math.min(
        sick.samples.length - 1,
        n + 600 * (1 - Math.cos((2 * Math.PI * n) / 12_000)),
      );
      const below = Math.floor(at);
      const rest = at - below;
      return (sick.samples[below] ?? 0) * (1 - rest) + (sick.samples[below + 1] ?? 0) * rest;
    });
    for (const fault of faultsOf(await saidOf(changed("swept", swept))).bearing)
      expect(["unnamed", "outer-race"]).toContain(fault);
  });

  it("that is clipped tells of the sensor, and gets no wrong name", async () => {
    const rms = Math.sqrt(
      sick.samples.reduce((sum, value) => sum + value * value, 0) / sick.samples.length,
    );
    const clipped = sick.samples.map((value) => Math.max(-rms, Math.min(rms, value)));
    const { bearing, sensor } = faultsOf(await saidOf(changed("clipped", clipped)));
    expect(sensor).toContain("clipping");
    for (const fault of bearing) expect(["unnamed", "outer-race"]).toContain(fault);
  });

  it("with silence in every block tells of the sensor and names nothing", async () => {
    const halves = sick.samples.map((value, n) => (n % 12_000 < 6000 ? value : 0));
    expect(faultsOf(await saidOf(changed("halves", halves)))).toMatchObject({
      bearing: [],
      sensor: ["drop-out"],
    });
  });

  it("that is constant tells of the sensor and names nothing", async () => {
    const flat = changed("flat", new Float64Array(24_000).fill(0.3));
    expect(faultsOf(await saidOf(flat))).toMatchObject({ bearing: [], sensor: ["flat-line"] });
  });

  it("sampled too slowly for the lines says so and names nothing", async () => {
    const slow = changed(
      "slow",
      sick.samples.filter((_, n) => n % 24 === 0),
      500,
    );
    const { bearing, texts } = faultsOf(await saidOf(slow));
    expect(bearing).toEqual(["unnamed"]);
    expect(texts[0]).toMatch(/too slow for the envelope/);
  });
});
