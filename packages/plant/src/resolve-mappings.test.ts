import { describe, expect, it } from "vitest";
import { PlantFileError, parsePlant } from "./plant-file.ts";

const LINES = `
site: s
timeZone: Europe/Berlin
lines:
  - id: l
    machines:
      - id: m
        points:
          - id: p
            channels:
              - { id: temp, kind: temperature, unit: degC }
              - { id: case, kind: temperature, unit: degC }
`;

const parse = (text: string) => parsePlant(text, "plant.yaml", () => []);

function faultsOf(mappings: string): readonly string[] {
  try {
    parse(`${LINES}mappings:\n${mappings}`);
    return [];
  } catch (error) {
    if (!(error instanceof PlantFileError)) throw error;
    return error.faults.map(({ path, found }) => `${path}: ${found}`);
  }
}

describe("mappings of a plant file", () => {
  it("become plans, with the plant's clock for times without a zone", () => {
    const { mappings } = parse(`${LINES}mappings:
  - topic: tele/+/SENSOR
    point: l/$1/p
    time: { at: Time, as: local }
    values: [{ channel: temp, value: T, factor: 1/10 }]
`);
    expect(mappings).toEqual([
      {
        topic: "tele/+/SENSOR",
        where: "mappings[0]",
        point: "l/$1/p",
        time: { at: "Time", as: "local", timeZone: "Europe/Berlin" },
        values: [{ channel: "temp", value: "T", factor: 0.1, offset: 0 }],
        examples: [],
      },
    ]);
  });

  it("may stand at a channel: a topic, or where in its messages the value stands", () => {
    const { mappings } = parse(
      LINES.replace("id: temp, ", "id: temp, mqtt: dev/temp, ").replace(
        "id: case, ",
        "id: case, mqtt: { topic: dev/all, value: t.case }, ",
      ),
    );
    expect(
      mappings?.map(({ topic, values }) => [topic, values[0]?.channel, values[0]?.value]),
    ).toEqual([
      ["dev/temp", "l/m/p/temp", "$"],
      ["dev/all", "l/m/p/case", "t.case"],
    ]);
  });

  const value = "values: [{ channel: temp, value: t }]";
  it.each([
    ["no topic filter", `  - { topic: "a/b+", point: l/m/p, ${value} }`, "mappings[0].topic: `+`"],
    ["Raceway's own topics", `  - { topic: "#", point: l/m/p, ${value} }`, "meets Raceway's own"],
    ["a capture that is not there", `  - { topic: a, point: l/$1/p, ${value} }`, '"l/$1/p"'],
    [
      "an expression that is none",
      "  - { topic: a, point: l/m/p, values: [{ channel: temp, value: 'a[' }] }",
      'expression "a["',
    ],
    [
      "a pointer that is none",
      "  - { topic: a, point: l/m/p, values: [{ channel: temp, value: '/a~b' }] }",
      "~ without 0 or 1",
    ],
    [
      "a point that is not there",
      `  - { topic: a, point: l/x/p, ${value} }`,
      '"l/x/p", which is no point',
    ],
    [
      "a channel that is not there",
      "  - { topic: a, point: l/m/p, values: [{ channel: x, value: t }] }",
      'channel "x"',
    ],
    [
      "a place that is not there",
      `  - { topic: a/+, places: { d: l/m/q }, ${value} }`,
      'places.d: "l/m/q"',
    ],
    ["no point at all", `  - { topic: a, ${value} }`, "no point"],
    [
      "a number and a spectrum at once",
      "  - { topic: a, point: l/m/p, values: [{ channel: temp, value: t, spectrum: { at: s } }] }",
      'mappings[0].values[0]: {"channel":"temp","value":"t","spectrum"',
    ],
    [
      "an expression within a spectrum that is none",
      "  - { topic: a, point: l/m/p, values: [{ channel: temp, spectrum: { at: s, step: 'a[' } }] }",
      'expression "a["',
    ],
    [
      "a spectrum for a channel that takes none",
      "  - { topic: a, point: l/m/p, values: [{ channel: case, value: c }, { channel: temp, spectrum: { at: s, step: 1 } }] }",
      "mappings[0].values[1].spectrum: a spectrum for l/m/p/temp, a channel of temperature that takes none",
    ],
    ["no channel at all", "  - { topic: a, point: l/m/p, values: [{ value: t }] }", "no channel"],
    [
      "several readings of one moment",
      `  - { topic: a, point: l/m/p, each: list, ${value} }`,
      "without `time`",
    ],
    [
      "two mappings of one topic for one channel",
      `  - { topic: "a/+", point: l/m/p, ${value} }\n  - { topic: a/b, point: l/m/p, ${value} }`,
      "mappings[0] gives to l/m/p/temp too",
    ],
  ])("say what is wrong with %s", (_, text, fault) => {
    expect(faultsOf(text).join("\n")).toContain(fault);
  });

  it("may give spectra to a channel that takes them, and to none of waveforms or values", () => {
    const asked = (channel: string) => {
      const text = LINES.replace("{ id: temp, kind: temperature, unit: degC }", channel);
      try {
        parse(
          `${text}mappings:\n  - { topic: a, point: l/m/p, values: [{ channel: v, spectrum: { at: s, step: 1 } }] }`,
        );
        return [];
      } catch (error) {
        if (!(error instanceof PlantFileError)) throw error;
        return error.faults.map(({ found }) => found);
      }
    };
    expect(asked("{ id: v, kind: vibration, unit: g, values: envelope_spectrum }")).toEqual([]);
    expect(asked("{ id: v, kind: vibration, unit: g }")).toEqual([
      "a spectrum for l/m/p/v, a channel of vibration that takes none",
    ]);
    expect(asked("{ id: v, kind: vibration, unit: mm/s, values: velocity_rms }")).toEqual([
      "a spectrum for l/m/p/v, a channel of velocity_rms that takes none",
    ]);
  });

  it("may share a topic for different channels", () => {
    expect(
      faultsOf(
        `  - { topic: a, point: l/m/p, ${value} }\n  - { topic: a, point: l/m/p, values: [{ channel: case, value: c }] }`,
      ),
    ).toEqual([]);
  });
});
