import type { Plant } from "@raceway/model/plant";
import { describe, expect, it } from "vitest";
import { PlantFileError, parsePlant } from "../plant-file.ts";
import { factsOf } from "./facts.ts";
import { plantChanges } from "./plant-changes.ts";

const VIB = "{ id: vib, kind: vibration, unit: g, sampleRate: 12000 }";
const TEMP = "{ id: temp, kind: temperature, unit: degC }";

function plantOf(points: string, machine = "id: m"): Plant {
  return parsePlant(
    `site: s\nlines: [{ id: l, machines: [{ ${machine}, points: [${points}] }] }]\n`,
    "plant.yaml",
    () => [],
  );
}
const pointText = (id = "p", bearing = "6205", channels = `${VIB}, ${TEMP}`, more = "") =>
  `{ id: ${id}, ${more} bearing: "${bearing}", channels: [${channels}] }`;
const changes = (before: string, after: string, machine?: string) =>
  plantChanges(factsOf(plantOf(before)), plantOf(after, machine));

describe("two plant files", () => {
  it("that mean the same have no difference, whatever else is said in them", () => {
    expect(changes(pointText(), pointText())).toEqual([]);
    expect(
      changes(pointText(), pointText("p", "6205", `${VIB}, ${TEMP}`, "name: Drive end,")),
    ).toEqual([]);
  });

  it("may have gained and lost points", () => {
    const both = `${pointText("p")}, ${pointText("q")}`;
    expect(changes(both, `${pointText("p")}, ${pointText("r")}`)).toMatchObject([
      { point: "s/l/m/r", kind: "added" },
      { point: "s/l/m/q", kind: "removed" },
    ]);
  });

  it.each([
    ["the point", pointText("new", "6205", `${VIB}, ${TEMP}`, "was: p,"), undefined, "s/l/m/new"],
    ["its machine", pointText(), "id: other, was: m", "s/l/other/p"],
    [
      "point and machine, moved",
      pointText("new", "6205", `${VIB}, ${TEMP}`, "was: l/m/p,"),
      "id: z",
      "s/l/z/new",
    ],
  ])("may have renamed %s", (_, after, machine, point) => {
    const [change, ...others] = changes(pointText(), after, machine);
    expect(change).toMatchObject({ point, kind: "renamed", from: "s/l/m/p", relearns: false });
    expect(others).toEqual([]);
  });

  it("have `was` standing in them for ever: a name that is still there is nobody's former one", () => {
    const renamed = pointText("new", "6205", `${VIB}, ${TEMP}`, "was: p,");
    expect(changes(renamed, renamed)).toEqual([]);
    expect(changes(`${pointText("p")}`, `${pointText("p")}, ${renamed}`)).toMatchObject([
      { point: "s/l/m/new", kind: "added" },
    ]);
    expect(() =>
      plantOf(
        ["a", "b"].map((id) => pointText(id, "6205", `${VIB}, ${TEMP}`, "was: p,")).join(", "),
      ),
    ).toThrow(PlantFileError);
  });

  it.each([
    [
      "another rate",
      "{ id: vib, kind: vibration, unit: g, sampleRate: 25600 }",
      /sample rate 12000 → 25600.*taken at once/,
    ],
    [
      "a unit of another quantity",
      "{ id: vib, kind: vibration, unit: mm/s, sampleRate: 12000 }",
      /unit g → mm\/s: the point learns anew/,
    ],
    [
      "another sensitivity",
      "{ id: vib, kind: vibration, unit: g, sampleRate: 12000, sensitivity: 100 mV/g }",
      /factor/,
    ],
    [
      "another band",
      "{ id: vib, kind: vibration, unit: g, sampleRate: 12000, envelopeBand: [500, 2000] }",
      /envelope band/,
    ],
  ])("let a point learn anew after %s", (_, vib, words) => {
    const [change] = changes(pointText(), pointText("p", "6205", `${vib}, ${TEMP}`));
    expect(change).toMatchObject({ kind: "changed", relearns: true, fresh: ["vib"] });
    expect(change?.said.join(" ")).toMatch(words);
  });

  it("let a point learn anew after another bearing, not after another name of it", () => {
    expect(changes(pointText(), pointText("p", "6305"))).toMatchObject([
      { relearns: true, fresh: [], said: [expect.stringContaining("6205 → 6305")] },
    ]);
  });

  it("leave what is known where only the unit of the same quantity is another", () => {
    const mg = "{ id: vib, kind: vibration, unit: mg, sampleRate: 12000 }";
    expect(changes(pointText(), pointText("p", "6205", `${mg}, ${TEMP}`))).toMatchObject([
      { relearns: false, fresh: [], otherQuantity: [] },
    ]);
  });

  it("may have renamed and removed channels", () => {
    const axis = "{ id: axial, was: vib, kind: vibration, unit: g, sampleRate: 12000 }";
    expect(changes(pointText(), pointText("p", "6205", axis))).toMatchObject([
      {
        relearns: false,
        renamedChannels: [{ from: "vib", to: "axial" }],
        removedChannels: ["temp"],
        fresh: ["temp"],
      },
    ]);
  });
});
