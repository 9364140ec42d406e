import { defectOrders } from "@raceway/bearings/kinematics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineViews } from "../lines/line-view.ts";
import { PRODUCT_MODEL } from "./model.ts";
import { nameFault } from "./name-fault.ts";
import { weighParts } from "./part-evidence.ts";
import { partOrders } from "./part-lines.ts";
import { sharedLines } from "./shared-lines.ts";
import { toldApart } from "./told-apart.ts";

const STEP = 1 / 30;
const geometry = (balls: number, ballDiameter: number) =>
  partOrders(defectOrders({ balls, ballDiameter, pitchDiameter: 100, contactAngleDeg: 0 }));
/** Balls a third of the pitch diameter: BPFI = 2 × BPFO = 4 × BSF. */
const THIRDS = geometry(8, 33.33);
const USUAL = geometry(9, 20);

/** Quiet noise, the same every time, with lines as tall as half the mean. */
function channelWith(orders: readonly number[]) {
  let state = 11;
  const power = Float64Array.from({ length: 30 / STEP }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return -Math.log((state + 1) / 2 ** 32) * 0.02 ** 2;
  });
  for (const order of orders) {
    const k = Math.round(order / STEP);
    for (const at of [k - 1, k, k + 1]) if (at < power.length) power[at] = 0.5 ** 2;
  }
  const views = lineViews({ name: "full", band: [0, 5000], power }, STEP, 1, 0.008);
  return { channel: "vib", shaftHz: 29.2, step: STEP, views };
}

const comb = (base: number) => [1, 2, 3, 4].map((h) => h * base);

const weigh = (lines: readonly number[], orders: typeof USUAL) =>
  weighParts([channelWith(lines)], orders, 0.02, [{ scale: 1, log: 0 }], 50, PRODUCT_MODEL);

describe("parts on the same places", () => {
  it("stay unnamed where only their geometry would choose between them, and the reason says so", () => {
    const naming = nameFault(weigh(comb(THIRDS["outer-race"]), THIRDS));
    expect(naming.fault).toBe("unnamed");
    expect(naming.reason).toContain("another part's would stand on the same places");
  });

  it("are named where the bearing's geometry parts them", () => {
    const weighed = weigh(comb(USUAL["outer-race"]), USUAL);
    expect(nameFault(weighed).fault).toBe("outer-race");
    expect(Math.max(0, ...Object.values(weighed[0]?.shared ?? {}))).toBeLessThan(0.5);
  });

  it("share all with themselves, nothing with what stands elsewhere, and what is missing has no say", () => {
    const { views } = channelWith(comb(2.5));
    const plain = views.map(() => Float64Array.from({ length: 256 }, (_, level) => level - 60));
    const line = (order: number) => ({ order, weight: 1, own: true, label: "" });
    const placed = (...orders: number[]) => ({ lines: orders.map(line), scale: 1 });
    const shared = (of: number[], other: number[]) =>
      sharedLines({ views, plain }, 0, placed(...of), placed(...other));
    expect(shared([2.5, 5], [2.5, 5])).toBe(1);
    expect(shared([2.5, 5], [3.7])).toBe(0);
    expect(shared([2.5, 6.2], [2.5])).toBe(1);
  });

  it("need the more to part them the more they share, and never more than strong evidence", () => {
    const nepers = fc.double({ min: -20, max: 40, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(nepers, nepers, share, (weight, other, shared) => {
        const reading = (of: number, by: Record<string, number> = {}) =>
          ({ weight: of, evidence: { part: "inner-race", shared: by } }) as const;
        const rival = { weight: other, evidence: { part: "outer-race", shared: {} } } as const;
        const chance = toldApart(reading(weight, { "outer-race": shared }), [rival]);
        expect(toldApart(reading(weight), [rival])).toBe(1);
        if (shared < 0.5) expect(chance).toBe(1);
        else expect(chance > 0.5).toBe(weight - other > 3);
      }),
    );
  });
});
