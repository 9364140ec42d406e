import { describe, expect, it } from "vitest";
import {
  type ChangeDetector,
  createCusum,
  createEwma,
  createPageHinkley,
  cusumLimit,
} from "./change-detectors.ts";
import { sigmasFor } from "./false-alarm-rate.ts";

/** Deterministic Gaussian-like noise: sum of twelve uniforms (Irwin–Hall). */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, -6);
}

const DETECTORS: Readonly<Record<string, () => ChangeDetector>> = {
  EWMA: () => createEwma(0.2, 4),
  CUSUM: () => createCusum(0.5, cusumLimit(0.5, 10_000)),
  "Page–Hinkley": () => createPageHinkley(0.5, 12),
};

describe.each(Object.entries(DETECTORS))("%s", (_, create) => {
  it("finds a lasting shift of two standard deviations within thirty observations", () => {
    const detector = create();
    const next = noise(1);
    for (let i = 0; i < 200; i++) detector.update(next());
    let waited = 0;
    while (detector.update(next() + 2) < 1) waited += 1;
    expect(waited).toBeLessThan(30);
  });
  it("goes on after a restore as if never cut", () => {
    const whole = create();
    const cut = create();
    const next = noise(2);
    const values = Array.from({ length: 100 }, next);
    for (const value of values.slice(0, 50)) {
      whole.update(value);
      cut.update(value);
    }
    const resumed = create();
    resumed.restore(structuredClone(cut.snapshot()));
    for (const value of values.slice(50)) expect(resumed.update(value)).toBe(whole.update(value));
  });
  it("forgets on reset", () => {
    const detector = create();
    for (let i = 0; i < 50; i++) detector.update(5);
    detector.reset();
    expect(detector.update(0)).toBeLessThan(0.5);
  });
});

describe("cusumLimit", () => {
  it("gives the textbook limit: k = 0.5 and h = 5 for a one-sided run length of about 930", () => {
    // Montgomery, Introduction to Statistical Quality Control, table 9.3: one-sided ARL0 for k = 1/2, h = 5 is about 930.
    expect(cusumLimit(0.5, 938)).toBeCloseTo(5, 1);
  });
  it("keeps the run length it promises", () => {
    const limit = cusumLimit(0.5, 300);
    const next = noise(3);
    const detector = createCusum(0.5, limit);
    let alarms = 0;
    for (let i = 0; i < 60_000; i++) {
      if (detector.update(next()) < 1) continue;
      alarms += 1;
      detector.reset();
    }
    expect(alarms).toBeGreaterThan(100);
    expect(alarms).toBeLessThan(350);
  });
});

describe("sigmasFor", () => {
  it("is the Gaussian quantile of one exceedance in so many days", () => {
    // One in 86 400 seconds: Φ⁻¹(1 − 1/86400) = 4.2321 (scipy.stats.norm.isf, 1.10.1).
    expect(sigmasFor(1, 1)).toBeCloseTo(4.2321, 2);
  });
  it("asks for more when observations come faster or alarms must be rarer", () => {
    expect(sigmasFor(7, 1)).toBeGreaterThan(sigmasFor(7, 600));
    expect(sigmasFor(365, 60)).toBeGreaterThan(sigmasFor(7, 60));
  });
});
