import { describe, expect, it } from "vitest";
import { catalogueRows, findBearing, nearestDesignations } from "./catalogue.ts";
import { kindOfUnknown } from "./designation.ts";
import { defectOrders, geometryComplaint, ordersComplaint } from "./kinematics.ts";
import { DEEP_GROOVE } from "./rows/deep-groove.ts";
import { toleranceOf } from "./rows/row.ts";

describe("catalogueRows", () => {
  it("has at least 60 bearings with every family of a grinding line", () => {
    expect(new Set(catalogueRows.map((row) => row.designation)).size).toBeGreaterThan(700);
    expect(new Set(catalogueRows.map((row) => row.family)).size).toBe(6);
  });

  it.each(catalogueRows.map((row) => [`${row.maker} ${row.designation}`, row] as const))(
    "%s agrees with itself: geometry possible, identities hold, pitch circle near the mean diameter, maker and source named",
    (_name, row) => {
      expect(geometryComplaint(row.geometry)).toBeUndefined();
      expect(ordersComplaint(row.orders)).toBeUndefined();
      expect(row.orders.bpfo + row.orders.bpfi).toBeCloseTo(row.geometry.balls, 9);
      const mean = (row.bore + row.outsideDiameter) / 2;
      // Inserts and the NICE bearing have an outside unlike their inside.
      const slack = row.basis === "documented" ? 0.18 : 0.02;
      expect(Math.abs(row.geometry.pitchDiameter / mean - 1)).toBeLessThan(slack);
      expect(row.geometry.ballDiameter).toBeLessThan((row.outsideDiameter - row.bore) / 2);
      expect(row.source.length).toBeGreaterThan(10);
      expect(row.maker).not.toBe("");
    },
  );

  it("widens the search and doubts the count where only boundary dimensions are known", () => {
    const guessed = catalogueRows.filter((row) => row.basis === "boundary dimensions");
    const known = catalogueRows.filter((row) => row.basis !== "boundary dimensions");
    expect(guessed.every((row) => !row.countCertain && row.source.includes("only"))).toBe(true);
    expect(Math.min(...guessed.map((row) => row.tolerance))).toBeGreaterThanOrEqual(
      Math.max(...known.map((row) => row.tolerance)),
    );
    expect(Math.max(...guessed.map((row) => row.tolerance))).toBeLessThan(0.09);
  });

  it("would still find the lines of the known bearings if only their outside were known and the count right", () => {
    const proportions = { "deep groove ball": 0.3, "angular contact ball": 0.3 } as const;
    for (const row of catalogueRows.filter(({ basis }) => basis === "published")) {
      if (row.family !== "deep groove ball" && row.family !== "angular contact ball") continue;
      const ballDiameter = proportions[row.family] * (row.outsideDiameter - row.bore);
      const geometry = { ...row.geometry, ballDiameter };
      const { bpfo } = defectOrders(geometry);
      const slack = toleranceOf("boundary dimensions", geometry) - 0.02;
      expect(Math.abs(bpfo / row.orders.bpfo - 1)).toBeLessThanOrEqual(slack);
    }
  });

  it("has no two rows of one maker and designation", () => {
    const names = catalogueRows.map((row) => `${row.maker} ${row.designation}`);
    expect(names.length).toBe(new Set(names).size);
  });

  it("fills the published deep groove bearings as the rule for the others says, but for two", () => {
    const other = catalogueRows
      .filter((row) => row.family === "deep groove ball" && row.basis === "published")
      .filter(({ geometry: g }) => {
        const full = Math.PI / Math.asin(g.ballDiameter / g.pitchDiameter);
        return Math.floor(DEEP_GROOVE.filling * full) !== g.balls;
      })
      .map((row) => row.designation);
    expect(other).toEqual(["6209", "6307"]);
  });

  // Timken, Ball Bearing Housed Unit Catalog, table A-9.
  it.each([
    ["6004", 3.578, 5.422, 2.339],
    ["6202", 3.125, 4.875, 2.175],
    ["6204", 3.052, 4.948, 1.992],
    ["6206", 3.568, 5.432, 2.311],
    ["6210", 4.093, 5.907, 2.665],
    ["6213", 4.099, 5.901, 2.685],
    ["6304", 2.574, 4.426, 1.757],
    ["6308", 3.023, 4.977, 1.925],
    ["6312", 3.064, 4.936, 2.02],
    ["6318", 3.093, 4.907, 2.091],
    // Kaeser's table and VibroGuard's figures for the SKF 22228 at 25 Hz.
    ["NU 205", 5.25, 7.75, 2.504],
    ["NU 206", 5.242, 7.756, 2.487],
    ["7205 B", 5.473, 7.527, 2.365],
    ["7305 B", 3.943, 6.057, 1.732],
    ["22228", 205.3 / 25, 10.788, 89.1 / 25],
  ])("agrees with the published orders of %s", (designation, bpfo, bpfi, bsf) => {
    const orders = findBearing(designation)?.orders;
    expect(Math.abs((orders?.bpfo ?? 0) / bpfo - 1)).toBeLessThan(0.005);
    expect(Math.abs((orders?.bpfi ?? 0) / bpfi - 1)).toBeLessThan(0.005);
    expect(Math.abs((orders?.bsf ?? 0) / bsf - 1)).toBeLessThan(0.02);
  });
});

describe("findBearing", () => {
  it.each([
    ["6205-2RS JEM", "6205-2RS JEM", "SKF"],
    ["skf 6205-2rs jem", "6205-2RS JEM", "SKF"],
    ["SKF 6205", "6205", "any"],
    ["6205ZZ", "6205", "any"],
    ["6205 2RS", "6205", "any"],
    ["62052RS", "6205", "any"],
    ["6205/C3", "6205", "any"],
    ["6203", "6203", "any"],
    ["FAG 6203", "6203", "FAG"],
    ["6203 (IBU)", "6203", "IBU"],
    ["nu205ecp", "NU 205", "any"],
    ["B7014-C-T-P4S", "7014 C", "any"],
    ["7014CD/P4A", "7014 C", "any"],
    ["7014 ACD", "7014 AC", "any"],
    ["NN3014K", "NN 3014", "any"],
    ["22212 EK", "22212", "any"],
    ["32006 X/Q", "32006", "any"],
    ["LDK UER204", "UER204", "LDK"],
    ["nice", "NICE", "NICE"],
    ["608", "608", "any"],
    ["608-2RSH/C3", "608", "any"],
    ["6082RS", "608", "any"],
    ["F608ZZ", "608", "any"],
    ["61905-2RS1", "61905", "any"],
    ["6905DDU", "61905", "any"],
    ["F6805-2RS", "61805", "any"],
    ["619/8", "698", "any"],
    ["16005", "16005", "any"],
    ["6405", "6405", "any"],
    ["W 6205-2RS1", "6205", "any"],
    ["S6205ZZ", "6205", "any"],
    ["HC6205-2RSR", "6205", "any"],
    ["UC 205", "6205", "any"],
    ["UCP205-16", "6205", "any"],
    ["UCFL 308", "6308", "any"],
    ["YAR 206-2F", "6206", "any"],
    ["SB205", "6205", "any"],
    ["UK 208+H2308", "6208", "any"],
    ["MB ER-10K", "ER-10K", "MB"],
    ["ER16K", "6205", "any"],
    ["Rexnord ER-24", "6208", "any"],
    ["NJ 2310 ECP", "NU 2310", "any"],
    ["NUP 308", "NU 308", "any"],
    ["N 205", "NU 205", "any"],
    ["N 1014", "N 1014", "any"],
    ["NU 2210", "NU 2210", "any"],
    ["22210 EK", "22210", "any"],
    ["23024 CC/W33", "23024", "any"],
    ["7205 BEP", "7205 B", "any"],
    ["7305 AC", "7305 AC", "any"],
    ["QJ 308", "QJ 308", "any"],
    ["3205 A-2RS1", "3205", "any"],
    ["5205", "3205", "any"],
    ["1205 EKTN9", "1205", "any"],
    ["2205", "2205", "any"],
    ["30205", "30205", "any"],
    ["33205", "33205", "any"],
    ["32310", "32310", "any"],
  ])("reads %s as %s of %s", (text, designation, maker) => {
    const row = findBearing(text);
    expect([row?.designation, row?.maker]).toEqual([designation, maker]);
  });

  it.each([
    "62055",
    "6255",
    "7014",
    "",
    "SKF",
    "620",
    "x6205",
    "51105",
    "HK 2020",
    "LM11949/LM11910",
  ])("knows no %s", (text) => {
    expect(findBearing(text)).toBeUndefined();
  });
});

describe("what is taken for another, or not known", () => {
  it("says in the row's source that an insert stands for its ring", () => {
    expect(findBearing("UC 205")?.source).toMatch(/Timken.*taken for the 6205: an insert/);
  });

  it.each([
    ["SKF 51105", /thrust ball bearing.*leave `bearing` away/],
    ["HK2020", /needle/],
    ["LM11949/LM11910", /inch taper/],
    ["7014", /contact angle/],
    ["ER20", /different rings/],
  ])("says what a %s is", (designation, said) => {
    expect(kindOfUnknown(designation)).toMatch(said);
    expect(findBearing(designation)).toBeUndefined();
  });

  it("says nothing of what is no designation", () => {
    expect(kindOfUnknown("unknown")).toBeUndefined();
  });
});

describe("nearestDesignations", () => {
  it("offers what was probably meant", () => {
    expect(nearestDesignations("6255")[0]).toBe("6205");
    expect(nearestDesignations("7014", 2)).toEqual(["7014 C", "7014 AC"]);
    expect(nearestDesignations("SKF 6225-2RS")).toContain("6205");
  });

  it("answers any text", () => {
    expect(nearestDesignations("", 2)).toHaveLength(2);
    expect(nearestDesignations("!?")).toHaveLength(3);
  });
});
