import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPopulation, remembered } from "./population.ts";
import { ratesOf } from "./sorting-rates.ts";
import { columnNames, columnsOf, createTypeModel } from "./type-model.ts";

const COLUMNS = columnsOf([{ rpm: 1800 }], ["a"]);

/** Normal by the sum of twelve, from a fixed stream. */
function stream() {
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
}

function learnt(parts = 480) {
  const normal = stream();
  const population = createPopulation(columnNames(COLUMNS));
  const row = () => COLUMNS.map(() => remembered(Math.exp(0.15 * normal())));
  for (let n = 0; n < parts; n++) population.add({ serial: `s${n}`, row: row() });
  return { population, row };
}

describe("what is usual of a type", () => {
  it("is not known from fewer than 32 parts", () => {
    expect(createTypeModel(COLUMNS, learnt(16).population, 1000)).toBeUndefined();
    expect(createTypeModel(COLUMNS, learnt(32).population, 1000)?.parts).toBe(32);
  });

  it("turns away no more good parts than was asked for, which were not learnt from", () => {
    const { population, row } = learnt();
    const model = createTypeModel(COLUMNS, population, 1000);
    const beyond = Array.from({ length: 3000 }, row).filter(
      (own) =>
        model?.columns.some(({ limit }, k) => (own[k] ?? 0) / 1000 > limit) ||
        (model?.distance(own) ?? 0) > 1,
    );
    expect(beyond.length).toBeLessThanOrEqual(9);
  });

  it("is hardly moved by one bad part in sixty", () => {
    const { population, row } = learnt();
    const clean = createTypeModel(COLUMNS, population, 1000);
    const dirty = createPopulation(columnNames(COLUMNS));
    population.parts().forEach((part, n) => {
      dirty.add(n % 60 === 0 ? { serial: "bad", row: row().map((value) => value + 3000) } : part);
    });
    const model = createTypeModel(COLUMNS, dirty, 1000);
    model?.columns.forEach(({ limit }, k) => {
      expect(limit - (clean?.columns[k]?.limit ?? 0)).toBeLessThan(0.6);
    });
  });

  it("sees by all features together what none shows alone", () => {
    const { population } = learnt();
    const model = createTypeModel(COLUMNS, population, 1000);
    const row = COLUMNS.map(() => remembered(Math.exp(0.15 * 2.6)));
    expect(model?.columns.every(({ limit }, k) => (row[k] ?? 0) / 1000 <= limit)).toBe(true);
    expect(model?.distance(row)).toBeGreaterThan(1);
  });

  it("is widened a little by one part that people found good, and wholly by a second", () => {
    const { population, row } = learnt();
    const limitOf = () => createTypeModel(COLUMNS, population, 1000)?.columns[0]?.limit ?? 0;
    const before = limitOf();
    const loud = (serial: string) => ({ serial, row: row().with(0, 5000) });
    population.teach(loud("one"), true);
    expect(limitOf()).toBeGreaterThan(before);
    expect(limitOf()).toBeLessThan(2);
    population.teach(loud("two"), true);
    expect(limitOf()).toBe(5);
  });

  it("knows parts like one that was found bad, and no others", () => {
    const { population, row } = learnt();
    const odd = (own: readonly number[]) => own.map((v, k) => (k === 2 || k === 9 ? v + 600 : v));
    population.teach({ serial: "bad", row: odd(row()) }, false);
    const model = createTypeModel(COLUMNS, population, 1000);
    expect(model?.likeBad(odd(row()))?.serial).toBe("bad");
    const others = Array.from({ length: 500 }, row).filter((own) => model?.likeBad(own));
    expect(others.length).toBeLessThanOrEqual(1);
  });

  it("is the same after its memory was stored, wherever it was cut", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 119 }), (cut) => {
        const normal = stream();
        const rows = Array.from({ length: 120 }, () =>
          COLUMNS.map(() => remembered(Math.exp(0.15 * normal()))),
        );
        const whole = createPopulation(columnNames(COLUMNS));
        rows.forEach((row, n) => void whole.add({ serial: `s${n}`, row }));
        const first = createPopulation(columnNames(COLUMNS));
        rows.slice(0, cut).forEach((row, n) => void first.add({ serial: `s${n}`, row }));
        const second = createPopulation(columnNames(COLUMNS));
        second.restore(first.foldedState(), first.pendingState());
        rows.slice(cut).forEach((row, n) => void second.add({ serial: `s${cut + n}`, row }));
        expect(second.foldedState()).toEqual(whole.foldedState());
      }),
      { numRuns: 20 },
    );
  });
});

describe("rates of sorting", () => {
  it("weigh what was checked by how much there is of it", () => {
    const checks = [
      ...Array.from({ length: 90 }, () => ({ accepted: true, good: true })),
      ...Array.from({ length: 10 }, () => ({ accepted: true, good: false })),
      ...Array.from({ length: 30 }, () => ({ accepted: false, good: true })),
      ...Array.from({ length: 70 }, () => ({ accepted: false, good: false })),
    ];
    const rates = ratesOf(checks, { accepted: 900, turnedAway: 100 });
    // 30 of 100 turned away were good, and 810 of 900 delivered; 90 of 900 delivered were bad, and 70 of 100 turned away.
    expect(rates?.falseRejects.rate).toBeCloseTo(30 / 840, 6);
    expect(rates?.escapes?.rate).toBeCloseTo(90 / 160, 6);
    expect(rates?.escapes?.low).toBeLessThan(90 / 160);
    expect(rates?.escapes?.high).toBeGreaterThan(90 / 160);
  });

  it("are not known before parts of both kinds have been checked", () => {
    const counts = { accepted: 9, turnedAway: 1 };
    expect(ratesOf([{ accepted: false, good: true }], counts)).toBeUndefined();
  });
});
