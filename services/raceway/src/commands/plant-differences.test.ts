import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readPlant } from "../plant-option.ts";
import { differences } from "./plant-differences.ts";

const text = (rate: number, more = "") => `site: s
lines:
  - id: l
    machines:
      - id: m
        points:
          - { id: p, bearing: 6205, channels: [{ id: vib, kind: vibration, unit: g, sampleRate: ${rate} }] }
${more}`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-check-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

it("what a plant file will change is said beforehand, by point", () => {
  const before = file("old.yaml", text(12_000));
  const extra = "          - { id: q, channels: [{ id: temp, kind: temperature }] }";
  const plant = readPlant(file("new.yaml", text(25_600, extra)));
  expect(differences(plant, before)).toBe(
    "s/l/m/p\n  Channel vib: sample rate 12000 → 25600: the point learns anew, the new rate is taken at once.\ns/l/m/q\n  New: it learns.\n",
  );
  expect(differences(readPlant(before), before)).toMatch(/^nothing is different/);
});

it("a folder where no ingest has run is refused, and what would be right is said", () => {
  const plant = readPlant(file("a.yaml", text(12_000)));
  expect(() => differences(plant, folder)).toThrow(/data directory of an ingest that has run/);
});
