import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  addEntryBehind,
  entryText,
  fieldsOf,
  removeEntry,
  replaceEntry,
  setField,
} from "./entry-edit.ts";

const FILE = `# Ann keeps this file.
site: works
lines:
  - id: l1
    machines:
      # The old one.
      - id: press
        name: Press # since 1998
        points:
          - id: crown # hard to reach
            bearing: 6205
            channels:
              - { id: temp, kind: temperature, unit: degC }
      # The new one.
      - id: lathe
        points: [{ id: spindle, channels: [{ id: vib, kind: vibration }] }]
notify: []
`;
const PRESS = [
  { key: "lines", id: "l1" },
  { key: "machines", id: "press" },
];
const LATHE = [PRESS[0], { key: "machines", id: "lathe" }] as typeof PRESS;

describe("a machine of a plant file as a text of its own", () => {
  it("stands at the left margin with its comments, and put back gives the file as it was", () => {
    const text = entryText(FILE, PRESS);
    expect(text.split("\n").slice(0, 4)).toEqual([
      "id: press",
      "name: Press # since 1998",
      "points:",
      "  - id: crown # hard to reach",
    ]);
    expect(replaceEntry(FILE, PRESS, text)).toBe(FILE);
    expect(replaceEntry(FILE, LATHE, entryText(FILE, LATHE))).toBe(FILE);
  });

  it("changed, it changes those lines and no others", () => {
    const text = entryText(FILE, PRESS).replace("bearing: 6205", "bearing: 6206 # new");
    expect(replaceEntry(FILE, PRESS, text)).toBe(
      FILE.replace("bearing: 6205", "bearing: 6206 # new"),
    );
  });

  it("is copied behind itself", () => {
    const copy = entryText(FILE, PRESS).replace("id: press", "id: press-2");
    const file = addEntryBehind(FILE, PRESS, copy);
    expect(parse(file).lines[0].machines.map(({ id }: { id: string }) => id)).toEqual([
      "press",
      "press-2",
      "lathe",
    ]);
    expect(file.match(/# hard to reach/g)).toHaveLength(2);
    expect(() => addEntryBehind(FILE, PRESS, entryText(FILE, PRESS))).toThrow(
      /press is in the plant file already/,
    );
    expect(() => addEntryBehind(FILE, PRESS, "id: lathe")).toThrow(
      /lathe is in the plant file already/,
    );
  });

  it("is taken away; the only one stays", () => {
    const file = removeEntry(FILE, PRESS);
    expect(parse(file).lines[0].machines).toHaveLength(1);
    expect(file).toContain("# The new one.");
    expect(() => removeEntry(file, LATHE)).toThrow(/only one/);
  });

  it("keeps a file of Windows one, and a list in brackets a list", () => {
    const windows = FILE.replaceAll("\n", "\r\n");
    const text = entryText(windows, PRESS);
    expect(text).not.toContain("\r");
    expect(replaceEntry(windows, PRESS, text)).toBe(windows);
    const flow =
      "site: works\nlines: [{ id: l1, machines: [{ id: press, name: Press }] }] # short\n";
    const changed = replaceEntry(flow, PRESS, "id: press\nname: New");
    expect(parse(changed).lines[0].machines).toEqual([{ id: "press", name: "New" }]);
    expect(changed).toContain("# short");
  });

  it.each([
    ["a: [", /line 1 of this text is no YAML/],
    ["- id: x", /no entry/],
    ["name: x", /no entry/],
    ["", /no entry/],
  ])("that is %j is refused in words", (text, said) => {
    expect(() => replaceEntry(FILE, PRESS, text)).toThrow(said);
  });

  it("that is not there is said", () => {
    expect(() => entryText(FILE, [PRESS[0] as never, { key: "machines", id: "drill" }])).toThrow(
      /l1\/drill is not in the plant file/,
    );
  });
});

describe("the facts of a machine that a form shows", () => {
  it("are names, speed, bearings and units, by where they stand", () => {
    expect(fieldsOf(entryText(FILE, PRESS))).toEqual([
      { path: ["name"], value: "Press" },
      { path: ["speed", "rpm"] },
      { path: ["points", "crown", "name"] },
      { path: ["points", "crown", "bearing"], value: 6205 },
      { path: ["points", "crown", "channels", "temp", "name"] },
      { path: ["points", "crown", "channels", "temp", "unit"], value: "degC" },
    ]);
  });

  it("are set one by one, numbers as numbers, and taken away by an empty text; comments stay", () => {
    const text = entryText(FILE, PRESS);
    const faster = setField(text, ["speed", "rpm"], "1500");
    expect(parse(faster)).toMatchObject({ speed: { rpm: 1500 } });
    const named = setField(text, ["points", "crown", "bearing"], "SKF 6205-2RSH");
    expect(parse(named).points[0].bearing).toBe("SKF 6205-2RSH");
    expect(named).toContain("# hard to reach");
    expect(parse(setField(text, ["name"], ""))).not.toHaveProperty("name");
    expect(() => setField(text, ["points", "foot", "name"], "x")).toThrow(/no points\/foot/);
  });
});
