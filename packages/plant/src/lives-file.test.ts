import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIFE_CURVE_POINTS } from "@raceway/model/recorded-life";
import { describe, expect, it } from "vitest";
import { livesOf } from "./lives-file.ts";
import { parsePlant } from "./plant-file.ts";

const life = { kind: "6205", curve: Array(LIFE_CURVE_POINTS).fill(0.5) };

describe("a file of finished lives", () => {
  it("holds one life a line", () => {
    const line = JSON.stringify(life);
    expect(livesOf(`${line}\n${line}\n`, "lives.jsonl")).toEqual({ lives: [life, life] });
  });
  it.each([
    ["no JSON", "6205", "line 2"],
    ["a curve that is too short", JSON.stringify({ ...life, curve: [1] }), "curve"],
    [
      "a level that cannot be",
      JSON.stringify({ ...life, curve: life.curve.with(3, 1e9) }),
      "curve.3",
    ],
    ["an unknown field", JSON.stringify({ ...life, owner: "x" }), "owner"],
  ])("is refused for %s, and the place is told", (_, line, where) => {
    const read = livesOf(`${JSON.stringify(life)}\n${line}`, "lives.jsonl");
    expect("found" in read && read.found).toContain("line 2");
    expect("found" in read && read.found).toContain(where);
  });
  it("lies beside the plant file, and is missed by name and line", () => {
    const folder = mkdtempSync(join(tmpdir(), "raceway-lives-"));
    const points = "points: [{ id: p, channels: [{ id: v, kind: vibration }] }]";
    const text = `site: s\nfinishedLives: lives.jsonl\nlines: [{ id: l, machines: [{ id: m, speed: {}, ${points} }] }]`;
    const plant = () => parsePlant(text, join(folder, "plant.yaml"), () => []);
    try {
      expect(plant).toThrow(/plant\.yaml:2 {2}finishedLives: .*lives\.jsonl": no such file/);
      writeFileSync(join(folder, "lives.jsonl"), JSON.stringify(life));
      expect(plant().finishedLives).toEqual([life]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
