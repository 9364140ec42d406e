import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { remember, rememberedIn } from "./remembered.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-remembered-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("remembers a plant's time and damage, and the newest of it", () => {
  const file = join(folder, "plant.json");
  const fault = { at: "a/b/c/d", fault: "cage", onsetSeconds: 1, growthSeconds: 2 } as const;
  const first = { start: 1n, time: 2n, begun: 3n, damage: { faults: [fault], sensorFaults: [] } };
  remember(file, first);
  expect(rememberedIn(file)).toEqual(first);
  remember(file, { ...first, time: 9n });
  expect(rememberedIn(file)?.time).toBe(9n);
});

it("has nothing to go on with where there is no file, or none that can be read", () => {
  expect(rememberedIn(join(folder, "none"))).toBeUndefined();
  writeFileSync(join(folder, "cut"), '{"start":"1","ti');
  expect(rememberedIn(join(folder, "cut"))).toBeUndefined();
});
