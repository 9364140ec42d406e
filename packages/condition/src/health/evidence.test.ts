import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PRODUCT_MODEL } from "./hypotheses/model.ts";
import { nameFault } from "./hypotheses/name-fault.ts";
import { weighParts } from "./hypotheses/part-evidence.ts";
import { partLines, partOrders } from "./hypotheses/part-lines.ts";
import type { ChannelViews } from "./hypotheses/prepared-channel.ts";
import { turnsNeeded } from "./hypotheses/resolution.ts";
import { evidenceByLevel } from "./lines/chance.ts";
import { createJoinedBlocks } from "./lines/joined-blocks.ts";
import { lineViews } from "./lines/line-view.ts";
import { overFloor, runningMedian } from "./lines/noise-floor.ts";
import { createOrderAverage, type OrderView } from "./lines/order-average.ts";
import { speedCandidates } from "./lines/shaft-speed.ts";
import { ORDERS } from "./test-signal.ts";

const STEP = 1 / 30;
/** Stretches that an average rests on. */
const BLOCKS = 16;
const orders = partOrders(ORDERS);
/** SKF 6203: lines beside the third and fifth shaft harmonics. */
const BESIDE = partOrders({ bpfo: 3.053, bpfi: 4.947, bsf: 1.994, ftf: 0.3816 });
const EXACT = [{ scale: 1, log: 0 }];

function exponential(length: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return -Math.log((state + 1) / 2 ** 32);
  });
}

function sharp(...view: [view: OrderView, step: number, blocks: number]) {
  const [first] = lineViews(...view, 0.008);
  if (first === undefined) throw new Error("no view");
  return first;
}

/** Noise of amplitude 0.05 with lines, each an amplitude at an order. */
function spectrum(lines: readonly (readonly [order: number, amplitude: number])[], step = STEP) {
  const power = exponential(Math.round(30 / step), 7).map((value) => value * 0.05 ** 2);
  for (const [order, amplitude] of lines) {
    const k = Math.round(order / step);
    power[k] = Math.max(power[k] ?? 0, amplitude ** 2);
    for (const side of [k - 1, k + 1]) power[side] = Math.max(power[side] ?? 0, amplitude ** 2 / 4);
  }
  return sharp({ name: "full", band: [0, 5000], power }, step, 1);
}

/** An average of many spectra: noise whose power follows the order, and lines in it. */
function averaged(
  noise: (order: number) => number,
  lines: readonly (readonly [order: number, amplitude: number])[],
) {
  const bins = 30 / STEP;
  const each = Array.from({ length: BLOCKS }, (_, i) => exponential(bins, 7 + 1000 * i));
  const power = Float64Array.from(
    { length: bins },
    (_, k) => (noise(k * STEP) * each.reduce((sum, one) => sum + (one[k] ?? 0), 0)) / BLOCKS,
  );
  for (const [order, amplitude] of lines) {
    const k = Math.round(order / STEP);
    power[k] = (power[k] ?? 0) + amplitude ** 2;
  }
  return sharp({ name: "full", band: [0, 5000], power }, STEP, BLOCKS);
}

const comb = (order: number, amplitude: number, count = 5) =>
  Array.from({ length: count }, (_, h) => [order * (h + 1), amplitude] as const);

function channelOf(...views: ReturnType<typeof spectrum>[]): ChannelViews {
  return { channel: "vib", shaftHz: 29.2, step: views[0]?.step ?? STEP, views };
}

const weigh = (
  lines: readonly (readonly [number, number])[],
  of = orders,
  step = STEP,
  speeds: Parameters<typeof weighParts>[3] = EXACT,
) => weighParts([channelOf(spectrum(lines, step))], of, 0.02, speeds, 50, PRODUCT_MODEL);

describe("noise floor", () => {
  it("equals the median of the neighbourhood, computed the slow way", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 100, noNaN: true }), { minLength: 3, maxLength: 150 }),
        (list) => {
          const medians = runningMedian(Float64Array.from(list));
          for (let k = 0; k < list.length; k++) {
            const near = list
              .slice(Math.max(1, k - 30), k + 31)
              .map((value) => Math.fround(value))
              .sort((a, b) => a - b);
            expect(medians[k]).toBe(near[near.length >> 1]);
          }
        },
      ),
    );
  });
  it("makes exponential noise 1 on average and leaves a line where it is", () => {
    const power = exponential(4000, 1).map((value) => 5 * value);
    power[2000] = 500;
    const ratio = overFloor(power, 1);
    const mean = ratio.reduce((sum, value) => sum + value, 0) / 4000;
    expect(mean).toBeGreaterThan(0.9);
    expect(mean).toBeLessThan(1.15);
    expect(ratio[2000]).toBeGreaterThan(50);
  });
});

describe("chance", () => {
  it("says more for a higher line, against a missing one, and less where others reach as high", () => {
    const quiet = spectrum([[3.6, 0.5]]);
    const busy = spectrum([[3.6, 0.5], ...comb(0.77, 0.6, 30)]);
    const levelOf = (view: typeof quiet, order: number) =>
      view.level[Math.round(order / STEP)] ?? 0;
    const none = new Uint8Array(quiet.level.length);
    const inQuiet = evidenceByLevel(quiet, none, 8, 0.25);
    expect(inQuiet[levelOf(quiet, 3.6)]).toBeGreaterThan(2.5);
    expect(inQuiet[0]).toBeLessThan(-1);
    expect([...inQuiet]).toEqual([...inQuiet].sort((a, b) => a - b));
    expect(evidenceByLevel(busy, none, 8, 0.25)[levelOf(busy, 3.6)]).toBeLessThan(1.5);
  });
});

describe("parts", () => {
  it("are told by their lines, with the slip, the others far behind", () => {
    const [first, second] = weigh(comb(ORDERS.bpfo * 1.01, 0.6));
    expect(first).toMatchObject({ part: "outer-race" });
    expect(first?.slip).toBeCloseTo(0.01, 2);
    expect(first?.evidence).toBeGreaterThan((second?.evidence ?? 0) + 5);
  });
  it("are not masked by their own sidebands", () => {
    const sidebands = [1, 2, 3].flatMap((h) =>
      [-3, -2, -1, 1, 2, 3].map((k) => [h * ORDERS.bpfi + k, 0.55] as const),
    );
    const naming = nameFault(weigh([...comb(ORDERS.bpfi, 0.6), ...sidebands]));
    expect(naming).toMatchObject({ fault: "inner-race" });
    expect(naming.confidence).toBeGreaterThan(0.8);
  });
  it("need size beside significance: the same comb, clear of the noise and small, is no damage", () => {
    const quiet = (amplitude: number) => {
      const view = spectrum(comb(ORDERS.bpfo, amplitude));
      const power = view.power.map((value) => (value < 0.012 ? value / 400 : value));
      return channelOf(sharp({ name: "full", band: [0, 5000], power }, STEP, 1));
    };
    const named = (amplitude: number) =>
      nameFault(weighParts([quiet(amplitude)], orders, 0.02, EXACT, 50, PRODUCT_MODEL));
    expect(named(0.6).fault).toBe("outer-race");
    const small = named(0.115);
    expect(small.fault).toBe("unnamed");
    expect(small.reason).toMatch(/sound bearings have such lines too/);
  });
  it("are not named where a race's lines swell smoothly: blows make more than one line or two, however tall those stand", () => {
    const swelling = (harmonics: number) =>
      nameFault(weigh(comb(ORDERS.bpfo, 0.6).slice(0, harmonics)));
    expect(swelling(5).fault).toBe("outer-race");
    const smooth = swelling(2);
    expect(smooth.fault).toBe("unnamed");
    expect(smooth.reason).toMatch(/few harmonics/);
  });
  it("are not named while a taller comb fits none of them", () => {
    const naming = nameFault(weigh([...comb(ORDERS.bpfo, 0.4), ...comb(2.717, 1.5)]));
    expect(naming.fault).toBe("unnamed");
  });
  it("are not overtopped by noise that is taller at low orders: only a line over its own noise asks for a name", () => {
    const falling = averaged((order) => 0.5 * Math.exp(-order / 2), comb(ORDERS.bpfo, 0.5));
    expect(Math.max(...falling.power.slice(8, 25))).toBeGreaterThan(1.5 * 0.5 ** 2);
    const weighed = weighParts([channelOf(falling)], orders, 0.02, EXACT, 50, PRODUCT_MODEL);
    expect(nameFault(weighed).fault).toBe("outer-race");
  });
  it("beside whole orders lead by no more than they stand over the rest, though nothing of that is clear of the noise", () => {
    const faint = averaged(() => 0.0025, comb(BESIDE["outer-race"], 0.06));
    const weighed = weighParts([channelOf(faint)], BESIDE, 0.02, EXACT, 50, PRODUCT_MODEL);
    expect(weighed.find(({ part }) => part === "outer-race")?.lead).toBeLessThan(1.5);
  });
  it("beside whole orders are told by the harmonics that have moved away from them", () => {
    const step = 1 / turnsNeeded(BESIDE);
    const race = nameFault(weigh(comb(BESIDE["outer-race"], 0.7, 8), BESIDE, step));
    expect(race.fault).toBe("outer-race");
    const shaft = comb(1, 0.8, 25).flatMap(([order, amplitude]) => [
      [order, amplitude] as const,
      [order + 0.06, 0.7 * amplitude] as const,
    ]);
    expect(nameFault(weigh(shaft, BESIDE, step)).fault).toBe("unnamed");
  });
  it("say apart what pre-whitened bands show of them, where there are any", () => {
    const lines = comb(ORDERS.ftf, 0.6, 4);
    const views = [spectrum(lines), { ...spectrum([]), name: "white:full" }];
    const cageOf = (channel: ChannelViews) =>
      weighParts([channel], orders, 0.02, EXACT, 50, PRODUCT_MODEL).find(
        ({ part }) => part === "cage",
      );
    expect(cageOf(channelOf(...views.slice(0, 1)))).not.toHaveProperty("whitened");
    const cage = cageOf(channelOf(...views));
    expect(cage?.evidence).toBeGreaterThan(2);
    expect(cage?.whitened).toBeLessThan(0);
  });
  it("show a ball through the cage, and by its own lines where it has them", () => {
    const cage = comb(ORDERS.ftf, 0.6, 4);
    const own = comb(2 * ORDERS.bsf, 0.4, 4);
    expect(nameFault(weigh([...cage, ...own])).fault).toBe("rolling-element");
  });
  it("have each line once, whatever the slip", () => {
    for (const part of ["outer-race", "inner-race", "rolling-element", "cage"] as const)
      for (const slip of [-0.02, 0, 0.013]) {
        const labels = partLines(part, orders, slip, 0.25).map(({ label }) => label);
        expect(new Set(labels).size).toBe(labels.length);
      }
  });
});

describe("resolution", () => {
  it("follows from how near a bearing's lines are to whole orders", () => {
    expect(turnsNeeded(orders)).toBeLessThan(40);
    expect(turnsNeeded(BESIDE)).toBeGreaterThan(45);
  });
});

describe("shaft speed", () => {
  const shaft = (scale: number) => spectrum(comb(scale, 0.8, 10), 0.01);
  it("is read from the shaft's harmonics, all axes together", () => {
    const [best] = speedCandidates([shaft(1.012), spectrum([], 0.01)], [], 0.02, 0.25);
    expect(best?.scale).toBeCloseTo(1.012, 2);
  });
  it("is not taken from a race's lines beside whole orders", () => {
    const race = spectrum(comb(3.053, 0.8, 8), 0.01);
    const [best] = speedCandidates([shaft(1)], [race], 0.02, 0.25);
    expect(best?.scale).toBeCloseTo(1, 2);
  });
  it("is carried in several hypotheses when nothing shows it, the stated one among the likely", () => {
    const candidates = speedCandidates([spectrum([], 0.01)], [], 0.05, 0.25);
    const total = candidates.reduce((sum, { log }) => sum + Math.exp(log), 0);
    expect(candidates.length).toBeGreaterThan(1);
    expect(total).toBeGreaterThan(0.9);
    expect(speedCandidates([spectrum([])], [], 0.0005, 0.25)).toEqual([{ scale: 1, log: 0 }]);
  });
});

describe("joined blocks", () => {
  const RATE = 256;
  /** A block of a modulation of 4.1 turns' order at 10 turns a second, one second long. */
  const blockAt = (start: number, shaftHz = 10) => ({
    modulation: {
      rate: RATE,
      views: [
        {
          name: "full",
          band: [0, 5000] as const,
          values: Float32Array.from(
            { length: RATE },
            (_, n) => 1 + Math.cos(2 * Math.PI * 4.1 * shaftHz * (start + n / RATE)),
          ),
        },
      ],
    },
    shaftHz,
    time: BigInt(Math.round(start * 1e9)),
    duration: 1,
  });
  const peakOf = (spectra: ReturnType<ReturnType<typeof createJoinedBlocks>["add"]>[number]) => {
    const values = spectra.views[0]?.values ?? new Float32Array(1);
    const k = values.indexOf(Math.max(...values));
    return { order: k * spectra.step, amplitude: Math.sqrt(values[k] ?? 0) };
  };
  it("that follow each other resolve what none of them does, in phase and in full height", () => {
    const joined = createJoinedBlocks(38, 10);
    const done = [0, 1, 2, 3].flatMap((start) => joined.add(blockAt(start)));
    const [spectra] = done;
    expect(done).toHaveLength(1);
    expect(spectra?.step).toBeCloseTo(1 / 40, 6);
    if (spectra === undefined) throw new Error("no spectra");
    expect(peakOf(spectra).order).toBeCloseTo(4.1, 6);
    expect(peakOf(spectra).amplitude).toBeCloseTo(1, 3);
  });
  it("are not joined over a gap, and what a gap leaves too short is dropped", () => {
    const joined = createJoinedBlocks(38, 15);
    expect([0, 5, 10].flatMap((start) => joined.add(blockAt(start)))).toEqual([]);
    expect(joined.pendingTurns).toBeCloseTo(10, 6);
  });
  it("of different speed meet on one axis of turns", () => {
    const joined = createJoinedBlocks(19, 10);
    joined.add(blockAt(0));
    const faster = joined.add({ ...blockAt(0, 10.2), time: 1_000_000_000n });
    const [spectra] = faster;
    if (spectra === undefined) throw new Error("no spectra");
    expect(Math.abs(peakOf(spectra).order - 4.1)).toBeLessThan(spectra.step);
  });
});

describe("order average", () => {
  const spectra = (order: number, step: number) => {
    const values = new Float32Array(400).fill(1);
    values[Math.round(order / step)] = 100;
    return { step, views: [{ name: "full", band: [0, 5000] as const, values }] };
  };
  it("lays stretches of about one length over each other, order on order", () => {
    const average = createOrderAverage();
    for (const step of [0.033, 0.0357, 0.031, 0.032]) average.add(spectra(3.5, step));
    const power = average.views[0]?.power ?? new Float64Array();
    expect(power.indexOf(Math.max(...power)) * average.step).toBeCloseTo(3.5, 1);
    expect(average.blocks).toBe(4);
  });
  it("starts anew when stretches of another length come", () => {
    const average = createOrderAverage();
    average.add(spectra(3.5, 0.033));
    average.add(spectra(3.5, 0.066));
    expect(average.blocks).toBe(1);
  });
});
