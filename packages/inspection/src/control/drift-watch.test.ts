import { describe, expect, it } from "vitest";
import { createDriftWatch, DRIFT_LEARNT_FROM, type WatchedPart } from "./drift-watch.ts";

/** How parts differ: standard deviation of the logarithm of a band's velocity. */
const SIGMA = 0.19;

interface Change {
  readonly shift?: number;
  readonly made?: Readonly<Record<string, string>>;
}

/** Normal by the sum of twelve, a stream of its own for each seed. */
function normalStream(seed: string) {
  let state = [...seed].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
}

/** Parts of one type whose bands differ by chance. */
function line(seed: string) {
  const normal = normalStream(seed);
  let number = 0;
  return ({ shift = 0, made }: Change = {}): WatchedPart => {
    number += 1;
    const band = (own = 0) => 12 * Math.exp(SIGMA * (normal() + own));
    const [low, medium, high] = [band(), band(), band(shift)];
    const rest = { lowPeak: 0, mediumPeak: 0, highPeak: 0, acceleration: 0 };
    const anderon = { low, medium, high };
    return {
      type: "6205-zz",
      time: new Date(1_790_000_000_000 + number * 3000).toISOString(),
      serial: `p${number}`,
      delivered: true,
      ...(made && { made }),
      measurements: [{ side: "a", rpm: 1800, low, medium, high, ...rest, anderon }],
    };
  };
}

function learnt(seed: string) {
  const watch = createDriftWatch();
  const next = line(seed);
  for (let k = 0; k < DRIFT_LEARNT_FROM + 100; k++) watch.take(next());
  return { watch, next };
}

describe("a drift of one standard deviation", () => {
  it("is found within 50 parts, 97 times in a hundred", () => {
    const found = Array.from({ length: 200 }, (_, run) => {
      const { watch, next } = learnt(`shift-${run}`);
      return Array.from({ length: 50 }).some(() => {
        watch.take(next({ shift: 1 }));
        return watch.drifts().some(({ band, direction }) => band === "high" && direction === "up");
      });
    });
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(194);
  });

  it("says by how much, and from which part on, give or take some", () => {
    const { watch, next } = learnt("size");
    for (let k = 0; k < 60; k++) watch.take(next({ shift: 2 }));
    const [drift] = watch.drifts();
    expect(drift).toMatchObject({ type: "6205-zz", rpm: 1800, side: "a", band: "high" });
    expect(drift?.factor).toBeGreaterThan(Math.exp(SIGMA * 1.4));
    expect(drift?.factor).toBeLessThan(Math.exp(SIGMA * 2.6));
    const begun = Number(drift?.since.serial?.slice(1));
    expect(Math.abs(begun - (DRIFT_LEARNT_FROM + 101))).toBeLessThanOrEqual(12);
  });

  it("is traced to the machine that made the rings of the parts that differ", () => {
    const { watch, next } = learnt("origin");
    for (let k = 0; k < 90; k++) {
      const grinder = `line-1/grinder-${1 + (k % 3)}`;
      const made = { "inner-ring": grinder, "outer-ring": `line-1/outer-${1 + (k % 2)}` };
      watch.take(next({ shift: grinder.endsWith("3") ? 3 : 0, made }));
    }
    expect(watch.drifts()[0]?.origin).toMatchObject({
      piece: "inner-ring",
      machine: "line-1/grinder-3",
    });
  });

  it("of all machines' parts alike is traced to none", () => {
    const { watch, next } = learnt("no-origin");
    for (let k = 0; k < 90; k++)
      watch.take(next({ shift: 2, made: { "inner-ring": `grinder-${k % 3}` } }));
    expect(watch.drifts()[0]).toBeDefined();
    expect(watch.drifts()[0]?.origin).toBeUndefined();
  });

  it("ends when the parts are again what they were", () => {
    const { watch, next } = learnt("back");
    for (let k = 0; k < 40; k++) watch.take(next({ shift: 2 }));
    expect(watch.drifts()).toHaveLength(1);
    for (let k = 0; k < 60; k++) watch.take(next());
    expect(watch.drifts()).toEqual([]);
  });
});

describe("parts in control", () => {
  it("are called a drift in fewer than five of 1000", () => {
    const { watch, next } = learnt("quiet");
    const beyond = Array.from({ length: 20_000 }).filter(() => {
      watch.take(next());
      return watch.drifts().length > 0;
    });
    expect(beyond.length / 20_000).toBeLessThan(0.005);
  });

  it("are no drift for one defect among them, however loud", () => {
    const { watch, next } = learnt("defect");
    watch.take(next({ shift: 40 }));
    expect(watch.drifts()).toEqual([]);
  });

  it("are learnt from delivered parts alone", () => {
    const watch = createDriftWatch();
    const next = line("rejected");
    for (let k = 0; k < DRIFT_LEARNT_FROM; k++) {
      watch.take(next());
      watch.take({ ...next({ shift: 20 }), delivered: false });
    }
    for (let k = 0; k < 50; k++) watch.take(next());
    expect(watch.drifts()).toEqual([]);
  });
});

it("a watch that was stored goes on as if it had not been, wherever it was cut", () => {
  for (const cut of [10, DRIFT_LEARNT_FROM, DRIFT_LEARNT_FROM + 130]) {
    const whole = createDriftWatch();
    const first = createDriftWatch();
    let rest = first;
    const next = line("cut");
    for (let k = 0; k < DRIFT_LEARNT_FROM + 200; k++) {
      if (k === cut) {
        rest = createDriftWatch();
        rest.restore(JSON.parse(JSON.stringify(first.snapshot())));
      }
      const part = next({
        shift: k > DRIFT_LEARNT_FROM + 100 ? 1.5 : 0,
        made: { ring: `g${k % 3}` },
      });
      whole.take(part);
      rest.take(part);
    }
    expect(rest.snapshot()).toEqual(whole.snapshot());
    expect(whole.drifts()).toHaveLength(1);
  }
});

describe("what is in control", () => {
  it("is told with every part once it is learnt, and is what a drift is found by", () => {
    const watch = createDriftWatch();
    const next = line("control");
    const control = () => watch.take(next()).at(0)?.control?.high;
    for (let k = 1; k < DRIFT_LEARNT_FROM; k++) expect(control()).toBeUndefined();
    watch.take(next());
    const told = control();
    // Three standard deviations are a factor of exp(0.57) about a centre of 12 µm/s.
    expect(told?.centre).toBeGreaterThan(11.5);
    expect(told?.centre).toBeLessThan(12.5);
    expect(Math.log((told?.upper ?? 0) / (told?.centre ?? 1))).toBeCloseTo(3 * SIGMA, 1);
    let latest = told;
    while (watch.drifts().length === 0) latest = watch.take(next({ shift: 2 }))[0]?.control?.high;
    expect(latest?.ewma).toBeGreaterThan(latest?.ewmaUpper ?? Number.NaN);
    expect(latest?.centre).toBe(told?.centre);
  });

  it("is learnt anew of the band alone that is named: the others go on", () => {
    const { watch, next } = learnt("relearn");
    for (let k = 0; k < 60; k++) watch.take(next({ shift: 2 }));
    expect(watch.drifts().map(({ band }) => band)).toEqual(["high"]);
    expect(watch.relearn({ type: "6306" })).toBe(0);
    expect(watch.relearn({ type: "6205-zz", side: "a", rpm: 1800, band: "high" })).toBe(1);
    expect(watch.drifts()).toEqual([]);
    const [first] = watch.take(next({ shift: 2 }));
    expect(Object.keys(first?.control ?? {})).toEqual(["low", "medium"]);
    for (let k = 0; k < DRIFT_LEARNT_FROM + 60; k++) watch.take(next({ shift: 2 }));
    // Where it is now is where it belongs.
    expect(watch.drifts()).toEqual([]);
  });
});
