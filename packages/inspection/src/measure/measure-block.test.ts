import { defectOrders } from "@raceway/bearings/kinematics";
import { fftjs } from "@raceway/dsp/transform/fftjs";
import { describe, expect, it } from "vitest";
import type { Block } from "./block.ts";
import { measureBlock } from "./measure-block.ts";

const RATE = 25_600;
const SAMPLES = 16_384;
const ORDERS = defectOrders({
  balls: 9,
  ballDiameter: 7.94,
  pitchDiameter: 39.04,
  contactAngleDeg: 0,
});
const BEARING = { orders: ORDERS, tolerance: 0.01 };

/** A block of sines, each a frequency in Hz with its velocity in µm/s rms, over a faint even hiss. */
function sines(
  parts: readonly (readonly [hz: number, rms: number])[],
  change: Partial<Block> = {},
): Block {
  const quantity = change.quantity ?? "velocity";
  let state = 1;
  const hiss = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (1e-3 * state) / 2 ** 31;
  };
  const scale = (hz: number) => (quantity === "velocity" ? 1e-3 : 2e-6 * Math.PI * hz) * Math.SQRT2;
  const samples = Float64Array.from({ length: SAMPLES }, (_, n) =>
    parts.reduce(
      (sum, [hz, rms]) => sum + rms * scale(hz) * Math.sin((2 * Math.PI * hz * n) / RATE),
      hiss(),
    ),
  );
  return { samples, quantity, sampleRate: RATE, rpm: 1800, bearing: BEARING, ...change };
}

function featuresOf(block: Block) {
  const measure = measureBlock(block, { engine: fftjs });
  if (!measure.ok) throw new Error(measure.reason);
  return measure;
}

describe("a finished bearing's block", () => {
  it.each(["velocity", "acceleration"] as const)(
    "of %s gives each sine's velocity in its own band, and its peak",
    (quantity) => {
      const { features } = featuresOf(
        sines(
          [
            [150, 40],
            [1000, 25],
            [5000, 12],
          ],
          { quantity },
        ),
      );
      expect(features["low"]).toBeCloseTo(40, 0);
      expect(features["medium"]).toBeCloseTo(25, 0);
      expect(features["high"]).toBeCloseTo(12, 0);
      expect(Math.abs((features["medium_peak"] ?? 0) / (25 * Math.SQRT2) - 1)).toBeLessThan(0.03);
      // ω·v of the three sines, m/s².
      const a = Math.hypot(
        ...[
          [150, 40],
          [1000, 25],
          [5000, 12],
        ].map(([f = 0, v = 0]) => 2e-6 * Math.PI * f * v),
      );
      expect(Math.abs((features["acceleration"] ?? 0) / a - 1)).toBeLessThan(0.02);
    },
  );

  it("shows a line of form under its own name, within its velocity", () => {
    const shaft = 30;
    const { features } = featuresOf(
      sines([
        [2 * ORDERS.bpfo * shaft, 20],
        [(3 * ORDERS.bpfi + 1) * shaft, 15],
        [(2 * ORDERS.bsf - ORDERS.ftf) * shaft, 10],
        [5 * shaft, 8],
      ]),
    );
    const near = (name: string, rms: number) =>
      expect(Math.abs((features[name] ?? 0) / rms - 1)).toBeLessThan(0.16);
    near("outer_wave_2", 20);
    near("inner_wave_3", 15);
    near("ball_wave_1", 10);
    near("lobes_5", 8);
    expect(features["outer_wave_1"]).toBeLessThan(1);
  });

  it("tells a dent's rate from others', and that it strikes and is over", () => {
    const block = sines([]);
    const every = RATE / (ORDERS.bpfi * 30);
    for (let at = 5; at < SAMPLES - 200; at += every)
      for (let n = 0; n < 200; n++) {
        const k = Math.floor(at) + n;
        block.samples[k] =
          (block.samples[k] ?? 0) +
          0.2 * Math.exp(-n / 25) * Math.sin((2 * Math.PI * 3300 * n) / RATE);
      }
    const { features, repeats } = featuresOf(block);
    expect(features["inner_impacts"]).toBeGreaterThan(2 * (features["outer_impacts"] ?? 0));
    expect(repeats.inner.regularity).toBeGreaterThan(10);
    expect(repeats.inner.sharpness).toBeGreaterThan(0.5);
  });

  it.each<[string, Block, string]>([
    ["all of one value", { ...sines([]), samples: new Float64Array(SAMPLES) }, "unusable-signal"],
    [
      "cut off",
      {
        ...sines([]),
        samples: sines([[150, 40]]).samples.map((v) => Math.max(-0.02, Math.min(0.02, v))),
      },
      "unusable-signal",
    ],
    ["of three turns", { ...sines([]), samples: sines([]).samples.subarray(0, 2560) }, "too-short"],
    ["sampled too slowly for the high band", { ...sines([]), sampleRate: 12_800 }, "too-short"],
  ])("that is %s is not measured, and it is said why", (_, block, code) => {
    expect(measureBlock(block, { engine: fftjs })).toMatchObject({ ok: false, code });
  });
});
