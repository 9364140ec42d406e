import { describe, expect, it } from "vitest";
import { nameFault } from "./name-fault.ts";
import { createOwnSizes } from "./own-sizes.ts";
import type { PartEvidence } from "./part-evidence.ts";
import { SIGNATURES, type Signature } from "./part-lines.ts";

/** A weighing in which these lines stand clear of chance, so large, and all others not. */
function weighingOf(
  said: Partial<Record<Signature, Partial<PartEvidence>>>,
): readonly PartEvidence[] {
  const view = {
    name: "full",
    step: 0.03,
    power: new Float64Array(0),
    ratio: new Float64Array(0),
    level: new Uint8Array(0),
    nearby: new Uint8Array(0),
  };
  const channel = { channel: "vib", shaftHz: 30, step: 0.03, views: [view] };
  return SIGNATURES.map((part) => ({
    part,
    evidence: -3,
    size: 0.05,
    higher: 0.02,
    lead: 1,
    shared: {},
    slip: 0,
    scale: 1,
    channel,
    view,
    ...said[part],
  }));
}

/** The outer race's lines, so large. */
const weighing = (size: number) =>
  weighingOf({ "outer-race": { evidence: 12, size, higher: size / 2 } });

function learntFrom(weighed: readonly PartEvidence[]) {
  const own = createOwnSizes();
  for (let i = 0; i < 20; i++) own.learn(weighed);
  return own;
}

const learnt = (size: number) => learntFrom(weighing(size));

describe("a point's own past", () => {
  it("says nothing until it is learnt: absolute size decides", () => {
    expect(createOwnSizes().halfway("outer-race")).toBeUndefined();
    expect(nameFault(weighing(0.7), createOwnSizes().halfway).fault).toBe("outer-race");
    expect(nameFault(weighing(0.3), createOwnSizes().halfway).fault).toBe("unnamed");
  });
  it("makes lines that always stood as tall no damage, until they grow", () => {
    const own = learnt(0.42);
    expect(nameFault(weighing(0.7), own.halfway).fault).toBe("unnamed");
    expect(nameFault(weighing(1.3), own.halfway).fault).toBe("outer-race");
  });
  it("makes what has grown from little damage earlier than absolute size does", () => {
    expect(nameFault(weighing(0.37), learnt(0.08).halfway).fault).toBe("outer-race");
    expect(nameFault(weighing(0.12), learnt(0.02).halfway).fault).toBe("unnamed");
  });
  it("does not take a cage that always modulated for a ball that has grown", () => {
    const beside = (size: number) =>
      weighingOf({
        "rolling-element": { evidence: 3, size: 0.15 },
        cage: { evidence: 9, size },
      });
    const { halfway } = learntFrom(beside(0.5));
    expect(nameFault(beside(0.6), halfway).fault).toBe("unnamed");
    expect(nameFault(beside(1.6), halfway).fault).toBe("rolling-element");
  });
  it("goes on from a snapshot", () => {
    const cut = createOwnSizes();
    cut.restore(structuredClone(learnt(0.3).snapshot()));
    expect(cut.halfway("outer-race")).toBeCloseTo(0.6, 6);
  });
});

describe("a ball's own lines beside the cage's", () => {
  const beside = (ball: number, cage: number) =>
    nameFault(
      weighingOf({
        "rolling-element": { evidence: ball, size: 0.4 },
        cage: { evidence: cage, size: 0.6 },
      }),
    ).fault;

  it("are supported by the cage's as far as they say something themselves", () => {
    expect(beside(2, 0)).toBe("unnamed");
    expect(beside(2, 2)).toBe("rolling-element");
  });
  it("are not made of a cage that shows however clearly", () => {
    expect(beside(0.5, 12)).toBe("unnamed");
  });
  it("say less where neither one turn of the cage nor half of one shows: a ball passes the load zone as often", () => {
    const hidden = (evidence: number) =>
      nameFault(
        weighingOf({
          "rolling-element": { evidence: 4, size: 0.7 },
          cage: { evidence },
          "ball-through-cage": { evidence },
        }),
      ).fault;
    expect(hidden(0)).toBe("rolling-element");
    expect(hidden(-3)).toBe("unnamed");
  });
});

describe("a ball that shows through the cage alone", () => {
  const through = (whole: number, half: number, whitened?: number) => {
    const white = whitened === undefined ? {} : { whitened };
    const said = {
      "rolling-element": { evidence: -1 },
      cage: { evidence: whole, size: 1.5, ...white },
      "ball-through-cage": { evidence: half, size: 1.2, ...white },
    };
    return nameFault(weighingOf(said)).fault;
  };

  it("shows at one turn of it and at half of one: gears and belts make either", () => {
    expect(through(6, 6)).toBe("rolling-element");
    expect(through(6, 0)).toBe("unnamed");
    expect(through(0, 6)).toBe("unnamed");
  });
  it("swells the noise: what shows only while tones are there is a gear's wheel that turns as the cage does", () => {
    expect(through(6, 6, 5)).toBe("rolling-element");
    expect(through(6, 6, 0.3)).toBe("unnamed");
  });
});
