import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pointsOf } from "@raceway/model/plant";
import type { ChannelKind } from "@raceway/model/unit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PlantFault, PlantFileError, parsePlant, readPlantFile } from "./plant-file.ts";

const NAMES: Readonly<Record<ChannelKind, readonly string[]>> = {
  vibration: ["rms", "velocity_rms"],
  sound: ["level_a"],
  temperature: ["temperature"],
  speed: [],
  load: [],
};
const UNIT: Readonly<Record<string, string>> = {
  rms: "signal",
  velocity_rms: "mm/s",
  temperature: "degC",
};
const indicators = (kind: ChannelKind) =>
  NAMES[kind].map((name) => ({ name, unit: UNIT[name] ?? "1" }));
const parse = (text: string) => parsePlant(text, "plant.yaml", indicators);

function faultsOf(text: string): readonly PlantFault[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof PlantFileError) return error.faults;
    throw error;
  }
  throw new Error("the file was accepted");
}

/** The smallest useful file, with lines put into its machine, point and channel. */
function file(extra: { machine?: string; point?: string; channel?: string } = {}): string {
  return [
    "site: s",
    "lines:",
    "  - id: l",
    "    machines:",
    "      - id: m",
    ...(extra.machine ? [`        ${extra.machine}`] : []),
    "        points:",
    "          - id: p",
    ...(extra.point ? [`            ${extra.point}`] : []),
    "            channels:",
    `              - { id: vib, kind: vibration${extra.channel ? `, ${extra.channel}` : ""} }`,
  ].join("\n");
}

describe("a plant file", () => {
  it("knows how long a bearing takes to come, and refuses what cannot be", () => {
    const leadTime = (days: string) =>
      file({ point: `bearing: { designation: 6205, rating: 20000, leadTimeDays: ${days} }` });
    const point = pointsOf(parse(leadTime("21"))).get("s/l/m/p");
    expect(point?.point.bearing).toMatchObject({ leadTimeDays: 21, ratingHours: 20_000 });
    for (const days of ["0", "-3", "soon", "4000"])
      expect(faultsOf(leadTime(days)).map(({ path }) => path)).toEqual([
        expect.stringContaining("leadTimeDays"),
      ]);
  });
  it("needs no more than names and kinds", () => {
    const point = pointsOf(parse(file())).get("s/l/m/p");
    expect(point?.machine.speed).toEqual({ tolerance: 0.02 });
    expect(point?.point.channels).toEqual([
      { id: "vib", name: "vib", kind: "vibration", silentAfter: 300, limits: [] },
    ]);
  });

  it("takes a bearing from the catalogue, also when YAML reads its name as a number", () => {
    for (const text of [
      "bearing: 6205",
      'bearing: "SKF 6205-2RS"',
      "bearing: { designation: 6205 }",
    ]) {
      const bearing = pointsOf(parse(file({ point: text }))).get("s/l/m/p")?.point.bearing;
      expect(bearing?.orders.bpfo).toBeCloseTo(3.58, 1);
      expect(bearing?.source).not.toBe("");
    }
  });

  it("takes a bearing from its geometry or from the maker's orders, which win", () => {
    const geometry =
      "bearing: { geometry: { balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04 }, tolerance: 0.01 }";
    const bearing = pointsOf(parse(file({ point: geometry }))).get("s/l/m/p")?.point.bearing;
    expect(bearing?.orders.bpfi).toBeCloseTo(5.4152, 4);
    expect(bearing?.tolerance).toBe(0.01);
    const orders =
      "bearing: { designation: 6205, orders: { bpfo: 3.6, bpfi: 5.4, bsf: 2.34, ftf: 0.4 } }";
    expect(
      pointsOf(parse(file({ point: orders }))).get("s/l/m/p")?.point.bearing?.orders.bpfo,
    ).toBe(3.6);
  });

  it("sees that a table printed the ball's defect order instead of its spin order", () => {
    const orders = "bearing: { orders: { bpfo: 3.5848, bpfi: 5.4152, bsf: 4.7135, ftf: 0.39828 } }";
    const bearing = pointsOf(parse(file({ point: orders }))).get("s/l/m/p")?.point.bearing;
    expect(bearing?.orders.bsf).toBeCloseTo(2.357, 3);
    expect(bearing?.source).toMatch(/2 × 2\.35675/);
  });

  it("switches ISO zones on by power and support, group 1 above 300 kW or from 315 mm", () => {
    const iso = (machine: string) => pointsOf(parse(file({ machine }))).get("s/l/m/p")?.machine.iso;
    expect(iso("powerKw: 22\n        support: rigid")).toEqual({ group: 2, support: "rigid" });
    expect(iso("powerKw: 301\n        support: flexible")).toEqual({
      group: 1,
      support: "flexible",
    });
    expect(iso("powerKw: 100\n        support: rigid\n        shaftHeightMm: 315")?.group).toBe(1);
    expect(iso("powerKw: 22")).toBeUndefined();
  });
});

describe("a faulty plant file", () => {
  it("is refused with every fault at once, each with its line", () => {
    const faults = faultsOf(
      file({
        machine: "colour: red",
        channel: "unit: degC, limits: { rms: { warning: 3, alarm: 2 } }",
      }),
    );
    expect(faults.map(({ path, line }) => ({ path, line }))).toEqual([
      { path: "lines[0].machines[0].points[0].channels[0].limits.rms", line: 10 },
      { path: "lines[0].machines[0].colour", line: 6 },
      { path: "lines[0].machines[0].points[0].channels[0].unit", line: 10 },
    ]);
  });

  it.each([
    ["an unknown bearing", { point: "bearing: 6255" }, /"6255"/, /6205/],
    [
      "a unit of another kind",
      { channel: "unit: degC" },
      /"degC" on a vibration channel/,
      /m\/s2, g/,
    ],
    [
      "a limit on what the channel does not yield",
      { channel: "limits: { level_a: { alarm: 1 } }" },
      /"level_a"/,
      /rms, velocity_rms/,
    ],
    [
      "a support at 15 kW",
      { machine: "powerKw: 15\n        support: rigid" },
      /15 kW/,
      /does not cover/,
    ],
    [
      "a support without power",
      { machine: "support: rigid" },
      /without powerKw/,
      /powerKw beside support/,
    ],
    [
      "a support out of the standard's speeds",
      { machine: "powerKw: 50\n        support: rigid\n        speed: { rpm: 60 }" },
      /60 r\/min/,
      /120 to 15000/,
    ],
    [
      "a speed channel that is none",
      { machine: "speed: { channel: p/vib }" },
      /of kind vibration/,
      /kind speed/,
    ],
    [
      "a test stand's channel that is none",
      {
        channel:
          "testStand: true }\n              - { id: temp, kind: temperature, testStand: true",
      },
      /true on a temperature channel/,
      /channels of kind vibration/,
    ],
    [
      "a direction of what has none",
      {
        channel:
          "direction: axial }\n              - { id: temp, kind: temperature, direction: axial",
      },
      /"axial" on a temperature channel/,
      /channels of kind vibration/,
    ],
    [
      "a direction that there is not",
      { channel: "direction: axail" },
      /"axail"/,
      /horizontal.*axial-opposed/,
    ],
    [
      "balls larger than their circle",
      { point: "bearing: { geometry: { balls: 9, ballDiameter: 9, pitchDiameter: 8 } }" },
      /"ballDiameter":9/,
      /larger than the ball diameter 9/,
    ],
    [
      "an envelope band upside down",
      { channel: "envelopeBand: [4000, 2000]" },
      /\[4000,2000\]/,
      /below the second/,
    ],
  ])("%s says what was found and what is allowed", (_, extra, found, allowed) => {
    const [fault] = faultsOf(file(extra));
    expect(fault?.found).toMatch(found);
    expect(fault?.allowed).toMatch(allowed);
    expect(fault?.line).toBeGreaterThan(4);
  });

  it("names both places of an id used twice", () => {
    const text = `${file()}\n              - { id: vib, kind: sound }`;
    expect(faultsOf(text)[0]).toMatchObject({
      path: "lines[0].machines[0].points[0].channels[1].id",
      line: 10,
      found: '"vib", already the id of lines[0].machines[0].points[0].channels[0]',
    });
  });

  it("may name the temperature around a line's machines, and only one that is measured there", () => {
    const text = (ambient: string) => `
site: s
lines:
  - id: l
    ambient: ${ambient}
    machines:
      - id: a
        points:
          - id: p
            channels: [{ id: vib, kind: vibration }, { id: hall, kind: temperature }]
      - id: b
        points: [{ id: q, channels: [{ id: vib, kind: vibration }] }]
`;
    expect(parse(text("a/p/hall")).lines[0]?.machines[1]?.ambient).toEqual({
      point: "s/l/a/p",
      channel: "hall",
    });
    expect(faultsOf(text("a/p/vib"))[0]).toMatchObject({
      path: "lines[0].ambient",
      allowed: "a/p/hall",
    });
  });

  it("that is no YAML, empty, missing or an alias bomb is refused in words", () => {
    expect(faultsOf("a: 'x")[0]?.found).toBe("quotes or brackets that are not closed");
    expect(faultsOf("")[0]?.found).toBe("nothing");
    expect(() => readPlantFile("/nonexistent/plant.yaml", indicators)).toThrow(/no such file/);
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefghi".split("").map((n, i) => `${n}: &${n} [${`*${"abcdefgh"[i]},`.repeat(9)}]`),
    ].join("\n");
    expect(faultsOf(bomb)[0]?.allowed).toMatch(/aliases/);
  });

  it("never makes the reader throw anything else", () => {
    const text = file({ point: "bearing: 6205", channel: "unit: g" });
    fc.assert(
      fc.property(
        fc.nat(text.length),
        fc.string({ maxLength: 5 }),
        fc.nat(8),
        (at, insert, drop) => {
          try {
            parse(text.slice(0, at) + insert + text.slice(at + drop));
          } catch (error) {
            expect(error).toBeInstanceOf(PlantFileError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("slips", () => {
  it("are told in one pass, also those that only the rest shows, each with its line", () => {
    const faults = faultsOf(`site: s
lines:
  - id: l
    machines:
      - id: 1
        points: [{ id: p, channels: [{ id: x, kind: vibration }] }]
      - id: m
        rpm: 1797
        points:
          - id: p
            bearing: 62O5
            channels:
              - { id: t, kind: temperature, units: degC, limits: { temprature: { warning: 70 } } }
              - { id: t, kind: vibration, unit: degC }
`);
    const told = faults.map(({ line, path, found }) => [line, path.split(".").at(-1), found]);
    expect(told).toEqual(
      expect.arrayContaining([
        [5, "id", "1"],
        [8, "rpm", 'unknown field "rpm"'],
        [11, "bearing", expect.stringContaining("62O5")],
        [13, "units", 'unknown field "units"'],
        [13, "temprature", '"temprature" on a temperature channel'],
        [14, "id", expect.stringContaining('"t", already the id of')],
        [14, "unit", '"degC" on a vibration channel'],
      ]),
    );
    expect(told).toHaveLength(7);
    expect(faults.find(({ found }) => found.includes('"units"'))?.allowed).toMatch(
      /^did you mean "unit"\? id, was, name/,
    );
  });

  it("of a known word suggest it", () => {
    const [fault] = faultsOf(file({ channel: "kind: vibratoin" }).replace("kind: vibration, ", ""));
    expect(fault?.allowed).toMatch(/^did you mean "vibration"\?/);
    const [typo] = faultsOf(file({ channel: "limits: { velocity_rsm: { alarm: 4.5 } }" }));
    expect(typo?.allowed).toMatch(/^did you mean "velocity_rms"\?/);
  });

  it("of form are said without the schema library's sentences", () => {
    for (const text of [
      "site: s\nlines: { id: l }\n",
      "- 1\n",
      "site: 7\nlines: []\n",
      "",
      "site: s\nlines: [{ id: l, machines: [{ id: m, points: 3 }] }]",
    ])
      for (const { allowed, found } of faultsOf(text)) {
        expect(allowed).not.toMatch(/Invalid|expected|received|Too small/);
        expect(found).not.toBe("");
      }
    expect(faultsOf("site: s\nlines: { id: l }\n")[0]?.allowed).toBe(
      "a list (lines that begin with `-`)",
    );
  });

  it("of an editor that writes UTF-16 are none", () => {
    const path = join(mkdtempSync(join(tmpdir(), "raceway-plant-")), "plant.yaml");
    writeFileSync(path, Buffer.from(`\uFEFF${file()}`, "utf16le"));
    expect(readPlantFile(path, indicators).site).toBe("s");
    writeFileSync(path, Buffer.from(`\uFEFF${file()}`, "utf16le").swap16());
    expect(readPlantFile(path, indicators).site).toBe("s");
    expect(() => readPlantFile(join(path, ".."), indicators)).toThrow(/found a directory/);
  });
});

it("the example is sound", () => {
  const path = new URL("../../../examples/bearing-plant.yaml", import.meta.url);
  const others = [
    { name: "temperature", unit: "degC" },
    { name: "level_a", unit: "dB" },
  ];
  const names = (kind: ChannelKind) => [...indicators(kind), ...others];
  expect(
    pointsOf(parsePlant(readFileSync(path, "utf8"), "example", names)).size,
  ).toBeGreaterThanOrEqual(7);
});
