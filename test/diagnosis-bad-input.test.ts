import type { Verdict } from "@raceway/model/verdict";
import { afterAll, describe, expect, it } from "vitest";
import type { Case } from "./accuracy/recordings.ts";
import { judged } from "./accuracy/rigs/replayed.ts";
import { syntheticCase } from "./accuracy/synthetic.ts";
import { createReplays, type Told } from "./accuracy/through-replay.ts";

const replays = createReplays();
afterAll(replays.close);

/** A clear outer-race fault on a machine of 30 turns a second; in hundredths of a g, so that its rotor is in order. */
const drawn = syntheticCase({
  seed: 4,
  fault: "outer-race",
  disturbances: ["shaft"],
  snrDb: 0,
  seconds: 4,
  sampleRate: 12_000,
  shaftHz: 30,
});
const sick: Case = { ...drawn, samples: drawn.samples.map((value) => 0.01 * value) };

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

  it("of a bearing that nobody declared says so and names nothing", async () => {
    const { bearing, texts } = faultsOf(await saidOf(sick, { bearingUnknown: true }));
    expect(bearing).toEqual(["unnamed"]);
    expect(texts).toEqual(["no bearing declared: lines not sought"]);
  });

  it("of another bearing than the declared one gets no name, and the strong lines are told", async () => {
    for (const designation of ["NU205", "22212"]) {
      const verdicts = await saidOf(sick, { bearing: designation });
      const { bearing, texts } = faultsOf(verdicts);
      expect(bearing, designation).toEqual(["unnamed"]);
      expect(texts.at(-1), designation).toMatch(/Hz fit no declared part/);
    }
  });

  it("whose plant file is wrong about the speed by a tenth gets no wrong name", async () => {
    for (const speedOff of [-0.1, 0.1])
      for (const fault of faultsOf(await saidOf(sick, { speedOff })).bearing)
        expect(["unnamed", "outer-race"], `${speedOff}`).toContain(fault);
  });

  it("in blocks of a tenth of a second is heard all the same", async () => {
    expect(faultsOf(await saidOf(sick, { blockSeconds: 0.1 })).bearing.at(-1)).toBe("outer-race");
  });

  it("of eight bits is named as if it had more", async () => {
    const most = Math.max(...sick.samples.map(Math.abs));
    const coarse = sick.samples.map((value) => (Math.round((127 * value) / most) / 127) * most);
    expect(faultsOf(await saidOf(changed("8 bits", coarse))).bearing.at(-1)).toBe("outer-race");
  });

  it("of a thousand samples a second says so and names nothing", async () => {
    const slow = changed(
      "1 kHz",
      sick.samples.filter((_, n) => n % 12 === 0),
      1000,
    );
    const { bearing, texts } = faultsOf(await saidOf(slow));
    expect(bearing).toEqual(["unnamed"]);
    expect(texts[0]).toMatch(/sampled at 1000 Hz: too slow for the envelope/);
  });

  it("of one second is named on this record alone, with the evidence that a person can check", async () => {
    const verdicts = await saidOf(changed("1 s", sick.samples.slice(0, 12_000)));
    const named = verdicts.findLast((verdict) => verdict.kind === "diagnosis");
    expect(named).toMatchObject({
      fault: "outer-race",
      persistent: false,
      text: expect.stringMatching(/; on this record alone$/),
      speed: { statedRpm: expect.closeTo(1800, -1), source: "nominal" },
    });
    expect(named?.confidence).toBeGreaterThan(0.5);
    expect(named?.lines[0]).toMatchObject({ label: "BPFO", snrDb: expect.any(Number) });
  });
});

describe("a point of three axes of which one is dead", () => {
  const silent = new Float64Array(sick.samples.length);
  const record = (name: string, axes: readonly Float64Array[]) =>
    judged({
      rig: "bad input",
      category: "dead axis",
      name,
      truth: "outer-race",
      plate: { rpm: sick.speedRpm, bearing: { designation: "any", orders: sick.orders } },
      signals: () => ({ sampleRate: sick.sampleRate, axes }),
    });

  it("is named by the others", async () => {
    const said = await record("one of three", [silent, sick.samples, sick.samples]);
    expect(said.fault).toBe("outer-race");
  });

  it("is not named when all are", async () => {
    expect((await record("all", [silent, silent, silent])).fault).toBe("unnamed");
  });
});
