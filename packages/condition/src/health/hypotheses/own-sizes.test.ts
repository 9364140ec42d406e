import type { Json } from "@raceway/model/json";
import { describe, expect, it } from "vitest";
import { nameFault } from "./name-fault.ts";
import { createOwnSizes } from "./own-sizes.ts";
import type { PartEvidence } from "./part-evidence.ts";
import { SIGNATURES } from "./part-lines.ts";

/** A weighing in which the outer race's lines stand clear of chance, so large. */
function weighing(size: number): readonly PartEvidence[] {
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
    evidence: part === "outer-race" ? 12 : -3,
    size: part === "outer-race" ? size : 0.05,
    higher: part === "outer-race" ? size / 2 : 0.02,
    lead: 1,
    slip: 0,
    scale: 1,
    channel,
    view,
  }));
}

function learnt(size: number) {
  const own = createOwnSizes();
  for (let i = 0; i < 20; i++) own.learn(weighing(size));
  return own;
}

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
  it("goes on from a snapshot", () => {
    const cut = createOwnSizes();
    cut.restore(JSON.parse(JSON.stringify(learnt(0.3).snapshot())) as Json);
    expect(cut.halfway("outer-race")).toBeCloseTo(0.6, 6);
  });
});
