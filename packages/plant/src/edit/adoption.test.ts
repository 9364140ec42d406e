import { describe, expect, it } from "vitest";
import { parsePlant } from "../plant-file.ts";
import { type Adoption, adoptInto } from "./adoption.ts";

const PLANT = `# Our plant. Ask Ann before you change it.
site: s
lines:
  - id: l   # the old line
    machines:
      - id: m
        points:
          - id: p
            bearing: '6205'
            channels:
              - { id: temp, kind: temperature } # glued on
          # more to come

  - id: k
    machines: [{ id: n, points: [{ id: q, channels: [{ id: temp, kind: temperature }] }] }]
notify: {channels: []}
`;

const adoption = (change: Partial<Adoption> = {}): Adoption => ({
  line: { id: "l" },
  machine: { id: "m" },
  point: { id: "p" },
  channel: {
    id: "shed",
    kind: "temperature",
    unit: "degC",
    mqtt: { topic: "shed/7/temp", value: "data.t" },
  },
  ...change,
});
const parsed = (text: string) =>
  parsePlant(text.replace(/^notify:.*$/m, ""), "plant.yaml", () => []);
const pathsOf = (text: string) =>
  parsed(text).lines.flatMap(({ machines }) =>
    machines.flatMap(({ points }) =>
      points.flatMap(({ path, channels }) => channels.map(({ id }) => `${path}/${id}`)),
    ),
  );

describe("adopting into a plant file", () => {
  it("adds lines and leaves every other as it was, comments too", () => {
    const made = adoptInto(PLANT, adoption());
    const before = PLANT.split("\n");
    const added = made.split("\n").filter((line) => !before.includes(line));
    expect(added.map((line) => line.trim())).toEqual([
      "- id: shed",
      "kind: temperature",
      "unit: degC",
      "mqtt:",
      "topic: shed/7/temp",
      "value: data.t",
    ]);
    expect(made.split("\n").filter((line) => !added.includes(line))).toEqual(before);
    expect(pathsOf(made)).toEqual(["s/l/m/p/temp", "s/l/m/p/shed", "s/k/n/q/temp"]);
  });

  it("makes the point, the machine and the line where they are not there", () => {
    const point = { id: "new", name: "Drive end", bearing: "6205-2RS" };
    const bearings = parsed(
      adoptInto(PLANT, adoption({ point })),
    ).lines[0]?.machines[0]?.points.map(({ bearing }) => bearing?.designation);
    expect(bearings).toEqual(["6205", "6205"]);
    expect(pathsOf(adoptInto(PLANT, adoption({ point })))).toContain("s/l/m/new/shed");
    expect(pathsOf(adoptInto(PLANT, adoption({ machine: { id: "z" } })))).toContain("s/l/z/p/shed");
    expect(pathsOf(adoptInto(PLANT, adoption({ line: { id: "z" } })))).toContain("s/z/m/p/shed");
  });

  it("writes in brackets where the list is in brackets, and keeps the comments then too", () => {
    const made = adoptInto(
      PLANT,
      adoption({ line: { id: "k" }, machine: { id: "n" }, point: { id: "q" } }),
    );
    expect(pathsOf(made)).toContain("s/k/n/q/shed");
    for (const comment of ["Ask Ann", "the old line", "glued on", "more to come"])
      expect(made).toContain(comment);
  });

  it("refuses a channel that is there already", () => {
    const channel = { ...adoption().channel, id: "temp" };
    expect(() => adoptInto(PLANT, adoption({ channel }))).toThrow(/l\/m\/p\/temp is in .* already/);
  });

  it("works on a file without a last line end, with lists not indented, and with CRLF", () => {
    const flat =
      "site: s\nlines:\n- id: l\n  machines:\n  - id: m\n    points:\n    - id: p\n      channels:\n      - id: temp\n        kind: temperature";
    for (const text of [flat, flat.replaceAll("\n", "\r\n")]) {
      const made = adoptInto(text, adoption());
      expect(made.startsWith(text)).toBe(true);
      expect(pathsOf(made)).toEqual(["s/l/m/p/temp", "s/l/m/p/shed"]);
    }
    expect(adoptInto(flat, adoption())).toContain(
      "\n      - id: shed\n        kind: temperature\n",
    );
  });
});
