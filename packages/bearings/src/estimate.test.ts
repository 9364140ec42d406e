import { describe, expect, it } from "vitest";
import { catalogueRows } from "./catalogue.ts";
import { estimatedInside } from "./estimate.ts";
import { defectOrders } from "./kinematics.ts";

describe("the inside of a bearing, from its outside", () => {
  it("is told from documented bearings with the count known within the stated tolerance", () => {
    // Inserts and the MFPT rig's bearing have an outside unlike their inside.
    const rows = catalogueRows.filter(
      ({ basis, maker }) =>
        basis === "documented" && !["LDK", "MB", "NICE", "Rexnord"].includes(maker),
    );
    for (const { family, bore, outsideDiameter: outside, geometry, orders } of rows) {
      const contactAngleDeg = geometry.contactAngleDeg;
      const inside = estimatedInside({
        family,
        bore,
        outside,
        balls: geometry.balls,
        contactAngleDeg,
      });
      if (typeof inside === "string") throw new Error(inside);
      const { bpfo } = defectOrders(inside.geometry);
      expect(Math.abs(bpfo / orders.bpfo - 1)).toBeLessThan(inside.tolerance);
    }
    expect(rows.length).toBeGreaterThan(3);
  });

  it("says that it is an estimate, and what a wrong count would come to", () => {
    const inside = estimatedInside({ family: "deep groove ball", bore: 25, outside: 52 });
    expect(inside).toMatchObject({
      geometry: { balls: 9 },
      source: expect.stringMatching(/^estimated .*±5.5 %\); their number, 9, is a guess.*11 %/),
    });
  });

  it.each([
    [{ bore: 52, outside: 25 }, /larger than the bore/],
    [{ bore: 25, outside: 52, balls: 30 }, /30 elements .* do not fit/],
  ])("of %o is refused", (given, said) => {
    expect(estimatedInside({ family: "deep groove ball", ...given })).toMatch(said);
  });
});
