import { ANDERON, type GradeRule } from "@raceway/model/test-stand";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gateOf } from "./gate-of.ts";
import { gradeBy } from "./grade.ts";

const um = (quantity: "low" | "medium", most: number) =>
  ({ quantity, most, unit: "um/s", said: `${most} um/s` }) as const;
const RULE: GradeRule = {
  atLeast: "v2",
  table: {
    id: "v",
    name: "V",
    grades: [
      { id: "v3", name: "V3", limits: [um("low", 20), um("medium", 10)] },
      { id: "v2", name: "V2", limits: [um("low", 30), um("medium", 20)] },
      { id: "v1", name: "V1", limits: [um("low", 60), um("medium", 40)] },
    ],
  },
};
const at = (low: number, medium: number, side = "a") => ({
  side,
  rpm: 1800,
  features: { low, medium },
});

describe("a grade", () => {
  it.each([
    [[at(20, 10)], "v3", 0],
    [[at(20, 10), at(20, 10.01, "b")], "v2", 0],
    [[at(31, 5)], "v1", 1],
    [[at(61, 41)], null, 2],
  ])("is the best whose every limit every side keeps", (measured, grade, count) => {
    const graded = gradeBy(RULE, measured, ANDERON);
    expect(graded.grade).toBe(grade);
    expect(graded.findings).toHaveLength(count);
  });

  it("never gets better by a louder side", () => {
    const order = ["v3", "v2", "v1", null];
    const level = fc.double({ min: 0.1, max: 100, noNaN: true });
    fc.assert(
      fc.property(level, level, level, level, (a, b, c, d) => {
        const one = gradeBy(RULE, [at(a, b)], ANDERON).grade;
        const two = gradeBy(RULE, [at(a, b), at(c, d, "b")], ANDERON).grade;
        expect(order.indexOf(two)).toBeGreaterThanOrEqual(order.indexOf(one));
      }),
    );
  });

  it("counts anderon as the stand does, and says the table's own number", () => {
    const limit = { quantity: "low", most: 2, unit: "anderon", said: "2 anderon" } as const;
    const rule = {
      atLeast: "x",
      table: { ...RULE.table, grades: [{ id: "x", name: "X", limits: [limit] }] },
    };
    const loud = gradeBy(rule, [at(15.1, 1)], { low: 7.5, medium: 7.5, high: 7.5 });
    expect(loud.findings[0]?.text).toBe(
      "Side a at 1800 r/min: low 15.1 um/s; V X allows 2 anderon.",
    );
    expect(gradeBy(rule, [at(15.1, 1)], ANDERON).grade).toBe("x");
  });

  it("of what was not measured is none", () => {
    expect(
      gradeBy(RULE, [{ side: "a", rpm: 1800, features: { low: 1 } }], ANDERON).grade,
    ).toBeNull();
  });
});

describe("a sorter's gate", () => {
  const finding = (fault: "dirt" | "dent-outer" | "unnamed" | "below-grade") => ({
    fault,
    side: "a",
    rpm: 1800,
    feature: "f",
    value: 2,
    limit: 1,
    unit: "1",
    text: "",
  });
  it.each([
    [[], {}, "accept"],
    [["below-grade"], {}, "reject"],
    [["dirt", "below-grade"], {}, "rework"],
    [["dirt", "dent-outer"], {}, "reject"],
    [["unnamed"], {}, "rework"],
    [["unnamed"], { unnamed: "reject" }, "reject"],
    [["unnamed", "below-grade"], {}, "reject"],
  ] as const)("for %j with %j is %s", (faults, gates, gate) => {
    expect(gateOf(faults.map(finding), { gates })).toBe(gate);
  });
});
